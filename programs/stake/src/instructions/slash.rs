use super::{
    at_stake::{__client_accounts_atstake, __cpi_accounts_atstake, AtStake},
    paid::signed,
};
use crate::{
    check::{now, Is},
    constants::REWARD_DECIMALS,
    error::StakeError,
    event::{emit, BondSlashed},
    state::{split_slash, BondLedger, Outcome, Pool},
    token::TokenContext,
};
use anchor_lang::prelude::*;

#[derive(Accounts)]
pub struct Slash {
    #[account(constraint = at_stake.pool.escrow_signer.is(escrow_signer.address()) @ StakeError::NotEscrow)]
    pub escrow_signer: Signer,
    pub at_stake: Nested<AtStake>,
    #[account(mut, constraint = ledger.operator.is(at_stake.operator.address()) @ StakeError::WrongOperator)]
    pub ledger: Account<BondLedger>,
    #[account(mut, constraint = Pool::is_vault(&at_stake.pool, stake_vault.address()) @ ProgramError::InvalidSeeds)]
    pub stake_vault: UncheckedAccount,
    #[account(mut, constraint = at_stake.pool.reward_mint.is(reward_mint.address()) @ StakeError::WrongMint)]
    pub reward_mint: UncheckedAccount,
    /// Whom these belong to is the escrow's to check; it knows the challenger and the client.
    /// The challenger and the client may be one and share an account.
    #[account(mut, unsafe(dup))]
    pub challenger_token: UncheckedAccount,
    #[account(mut, unsafe(dup))]
    pub client_token: UncheckedAccount,
    pub token_program: Program<Token>,
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
        let (to_challenger, to_client, burnt) = split_slash(amount, shares)?;
        let locked = self.ledger.release(slot, job)?;
        require!(amount <= locked, StakeError::SlashAboveLock);
        let at_stake = &mut *self.at_stake;
        let now = if conviction {
            // A conviction has no compute units to spare; what was earned is collected later.
            now()?
        } else {
            at_stake.collect()?
        };
        let (operator, pool) = (&mut at_stake.operator, &mut at_stake.pool);
        let bond_before = operator.own_bond;
        operator.unlock(pool, locked);
        let from_backers = operator.slash(pool, amount, burnt)?;
        if conviction {
            operator.freeze(pool);
            operator.record(Outcome::Convicted, now);
            operator.jailed_until = now.saturating_add(pool.jail_seconds);
            // It is drawn for no more committees.
            let (address, index) = (*operator.address(), operator.registry_index);
            operator.registry_index = at_stake.registry.follow(index, &address, 0)?;
        } else {
            operator.record(Outcome::Failed, now);
            at_stake.finish(now)?;
        }
        self.pay(to_challenger, to_client, burnt)?;
        let operator = &self.at_stake.operator;
        emit(&BondSlashed {
            operator: *operator.address(),
            job: *job,
            amount,
            to_challenger,
            to_client,
            burnt,
            from_backers,
            bond_before,
            bond_after: operator.own_bond,
            jailed_until: operator.jailed_until,
        });
        Ok(())
    }

    fn pay(&self, to_challenger: u64, to_client: u64, burnt: u64) -> Result<()> {
        let token = TokenContext {
            program: self.token_program.address(),
            mint: self.reward_mint.account(),
            decimals: REWARD_DECIMALS,
        };
        let (vault, pool) = (self.stake_vault.account(), self.at_stake.pool.view());
        let (challenger, client) = (self.challenger_token.account(), self.client_token.account());
        signed(&self.at_stake.pool, |signers| {
            token.transfer(vault, challenger, pool, to_challenger, signers)?;
            token.transfer(vault, client, pool, to_client, signers)?;
            token.burn(vault, pool, burnt, signers)
        })
    }
}
