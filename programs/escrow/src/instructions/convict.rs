use super::vault::Vault;
use crate::{
    bond::{Bond, Penalty, SlashAccounts},
    error::EscrowError,
    event::JobConvicted,
    state::{Evidence, Job, Market, Status},
};
use alloc::boxed::Box;
use anchor_lang::prelude::*;
use assay_proof::{check, Conviction, Roots};
use solana_program_log::log;
use stake::{check::Is, event::emit, token::require_token_account};

/// The reward mint may be the payment mint, and challenger and client may be one, so those accounts may repeat.
#[derive(Accounts)]
pub struct Convict {
    #[account(mut)]
    pub market: Box<Account<Market>>,
    #[account(mut, constraint = job.market.is(market.address()) @ EscrowError::WrongMarket)]
    pub job: Box<Account<Job>>,
    pub evidence: Box<Account<Evidence>>,
    #[account(mut, address = market.pool @ EscrowError::WrongMarket)]
    pub pool: UncheckedAccount,
    #[account(mut, address = job.operator @ EscrowError::WrongOperator)]
    pub operator: UncheckedAccount,
    /// The stake program's to check, as everything about the bond.
    #[account(mut)]
    pub ledger: UncheckedAccount,
    #[account(mut)]
    pub registry: UncheckedAccount,
    #[account(mut)]
    pub stake_vault: UncheckedAccount,
    #[account(mut, constraint = Job::is_vault(&job, vault.address()) @ ProgramError::InvalidSeeds)]
    pub vault: UncheckedAccount,
    #[account(unsafe(dup), address = market.payment_mint @ EscrowError::WrongMint)]
    pub payment_mint: UncheckedAccount,
    #[account(unsafe(dup), address = market.reward_mint @ EscrowError::WrongMint)]
    pub reward_mint: UncheckedAccount,
    /// Client's account of the payment mint: the refund.
    #[account(unsafe(dup))]
    pub client_token: UncheckedAccount,
    /// Client's account of the reward mint: its share of the slash.
    #[account(unsafe(dup))]
    pub client_reward_token: UncheckedAccount,
    /// Account of the reward mint of the evidence's owner.
    #[account(unsafe(dup))]
    pub challenger_token: UncheckedAccount,
    #[account(address = market.token_program @ EscrowError::WrongTokenProgram)]
    pub token_program: UncheckedAccount,
    pub reward_token_program: Program<Token>,
    #[account(seeds = [b"signer"], bump)]
    pub escrow_signer: UncheckedAccount,
    #[account(address = stake::ID)]
    pub stake_program: UncheckedAccount,
}

impl Convict {
    fn validate(&self) -> Result<()> {
        self.job.require(Status::Challengeable)?;
        let (client, reward) = (&self.job.client, &self.market.reward_mint);
        require_token_account(self.client_token.account(), &self.market.payment_mint, client)?;
        require_token_account(self.client_reward_token.account(), reward, client)?;
        require_token_account(self.challenger_token.account(), reward, &self.evidence.owner)
    }

    /// The chain itself recomputes the number.
    fn judge(&self) -> Result<Conviction> {
        let roots = Roots {
            spec: self.job.spec_root,
            input: self.job.input_root,
            trace: self.job.trace_root,
            output: self.job.output_root,
        };
        check(Evidence::bytes(&self.evidence), &roots).map_err(|reject| {
            log!("reject {}", reject.code());
            EscrowError::from(reject).into()
        })
    }

    pub fn convict(&mut self, signer_bump: u8) -> Result<()> {
        self.validate()?;
        let conviction = self.judge()?;
        self.job.set_status(Status::Convicted);
        self.job.challenger = self.evidence.owner;
        self.job.open_locks -= 1;
        self.market.jobs_convicted += 1;
        let refund = self.job.vault_balance;
        Vault::of(
            &self.market,
            &self.payment_mint,
            &self.vault,
            self.token_program.address(),
        )
        .pay(&mut self.job, self.client_token.account(), refund)?;
        let slashed = self.slash(signer_bump)?;
        emit(&JobConvicted {
            job: *self.job.address(),
            operator: self.job.operator,
            challenger: self.evidence.owner,
            kind: conviction.kind as u64,
            op: u64::from(conviction.op),
            i: u64::from(conviction.i),
            j: u64::from(conviction.j),
            claimed: conviction.claimed,
            expected: conviction.expected,
            refund,
            slashed,
        });
        Ok(())
    }

    /// Takes the whole bond of the job.
    fn slash(&self, signer_bump: u8) -> Result<u64> {
        let terms = &self.job.terms;
        let bond = Bond {
            signer: self.escrow_signer.account(),
            signer_bump,
            pool: self.pool.account(),
            operator: self.operator.account(),
            ledger: self.ledger.account(),
        };
        let accounts = SlashAccounts {
            registry: self.registry.account(),
            stake_vault: self.stake_vault.account(),
            reward_mint: self.reward_mint.account(),
            challenger_token: self.challenger_token.account(),
            client_token: self.client_reward_token.account(),
            token_program: self.reward_token_program.account(),
        };
        let penalty = Penalty {
            amount: terms.required_bond,
            challenger_bps: terms.challenger_bps,
            client_bps: terms.client_bps,
            conviction: true,
        };
        bond.slash(&accounts, self.job.lock_slot, self.job.address(), penalty)?;
        Ok(terms.required_bond)
    }
}
