//! A result that is not what the job gives.

use crate::support::{convicted_of_a_number, three};
use assay_client::escrow::Job;
use assay_proof::{Mult, Op, View};
use assay_tests::Work;
use std::collections::BTreeSet;

/// Every op there is, the views one by one.
const OPS: [&str; 17] = [
    "Add",
    "AddBias",
    "ConcatCols",
    "ConcatRows",
    "Gather",
    "LayerNorm",
    "Linear",
    "Lut",
    "MatMul",
    "Mul",
    "Permute",
    "Requant",
    "Reshape",
    "RmsNorm",
    "Slice",
    "Softmax",
    "Transpose",
];

/// The provider of a job with every op changes the number that `pick` takes of a result of that many rows and columns.
fn a_wrong_element_in_each_op(pick: impl Fn(u32, u32) -> (u32, u32)) {
    let work = Work::every_op();
    let names: BTreeSet<&str> = work.spec.ops.iter().map(|desc| desc.op.name()).collect();
    assert!(names.iter().eq(OPS.iter()), "{names:?}");
    for (op, desc) in work.spec.ops.iter().enumerate() {
        let at = pick(desc.shape.rows, desc.shape.cols);
        let mut world = three();
        world.work = work.clone();
        let claim = work.cheat(op as u16, at);
        let found = convicted_of_a_number(&mut world, &claim);
        assert_eq!(found, (op as u16, at), "{}", desc.op.name());
    }
}

#[test]
fn a_wrong_first_element_in_each_op() {
    a_wrong_element_in_each_op(|_, _| (0, 0));
}

#[test]
fn a_wrong_last_element_in_each_op() {
    a_wrong_element_in_each_op(|rows, cols| (rows - 1, cols - 1));
}

#[test]
fn wrong_weights() {
    let mut world = three();
    let mut cheaper = world.work.clone();
    cheaper.weights = Work::new(2).weights;
    let (op, _) = convicted_of_a_number(&mut world, &cheaper.honest());
    assert_eq!(op, 0, "the first product of a weight");
}

#[test]
fn one_wrong_weight_of_a_late_op() {
    let mut world = three();
    let mut bent = world.work.clone();
    let weight = bent.weights[3].get(2, 5);
    bent.weights[3].set(2, 5, weight ^ 0x40);
    let (op, (_, column)) = convicted_of_a_number(&mut world, &bent.honest());
    assert_eq!((op, column), (4, 2), "the column of that weight");
}

#[test]
fn wrong_input() {
    let mut world = three();
    let mut other = world.work.clone();
    other.inputs = Work::new(2).inputs;
    let (op, _) = convicted_of_a_number(&mut world, &other.honest());
    assert_eq!(op, 0);
}

/// Ops 6 and 7, Add and Mul, change places.
#[test]
fn swapped_ops() {
    let mut world = three();
    let mut swapped = world.work.clone();
    let Op::Mul { x, y, .. } = swapped.spec.ops[7].op else {
        panic!("op 7 is a Mul");
    };
    swapped.spec.ops[7].op = Op::Add {
        x,
        y,
        mx: Mult::Scalar(3),
        my: Mult::Scalar(-2),
        shift: 2,
    };
    let (op, _) = convicted_of_a_number(&mut world, &swapped.honest());
    assert_eq!(op, 7);
}

/// A view of the right elements in another order.
#[test]
fn a_reshape_instead_of_a_transpose() {
    let mut world = three();
    let mut lazy = world.work.clone();
    let Op::View(View::Transpose { x }) = lazy.spec.ops[8].op else {
        panic!("op 8 is a Transpose");
    };
    lazy.spec.ops[8].op = Op::View(View::Reshape { x });
    let (op, _) = convicted_of_a_number(&mut world, &lazy.honest());
    assert_eq!(op, 8);
}

/// Nothing is computed at all.
#[test]
fn zeros_for_everything() {
    let mut world = three();
    let honest = world.work.honest();
    let zeros = honest.trace.iter().map(|tensor| {
        let shape = tensor.shape();
        assay_proof::Tensor::new(shape, vec![0; shape.bytes() as usize]).expect("a small shape")
    });
    let claim = assay_tests::Claim::of(zeros.collect());
    convicted_of_a_number(&mut world, &claim);
}

/// An honest result of the same job earns the price: what is convicted above is the cheat.
#[test]
fn and_no_cheat_at_all_is_paid() {
    for work in [Work::new(1), Work::every_op()] {
        let mut world = three();
        world.work = work;
        let claim = world.work.honest();
        assert_eq!(world.work.first_wrong(&claim), None);
        let before = world.balances();
        let job = world.revealed(&claim, |_| {});
        world.warp_past_window(&job);
        world.settle(&job).expect("settles");
        let state: Job = world.job(&job);
        let (price, fee) = (i128::from(state.price), i128::from(state.terms.fee));
        let moved = world.balances().since(&before);
        assert_eq!(moved["client"], -price);
        assert_eq!(moved["provider"], price - fee);
        assert_eq!(moved.values().sum::<i128>() - 2 * moved["supply"], 0, "{moved:?}");
    }
}
