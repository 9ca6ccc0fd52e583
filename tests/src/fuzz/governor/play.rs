//! Plays actions.

use super::{
    action::{Action, Kind, Wait},
    cast::Cast,
    choose::pick,
};
use crate::{
    fuzz::Tally,
    governance::{text, ProposalRef},
    Party, Sent, Stake,
};
use assay_client::{address, governor::Delegation};
use solana_instruction::Instruction;

const DAY: i64 = 86_400;

/// Plays `actions` on a fresh chain; in the end everybody leaves.
///
/// # Panics
/// When something does not add up.
pub fn play(actions: &[Action]) -> Tally {
    let mut cast = Cast::assemble();
    let mut tally = Tally::default();
    for action in actions {
        cast.wait(action);
        match cast.act(action) {
            Some(Ok(_)) => tally.done += 1,
            Some(Err(_)) => tally.refused += 1,
            None => continue,
        }
        cast.check();
    }
    cast.leave();
    tally
}

impl Cast {
    fn wait(&mut self, action: &Action) {
        let now = self.gov.now();
        let state = self.chosen(action.b).and_then(|proposal| self.state(&proposal));
        let to = match (action.wait, state) {
            (Wait::Seconds(seconds), _) => now + seconds,
            (_, None) => now,
            (Wait::VoteEnd(more), Some(state)) => state.ends_at + more,
            (Wait::Executable(more), Some(state)) => state.executable_at + more,
            (Wait::Expiry(more), Some(state)) => state.expires_at + more,
        };
        if to > now {
            self.gov.warp_to(to);
        }
    }

    /// Sends the action's instruction; `None` when there is nothing it could be about.
    fn act(&mut self, action: &Action) -> Option<Sent> {
        if (action.kind as u8) < Kind::Draft as u8 {
            if let Some(proposal) = self.suited(action) {
                let stake = self.holder(action, Some(&proposal))?;
                return self.act_on(&proposal, &stake, action);
            }
        }
        let stake = self.holder(action, None)?;
        match action.kind {
            // There is nothing for it to be about, so something comes on its way.
            kind if (kind as u8) < Kind::Draft as u8 => {
                let submit = Action {
                    kind: Kind::Submit,
                    ..*action
                };
                match self.suited(&submit) {
                    Some(draft) => Some(self.submit(&draft)),
                    None => Some(self.draft(&stake)),
                }
            }
            Kind::Draft => Some(self.draft(&stake)),
            Kind::Delegate => {
                let to = pick(&self.owners, action.b)?.address();
                Some(self.gov.delegate(&stake.owner, to))
            }
            Kind::Undelegate => Some(self.gov.undelegate(&stake.owner)),
            _ => self.move_stake(&stake, action),
        }
    }

    fn draft(&mut self, stake: &Stake) -> Sent {
        let number = self.gov.realm().proposals;
        let (proposal, sent) = self.gov.try_draft(stake, number, text());
        sent.is_ok().then(|| self.proposals.push(proposal));
        sent
    }

    fn submit(&mut self, proposal: &ProposalRef) -> Sent {
        let sent = self.gov.submit(proposal);
        sent.is_ok().then(|| self.begin(proposal));
        sent
    }

    /// Something about a proposal that is there.
    fn act_on(&mut self, proposal: &ProposalRef, stake: &Stake, action: &Action) -> Option<Sent> {
        let (gov, ballot) = (&mut self.gov, action.ballot);
        let index = (action.a % 3) as u8;
        Some(match action.kind {
            Kind::AddAction => {
                let what = self.instruction(proposal, action);
                let next = self.state(proposal)?.action_count;
                let at = if action.a.is_multiple_of(8) { index } else { next };
                self.gov.add_action(proposal, at, &what)
            }
            Kind::RemoveAction => gov.remove_action(proposal, index),
            Kind::Submit => self.submit(proposal),
            Kind::Cancel => gov.cancel(proposal),
            Kind::Cast | Kind::Change => {
                let cast = action.kind == Kind::Cast;
                self.vote(proposal, stake, &stake.owner.clone(), action, cast)
            }
            Kind::CastByDelegate | Kind::ChangeByDelegate => {
                let voter = self.deputy(stake).or_else(|| pick(&self.owners, action.b))?;
                let cast = action.kind == Kind::CastByDelegate;
                self.vote(proposal, stake, &voter, action, cast)
            }
            Kind::WithdrawVote if ballot.for_bps == 0 => {
                let voter = self.deputy(stake)?;
                self.gov.withdraw_by(&voter, proposal, stake)
            }
            Kind::WithdrawVote => gov.withdraw(proposal, stake),
            Kind::Finalize => gov.finalize(proposal),
            Kind::Execute => {
                let state = self.state(proposal)?;
                let at = if action.a.is_multiple_of(8) {
                    index
                } else {
                    state.next_action
                };
                if u16::from(at) >= 10 || state.staged & (1 << at) == 0 {
                    return None;
                }
                self.gov.execute(proposal, at)
            }
            Kind::Veto => gov.veto(proposal),
            Kind::Reclaim => {
                let treasury = gov.gov.treasury;
                match self.state(proposal)?.deposit_safe {
                    0 if !action.a.is_multiple_of(4) => self.gov.reclaim_to(proposal, treasury),
                    _ => self.gov.reclaim(proposal),
                }
            }
            Kind::CloseVote => gov.close_vote(proposal, stake),
            Kind::ClaimExit => gov.claim_exit(proposal, stake),
            Kind::CloseAction => gov.close_action(proposal, index),
            _ => gov.close_proposal(proposal),
        })
    }

    /// Casts or changes a vote.
    fn vote(
        &mut self,
        proposal: &ProposalRef,
        stake: &Stake,
        voter: &Party,
        action: &Action,
        cast: bool,
    ) -> Sent {
        let sent = match cast {
            true => self.gov.cast_by(voter, proposal, stake, action.ballot),
            false => self.gov.change_by(voter, proposal, stake, action.ballot),
        };
        if sent.is_ok() {
            self.check_cast(proposal, stake);
        }
        sent
    }

    /// To whom the position's owner delegates.
    fn deputy(&mut self, stake: &Stake) -> Option<Party> {
        let realm = self.gov.gov.realm;
        let owner = stake.owner.address();
        let delegation = address::delegation(&realm, &owner);
        let to = self.find::<Delegation>(&delegation)?.delegate;
        self.owners.iter().find(|owner| owner.address() == to).cloned()
    }

    /// What a proposal does: pay somebody, pay more than there is, set how votes are held, pause, or name the guardian.
    fn instruction(&mut self, proposal: &ProposalRef, action: &Action) -> Instruction {
        let gov = self.gov.gov;
        let to = proposal.by.owner.address();
        match action.b % 6 {
            0 | 1 => self.gov.pay(to, 1_000_000),
            2 => self.gov.pay(to, u64::MAX / 2),
            3 => gov.set_params(self.gov.realm().params),
            4 => gov.pool.set_pause(gov.treasury, 0),
            _ => gov.set_guardian(Some((self.gov.guardian.address(), self.gov.now() + 100 * DAY))),
        }
    }

    /// Whether nothing can happen to it any more.
    pub fn is_over(&mut self, proposal: &ProposalRef) -> bool {
        self.state(proposal).is_none_or(|state| state.status().is_over())
    }
}
