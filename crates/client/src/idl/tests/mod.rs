//! What is built by the client is read back as it was meant; anything else is refused.

mod others;
mod refusals;
mod suite;

use super::{describe, Call, Described};
use solana_address::Address;
use solana_instruction::Instruction;

fn address(number: u8) -> Address {
    Address::new_from_array([number; 32])
}

#[track_caller]
fn call(instruction: &Instruction) -> Call {
    match describe(instruction) {
        Described::Call(call) => call,
        other => panic!("{other}"),
    }
}

#[track_caller]
fn refusal(instruction: &Instruction) -> String {
    match describe(instruction) {
        Described::Undecodable(unknown) => {
            assert_eq!(unknown.data, instruction.data, "all of it is shown");
            assert_eq!(unknown.accounts.len(), instruction.accounts.len());
            unknown.reason
        }
        other => panic!("decoded: {other}"),
    }
}
