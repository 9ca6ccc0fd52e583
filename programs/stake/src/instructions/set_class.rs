use crate::{
    check::Is,
    error::StakeError,
    event::{emit, ClassSet},
    state::{Operator, Pool},
};
use anchor_lang::prelude::*;

#[derive(Accounts)]
pub struct SetClass {
    pub escrow_signer: Signer,
    #[account(constraint = pool.escrow_signer.is(escrow_signer.address()) @ StakeError::NotEscrow)]
    pub pool: Account<Pool>,
    #[account(mut, constraint = operator.pool.is(pool.address()) @ StakeError::WrongPool)]
    pub operator: Account<Operator>,
}

impl SetClass {
    /// What was measured is the escrow's to judge. A lower class than before is set, too: the operator asked for it.
    pub fn set(&mut self, class: u16) -> Result<()> {
        let before = self.operator.class;
        self.operator.class = class;
        emit(&ClassSet {
            operator: *self.operator.address(),
            class_before: u64::from(before),
            class_after: u64::from(class),
        });
        Ok(())
    }
}
