//! Operators that are functions of numbers.

use super::trace::Node;
use crate::function::{Binary, Unary};

/// The function of one number that a node is.
pub(super) fn unary(node: &Node<'_>) -> Option<Unary> {
    Some(match node.op() {
        "Relu" => Unary::Relu,
        "Gelu" => match node.proto.attribute("approximate") {
            Some(by) if by.string == b"tanh" => Unary::GeluTanh,
            _ => Unary::Gelu,
        },
        "Tanh" => Unary::Tanh,
        "Sigmoid" => Unary::Sigmoid,
        "Erf" => Unary::Erf,
        "Sqrt" => Unary::Sqrt,
        "Exp" => Unary::Exp,
        "Log" => Unary::Log,
        "Abs" => Unary::Abs,
        "Neg" => Unary::Neg,
        _ => return None,
    })
}

/// The function of two numbers that an operator is.
pub(super) fn binary(op: &str) -> Option<Binary> {
    Some(match op {
        "Add" => Binary::Add,
        "Sub" => Binary::Sub,
        "Mul" => Binary::Mul,
        "Div" => Binary::Div,
        "Pow" => Binary::Pow,
        "Min" => Binary::Min,
        "Max" => Binary::Max,
        _ => return None,
    })
}
