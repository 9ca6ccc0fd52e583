use crate::{
    check::Is,
    constants::{BPS, MIN_SLASH_BURN_BPS, NOT_REGISTERED, REWARD_DECIMALS},
    error::StakeError,
    event::{emit, BondSlashed},
    state::{BondLedger, Operator, Outcome, Pool, VerifierRegistry},
    token::TokenContext,
};
use alloc::boxed::Box;
use anchor_lang::prelude::*;
use assay_math::share_floor;
use pinocchio::cpi::{Seed, Signer as CpiSigner};

#[derive(Accounts)]
pub struct Slash {
    pub escrow_signer: Signer,
    #[account(mut, constraint = pool.escrow_signer.is(escrow_signer.address()) @ StakeError::NotEscrow, constraint = pool.reward_mint.is(reward_mint.address()) @ StakeError::WrongMint)]
    pub pool: Box<Account<Pool>>,
    #[account(mut, constraint = operator.pool.is(pool.address()) @ StakeError::WrongPool)]
    pub operator: Box<Account<Operator>>,
    #[account(mut, constraint = ledger.operator.is(operator.address()) @ StakeError::WrongOperator)]
    pub ledger: Box<Account<BondLedger>>,
    #[account(mut, constraint = registry.pool.is(pool.address()) @ StakeError::WrongPool)]
    pub registry: Box<Account<VerifierRegistry>>,
    #[account(mut, constraint = Pool::is_vault(&pool, stake_vault.address()) @ ProgramError::InvalidSeeds)]
    pub stake_vault: UncheckedAccount,
    #[account(mut)]
    pub reward_mint: UncheckedAccount,
    /// Whom these belong to is the escrow's to check; it knows the challenger and the client.
    /// The challenger and the client may be one and share an account.
    #[account(mut, unsafe(dup))]
    pub challenger_token: UncheckedAccount,
    #[account(mut, unsafe(dup))]
    pub client_token: UncheckedAccount,
    pub token_program: Program<Token>,
}

/// Challenger's, client's and burnt part of a slash; the burn takes what rounding leaves.
fn split(amount: u64, shares: (u16, u16)) -> Result<(u64, u64, u64)> {
    let (challenger, client) = (u64::from(shares.0), u64::from(shares.1));
    require!(
        challenger + client <= BPS - MIN_SLASH_BURN_BPS,
        StakeError::BadSplit
    );
    let (challenger, client) = (share_floor(amount, shares.0), share_floor(amount, shares.1));
    Ok((challenger, client, amount - challenger - client))
}

impl Slash {
    pub fn slash(
        &mut self,
        slot: u8,
        job: &Address,
        amount: u64,
        shares: (u16, u16),
        conviction: bool,
    ) -> Result<()> {
        let (to_challenger, to_client, burnt) = split(amount, shares)?;
        let locked = self.ledger.release(slot, job)?;
        require!(amount <= locked, StakeError::SlashAboveLock);
        let bond_before = self.operator.own_bond;
        self.operator.unlock(&mut self.pool, locked);
        self.operator.slash(&mut self.pool, amount, burnt);
        let now = Clock::get()?.unix_timestamp;
        if conviction {
            self.operator.record(Outcome::Convicted, now);
            self.operator.jailed_until = now.saturating_add(self.pool.jail_seconds);
            self.leave_registry()?;
        } else {
            self.operator.record(Outcome::Failed, now);
            super::follow_bond(&mut self.operator, &mut self.registry, self.pool.min_bond)?;
        }
        self.pay(to_challenger, to_client, burnt)?;
        emit(&BondSlashed {
            operator: *self.operator.address(),
            job: *job,
            amount,
            to_challenger,
            to_client,
            burnt,
            bond_before,
            bond_after: self.operator.own_bond,
            jailed_until: self.operator.jailed_until,
        });
        Ok(())
    }

    /// A convicted verifier is drawn for no more committees.
    fn leave_registry(&mut self) -> Result<()> {
        let (address, index) = (*self.operator.address(), self.operator.registry_index);
        if self.registry.holds(index, &address) {
            self.registry.leave(index, &address)?;
        }
        self.operator.registry_index = NOT_REGISTERED;
        Ok(())
    }

    fn pay(&self, to_challenger: u64, to_client: u64, burnt: u64) -> Result<()> {
        let bump = [self.pool.bump];
        let seeds = [
            Seed::from(b"pool".as_slice()),
            Seed::from(self.reward_mint.address().as_ref()),
            Seed::from(bump.as_slice()),
        ];
        let signers = [CpiSigner::from(&seeds)];
        let token = TokenContext {
            program: self.token_program.address(),
            mint: self.reward_mint.account(),
            decimals: REWARD_DECIMALS,
        };
        let (vault, pool) = (self.stake_vault.account(), self.pool.view());
        token.transfer(
            vault,
            self.challenger_token.account(),
            pool,
            to_challenger,
            &signers,
        )?;
        token.transfer(vault, self.client_token.account(), pool, to_client, &signers)?;
        token.burn(vault, pool, burnt, &signers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_slash_add_up_and_the_burn_takes_the_rest() {
        assert_eq!(split(100, (5_000, 2_500)), Ok((50, 25, 25)));
        assert_eq!(split(3, (5_000, 2_500)), Ok((1, 0, 2)));
        assert_eq!(split(0, (5_000, 2_500)), Ok((0, 0, 0)));
        let (a, b, c) = split(u64::MAX, (8_000, 0)).expect("burns 20 %");
        assert_eq!((a, b, a + b + c), (14_757_395_258_967_641_292, 0, u64::MAX));
    }

    #[test]
    fn less_than_a_fifth_burnt_is_refused() {
        assert_eq!(split(100, (5_001, 3_000)), Err(StakeError::BadSplit.into()));
        assert_eq!(split(100, (u16::MAX, u16::MAX)), Err(StakeError::BadSplit.into()));
    }
}
