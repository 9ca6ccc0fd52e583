//! Functions of one number: what becomes a table of 256 entries.

use std::sync::Arc;

/// A function of `x`, put together from simple ones.
#[derive(Clone, Debug, PartialEq)]
pub enum Function {
    /// `x` itself.
    X,
    /// A number.
    Constant(f64),
    /// A function of a function.
    Unary(Unary, Arc<Function>),
    /// Two functions together.
    Binary(Binary, Arc<Function>, Arc<Function>),
}

/// A function of one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unary {
    /// `max(x, 0)`
    Relu,
    /// `x · Φ(x)`, with the error function.
    Gelu,
    /// GELU by its approximation with tanh (Hendrycks and Gimpel, 2016).
    GeluTanh,
    /// `x / (1 + e^−x)`
    Silu,
    /// Hyperbolic tangent.
    Tanh,
    /// `1 / (1 + e^−x)`
    Sigmoid,
    /// The error function.
    Erf,
    /// Square root.
    Sqrt,
    /// `e^x`
    Exp,
    /// Natural logarithm.
    Log,
    /// Magnitude.
    Abs,
    /// `−x`
    Neg,
}

/// A function of two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {
    /// Sum.
    Add,
    /// Difference.
    Sub,
    /// Product.
    Mul,
    /// Quotient.
    Div,
    /// Power.
    Pow,
    /// The smaller one.
    Min,
    /// The larger one.
    Max,
}

impl Unary {
    fn of(self, x: f64) -> f64 {
        match self {
            Self::Relu => x.max(0.0),
            Self::Gelu => 0.5 * x * (1.0 + libm::erf(x * std::f64::consts::FRAC_1_SQRT_2)),
            Self::GeluTanh => {
                let inner = (2.0 / std::f64::consts::PI).sqrt() * (x + 0.044_715 * x.powi(3));
                0.5 * x * (1.0 + inner.tanh())
            }
            Self::Silu => x / (1.0 + (-x).exp()),
            Self::Tanh => x.tanh(),
            Self::Sigmoid => 1.0 / (1.0 + (-x).exp()),
            Self::Erf => libm::erf(x),
            Self::Sqrt => x.sqrt(),
            Self::Exp => x.exp(),
            Self::Log => x.ln(),
            Self::Abs => x.abs(),
            Self::Neg => -x,
        }
    }
}

impl Binary {
    /// The function's value.
    #[must_use]
    pub fn of(self, x: f64, y: f64) -> f64 {
        match self {
            Self::Add => x + y,
            Self::Sub => x - y,
            Self::Mul => x * y,
            Self::Div => x / y,
            Self::Pow => x.powf(y),
            Self::Min => x.min(y),
            Self::Max => x.max(y),
        }
    }
}

impl From<Unary> for Function {
    fn from(unary: Unary) -> Self {
        Self::X.then(unary)
    }
}

impl Function {
    /// `unary` of this function.
    #[must_use]
    pub fn then(self, unary: Unary) -> Self {
        Self::Unary(unary, Arc::new(self))
    }

    /// This function and another together.
    #[must_use]
    pub fn with(self, binary: Binary, other: Self) -> Self {
        Self::Binary(binary, Arc::new(self), Arc::new(other))
    }

    /// The function's value.
    #[must_use]
    pub fn of(&self, x: f64) -> f64 {
        match self {
            Self::X => x,
            Self::Constant(value) => *value,
            Self::Unary(unary, inner) => unary.of(inner.of(x)),
            Self::Binary(binary, left, right) => binary.of(left.of(x), right.of(x)),
        }
    }

    /// The factor, when the function is `x` times a number.
    #[must_use]
    pub fn factor(&self) -> Option<f64> {
        match self {
            Self::X => Some(1.0),
            Self::Unary(Unary::Neg, inner) => inner.factor().map(|factor| -factor),
            Self::Binary(binary, left, right) => match (binary, &**left, &**right) {
                (Binary::Mul, Self::Constant(by), of) | (Binary::Mul, of, Self::Constant(by)) => {
                    of.factor().map(|factor| factor * by)
                }
                (Binary::Div, of, Self::Constant(by)) => of.factor().map(|factor| factor / by),
                _ => None,
            },
            _ => None,
        }
    }

    /// The part of `low` to `high` outside which the function stays within a thousandth of its values' spread of its
    /// value at the nearer end: a GELU's operands below −3.4 need no steps of their own.
    #[must_use]
    pub fn domain(&self, low: f64, high: f64) -> (f64, f64) {
        const SAMPLES: usize = 4096;
        let at = |sample: usize| low + (high - low) * sample as f64 / SAMPLES as f64;
        let values: Vec<f64> = (0..=SAMPLES).map(|sample| self.of(at(sample))).collect();
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let near = |end: f64| move |value: &&f64| (**value - end).abs() <= (most - least) / 1000.0;
        let flat_first = values.iter().take_while(near(values[0])).count();
        if flat_first > SAMPLES {
            return (low, high);
        }
        let flat_last = values.iter().rev().take_while(near(values[SAMPLES])).count();
        (at(flat_first.max(1) - 1), at(SAMPLES + 1 - flat_last.max(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_take_the_values_of_their_definitions() {
        // torch.nn.functional of 1.25 and -0.5, in double precision.
        for (unary, at_positive, at_negative) in [
            (Unary::Relu, 1.25, 0.0),
            (Unary::Gelu, 1.117_937_782_916_431, -0.154_268_769_362_993_44),
            (
                Unary::GeluTanh,
                1.117_714_202_969_714_7,
                -0.154_285_990_174_856_06,
            ),
            (Unary::Silu, 0.971_624_826_468_363_9, -0.188_770_334_399_072_7),
            (Unary::Tanh, 0.848_283_639_957_513, -0.462_117_157_260_009_8),
            (Unary::Sigmoid, 0.777_299_861_174_691_1, 0.377_540_668_798_145_4),
        ] {
            let function = Function::from(unary);
            assert!(
                (function.of(1.25) - at_positive).abs() < 1e-12,
                "{unary:?} {}",
                function.of(1.25)
            );
            assert!(
                (function.of(-0.5) - at_negative).abs() < 1e-12,
                "{unary:?} {}",
                function.of(-0.5)
            );
        }
    }

    #[test]
    fn factors_are_found_through_products_and_quotients() {
        let half = Function::X.with(Binary::Div, Function::Constant(2.0));
        assert_eq!(half.factor(), Some(0.5));
        let scaled = Function::Constant(-3.0).with(Binary::Mul, half.then(Unary::Neg));
        assert_eq!(scaled.factor(), Some(1.5));
        assert_eq!(
            Function::X.with(Binary::Add, Function::Constant(1.0)).factor(),
            None
        );
        assert_eq!(Function::from(Unary::Relu).factor(), None);
    }

    #[test]
    fn domains_leave_out_where_nothing_changes() {
        let (low, high) = Function::from(Unary::Relu).domain(-8.0, 4.0);
        assert!(low.abs() < 0.01 && high > 3.99, "{low} {high}");
        let (low, _) = Function::from(Unary::Gelu).domain(-20.0, 6.0);
        assert!((-3.4..-2.4).contains(&low), "{low}");
        let (low, high) = Function::from(Unary::Tanh).domain(-30.0, 30.0);
        assert!(
            (3.0..4.0).contains(&high) && (low + high).abs() < 0.1,
            "{low} {high}"
        );
        // A function that never changes has no steps anywhere: any domain serves.
        assert_eq!(Function::Constant(3.0).domain(-1.0, 2.0), (-1.0, 2.0));
        assert_eq!(Function::X.domain(0.0, 0.0), (0.0, 0.0));
    }
}
