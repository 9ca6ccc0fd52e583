//! The conformance program on the virtual machine against the same code on the host.

mod cases;
mod machine;

use conformance::{Operation, ARENA_BYTES, RECORD_BYTES};

use crate::machine::Machine;

/// Random pairs per operation, besides all pairs of extremes.
const RANDOM_PAIRS: usize = 10_000;

fn same_numbers(operation: Operation) {
    Machine::new().compare(operation, RECORD_BYTES, &cases::pairs(RANDOM_PAIRS));
}

#[test]
fn unsigned_products() {
    same_numbers(Operation::Product);
}

#[test]
fn signed_products() {
    same_numbers(Operation::SignedProduct);
}

#[test]
fn unsigned_quotients_and_remainders() {
    same_numbers(Operation::Quotient);
}

#[test]
fn signed_quotients_and_remainders() {
    same_numbers(Operation::SignedQuotient);
}

#[test]
fn quotients_and_remainders_by_a_word() {
    same_numbers(Operation::QuotientByWord);
}

#[test]
fn sums_and_differences_carry() {
    same_numbers(Operation::SumAndDifference);
}

#[test]
fn shifts() {
    same_numbers(Operation::Shift);
    same_numbers(Operation::SignedShift);
}

#[test]
fn byte_swaps() {
    same_numbers(Operation::SwapBytes);
}

#[test]
fn rotations() {
    same_numbers(Operation::Rotate);
}

#[test]
fn bit_counts() {
    same_numbers(Operation::CountBits);
}

#[test]
fn calls_with_six_arguments() {
    same_numbers(Operation::SixArguments);
}

#[test]
fn calls_with_nine_arguments() {
    same_numbers(Operation::NineArguments);
}

#[test]
fn calls_with_wide_arguments() {
    same_numbers(Operation::WideArguments);
}

#[test]
fn memcpy_of_0_to_300_bytes() {
    Machine::new().compare(Operation::Copy, ARENA_BYTES, &cases::apart());
}

#[test]
fn memmove_of_0_to_300_bytes_with_overlap() {
    Machine::new().compare(Operation::Move, ARENA_BYTES, &cases::overlapping());
}

#[test]
fn memset_of_0_to_300_bytes() {
    Machine::new().compare(Operation::Fill, ARENA_BYTES, &cases::apart());
}

#[test]
fn memcmp_of_0_to_300_bytes() {
    Machine::new().compare(Operation::Compare, ARENA_BYTES, &cases::nearly_equal());
}

#[test]
fn copies_of_known_length() {
    Machine::new().compare(Operation::CopyFixed, ARENA_BYTES, &cases::apart());
}

#[test]
fn frames_of_4_kib_at_every_depth() {
    Machine::new().compare_one_by_one(Operation::Frames, RECORD_BYTES, &cases::pairs(0)[..640]);
}

#[test]
fn the_heap_holds_collections_and_text() {
    Machine::new().compare_one_by_one(Operation::Heap, RECORD_BYTES, &cases::pairs(0)[..640]);
}

#[test]
fn a_u128_divided_by_a_u64_costs_at_most_400_units() {
    let dearest = Machine::new().dearest(Operation::CostOfQuotientByWord, RANDOM_PAIRS);
    println!("u128 / u64: {dearest}");
    assert!((1..=400).contains(&dearest.units), "{dearest}");
}

#[test]
fn other_wide_operations_stay_cheap() {
    let mut machine = Machine::new();
    for (operation, limit) in [(Operation::CostOfProduct, 80), (Operation::CostOfQuotient, 600)] {
        let dearest = machine.dearest(operation, RANDOM_PAIRS);
        println!("{operation:?}: {dearest}");
        assert!((1..=limit).contains(&dearest.units), "{operation:?}: {dearest}");
    }
}
