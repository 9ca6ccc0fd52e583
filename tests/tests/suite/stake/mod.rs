//! One file per instruction of the stake program.

mod begin_unbond;
mod bonds;
mod cancel_unbond;
mod close_operator;
mod deposit_bond;
mod initialize_pool;
mod join_registry;
mod leave_registry;
mod lock_bond;
mod register_operator;
mod release_bond;
mod retire_operator;
mod set_params;
mod set_pause;
mod slash;
mod update_operator;
mod withdraw_bond;

use crate::support::TestWorld;
use assay_tests::World;

/// A provider with a bond, and nobody else.
fn bonded() -> TestWorld {
    World::new().with_provider()
}
