//! Dividing instructions among as few transactions as hold them.

use crate::{
    simulate::node::{self, MAX_COMPUTE_UNITS},
    ClientError,
};
use solana_address::Address;
use solana_compute_budget_interface::ComputeBudgetInstruction;
use solana_instruction::Instruction;

/// The instructions in their order, in transactions that `payer` pays for and signs, each as full as its bytes allow.
///
/// # Errors
/// [`ClientError::TooLarge`] when one of them fits into no transaction.
pub fn pack(payer: &Address, instructions: Vec<Instruction>) -> Result<Vec<Vec<Instruction>>, ClientError> {
    let mut packed: Vec<Vec<Instruction>> = Vec::new();
    for instruction in instructions {
        if let Some(last) = packed.last_mut() {
            last.push(instruction);
            if fits(payer, last).is_ok() {
                continue;
            }
            let alone = last.pop().map(|it| vec![it]).unwrap_or_default();
            fits(payer, &alone)?;
            packed.push(alone);
        } else {
            let alone = vec![instruction];
            fits(payer, &alone)?;
            packed.push(alone);
        }
    }
    Ok(packed)
}

/// With the budget that is put in front of every transaction.
fn fits(payer: &Address, instructions: &[Instruction]) -> Result<(), ClientError> {
    let budget = [
        ComputeBudgetInstruction::set_compute_unit_limit(MAX_COMPUTE_UNITS),
        ComputeBudgetInstruction::set_compute_unit_price(0),
    ];
    node::unsigned(payer, &[&budget, instructions].concat(), &[]).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use solana_instruction::AccountMeta;

    fn of(len: usize, tag: u8) -> Instruction {
        let account = AccountMeta::new(Address::new_from_array([tag; 32]), false);
        Instruction {
            program_id: Address::new_from_array([99; 32]),
            accounts: vec![account],
            data: vec![tag; len],
        }
    }

    #[test]
    fn as_few_transactions_as_hold_them_in_their_order() {
        let payer = Address::new_from_array([7; 32]);
        let all: Vec<_> = (1..=6).map(|tag| of(400, tag)).collect();
        let packed = pack(&payer, all.clone()).expect("each fits");
        assert_eq!(packed.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 2]);
        assert_eq!(packed.concat(), all);
        assert!(pack(&payer, Vec::new()).expect("nothing").is_empty());
        let error = pack(&payer, vec![of(10, 1), of(1_200, 2)]).expect_err("too large");
        assert!(
            matches!(error, ClientError::TooLarge { most: 1_232, .. }),
            "{error}"
        );
    }
}
