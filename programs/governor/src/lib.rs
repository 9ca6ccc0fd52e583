//! Governance by locked stake: what was voted is done by the realm's treasury, and by nobody else.

#![cfg_attr(target_os = "solana", no_std)]
// `#[instruction(..)]` names arguments that only some of the generated functions read.
#![allow(unused_variables)]

extern crate alloc;

pub mod constants;
pub mod error;
pub mod event;
pub mod instructions;
pub mod state;

use anchor_lang::prelude::*;
use assay_sbf as _;
pub use instructions::*;
use stake::state::Vesting;
use state::{Ballot, ProposalText, RealmParams};

declare_id!("D5vDa8gVeyUxiX18ys2Rkyb167Wxv6F6C5krHruRVYWq");

// Another program that links this one needs what it can be asked, and no dispatcher.
#[cfg_attr(not(feature = "cpi"), program)]
#[cfg_attr(feature = "cpi", program(interface))]
pub mod governor {
    use super::*;

    /// Creates the realm of a stake pool, with a guardian until a time, or none.
    pub fn create_realm(
        ctx: &mut Context<CreateRealm>,
        params: RealmParams,
        guardian: Address,
        guardian_until: i64,
    ) -> Result<()> {
        let bumps = [ctx.bumps.realm, ctx.bumps.treasury];
        ctx.accounts.create(params, guardian, guardian_until, bumps)
    }

    /// Makes the realm's treasury the authority of its stake pool, for good.
    pub fn handover(ctx: &mut Context<Handover>) -> Result<()> {
        ctx.accounts.hand_over()
    }

    /// By vote only: sets how votes are held, from the next one on.
    pub fn set_params(ctx: &mut Context<SetRealm>, params: RealmParams) -> Result<()> {
        ctx.accounts.set_params(params)
    }

    /// By vote only: names who may veto, and until when; zeros and 0 for nobody.
    pub fn set_guardian(ctx: &mut Context<SetRealm>, guardian: Address, until: i64) -> Result<()> {
        ctx.accounts.set_guardian(guardian, until)
    }

    /// Creates a draft, the realm's `number`th proposal, and pays its deposit.
    pub fn create_proposal(ctx: &mut Context<CreateProposal>, number: u64, text: ProposalText) -> Result<()> {
        let bump = ctx.bumps.proposal;
        ctx.accounts.create(number, &text, bump)
    }

    /// Adds an instruction to a draft, as its `index`th action; see [`state::Staged`] for its bytes.
    pub fn add_action(ctx: &mut Context<AddAction>, index: u8, instruction: &[u8]) -> Result<()> {
        let bump = ctx.bumps.action;
        ctx.accounts.add(index, instruction, bump)
    }

    /// Takes an action out of a draft.
    pub fn remove_action(ctx: &mut Context<RemoveAction>) -> Result<()> {
        ctx.accounts.remove()
    }

    /// Begins the vote on a draft, which nothing changes from then on.
    pub fn submit(ctx: &mut Context<Submit>) -> Result<()> {
        ctx.accounts.submit()
    }

    /// Gives up a draft or an open vote.
    pub fn cancel(ctx: &mut Context<Cancel>) -> Result<()> {
        ctx.accounts.cancel()
    }

    /// Votes with a position on exactly this content.
    pub fn cast_vote(ctx: &mut Context<CastVote>, ballot: Ballot, content: [u8; 32]) -> Result<()> {
        let bump = ctx.bumps.record;
        ctx.accounts.cast(&ballot, &content, bump)
    }

    /// Votes otherwise, with the weight that the position has by now.
    pub fn change_vote(ctx: &mut Context<ChangeVote>, ballot: Ballot, content: [u8; 32]) -> Result<()> {
        ctx.accounts.change(&ballot, &content)
    }

    /// Takes a vote back as long as the vote is open, and lets go of the position.
    pub fn withdraw_vote(ctx: &mut Context<WithdrawVote>) -> Result<()> {
        ctx.accounts.withdraw()
    }

    /// Closes the record of a vote that is decided, and lets go of the position; anyone may have it done.
    pub fn close_vote(ctx: &mut Context<CloseVote>) -> Result<()> {
        ctx.accounts.close()
    }

    /// For who voted against something critical that is going to be done: closes the record and lets the owner leave with
    /// a shorter cooldown until then; anyone may have it done.
    pub fn claim_exit(ctx: &mut Context<CloseVote>) -> Result<()> {
        ctx.accounts.claim_exit()
    }

    /// Lets somebody vote with all of the signer's positions.
    pub fn delegate(ctx: &mut Context<Delegate>, delegate: Address) -> Result<()> {
        let bump = ctx.bumps.delegation;
        ctx.accounts.delegate(delegate, bump)
    }

    /// Takes a delegation back; votes that were cast with it stay until the owner changes them.
    pub fn undelegate(ctx: &mut Context<Undelegate>) -> Result<()> {
        ctx.accounts.undelegate()
    }

    /// Decides a vote that is over, or gives up what was not executed in its time; anyone may have it done.
    pub fn finalize(ctx: &mut Context<Finalize>) -> Result<()> {
        ctx.accounts.finalize()
    }

    /// Does the next action that was voted, once the time lock is over; anyone may have it done.
    pub fn execute_action(ctx: &mut Context<ExecuteAction>) -> Result<()> {
        let given = ctx.remaining_accounts()?;
        ctx.accounts.execute(&given)
    }

    /// Guardian only: stops an open vote, or what was decided and is not executed.
    pub fn veto(ctx: &mut Context<Veto>, content: [u8; 32]) -> Result<()> {
        ctx.accounts.veto(&content)
    }

    /// Pays the deposit of a proposal that is over to its proposer, or to the treasury when it is forfeited.
    pub fn reclaim_deposit(ctx: &mut Context<ReclaimDeposit>) -> Result<()> {
        ctx.accounts.reclaim()
    }

    /// Closes an action of a proposal that is over; anyone may have it done.
    pub fn close_action(ctx: &mut Context<CloseAction>) -> Result<()> {
        ctx.accounts.close()
    }

    /// Closes a proposal that is over, without votes, actions and deposit.
    pub fn close_proposal(ctx: &mut Context<CloseProposal>) -> Result<()> {
        ctx.accounts.close()
    }

    /// By vote only: pays tokens of the treasury to `recipient` bit by bit.
    pub fn create_stream(
        ctx: &mut Context<CreateStream>,
        id: u64,
        recipient: Address,
        vesting: Vesting,
    ) -> Result<()> {
        let bumps = [ctx.bumps.stream, ctx.bumps.vault];
        ctx.accounts.create(id, recipient, vesting, bumps)
    }

    /// Pays what a stream has released to its recipient; anyone may have it done.
    pub fn claim_stream(ctx: &mut Context<ClaimStream>) -> Result<()> {
        ctx.accounts.claim()
    }

    /// By vote only: ends a stream; what is not released goes back to the treasury.
    pub fn cancel_stream(ctx: &mut Context<CancelStream>) -> Result<()> {
        ctx.accounts.cancel()
    }

    /// Closes a stream of which everything is claimed; the rent goes back to the treasury.
    pub fn close_stream(ctx: &mut Context<CloseStream>) -> Result<()> {
        ctx.accounts.close()
    }
}
