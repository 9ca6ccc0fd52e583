//! One file per instruction: accounts, rules, effect.

mod begin_unbond;
mod cancel_unbond;
mod close_operator;
mod deposit_bond;
mod initialize_pool;
mod join_registry;
mod leave_registry;
mod lock_bond;
mod register_operator;
mod retire_operator;
mod set_params;
mod slash;
mod update_operator;
mod withdraw_bond;

pub use begin_unbond::*;
pub use cancel_unbond::*;
pub use close_operator::*;
pub use deposit_bond::*;
pub use initialize_pool::*;
pub use join_registry::*;
pub use leave_registry::*;
pub use lock_bond::*;
pub use register_operator::*;
pub use retire_operator::*;
pub use set_params::*;
pub use slash::*;
pub use update_operator::*;
pub use withdraw_bond::*;

use crate::state::{Operator, VerifierRegistry};
use anchor_lang::prelude::{Account, Result};

/// Keeps the lottery weight of an operator equal to its own bond.
pub(crate) fn follow_bond(
    operator: &mut Account<Operator>,
    registry: &mut Account<VerifierRegistry>,
    min_bond: u64,
) -> Result<()> {
    let address = *operator.address();
    operator.registry_index =
        registry.follow(operator.registry_index, &address, operator.own_bond, min_bond)?;
    Ok(())
}
