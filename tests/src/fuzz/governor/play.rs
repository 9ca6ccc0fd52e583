//! Plays actions.

use super::{
    action::{Action, Kind, Wait},
    cast::Cast,
};
use crate::{
    fuzz::{Amount, Tally},
    governance::{text, ProposalRef},
    Party, Sent, Stake,
};
use assay_client::{
    governor::{Delegation, Status},
    stake::{Position, Vesting},
};
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

fn pick<T: Clone>(all: &[T], n: u16) -> Option<T> {
    (!all.is_empty()).then(|| all[usize::from(n) % all.len()].clone())
}

impl Cast {
    /// The proposal that is chosen: one of the last few, or nothing would ever come to its end.
    fn chosen(&self, n: u16) -> Option<ProposalRef> {
        let recent = self.proposals.len().saturating_sub(4);
        pick(&self.proposals[recent..], n)
    }

    fn wait(&mut self, action: &Action) {
        let now = self.gov.now();
        let state = self
            .chosen(action.b)
            .and_then(|proposal| self.state(&proposal));
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
        let stake = pick(&self.stakes, action.a)?;
        match action.kind {
            Kind::Draft => Some(self.draft(&stake)),
            Kind::Delegate => {
                let to = pick(&self.owners, action.b)?.address();
                Some(self.gov.delegate(&stake.owner, to))
            }
            Kind::Undelegate => Some(self.gov.undelegate(&stake.owner)),
            kind if (kind as u8) < Kind::Delegate as u8 => {
                let proposal = self.chosen(action.b)?;
                self.state(&proposal)?;
                self.act_on(&proposal, &stake, action)
            }
            _ => self.move_stake(&stake, action),
        }
    }

    fn draft(&mut self, stake: &Stake) -> Sent {
        let number = self.gov.realm().proposals;
        let (proposal, sent) = self.gov.try_draft(stake, number, text());
        sent.is_ok().then(|| self.proposals.push(proposal));
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
                let at = if action.a % 8 == 0 { index } else { next };
                self.gov.add_action(proposal, at, &what)
            }
            Kind::RemoveAction => gov.remove_action(proposal, index),
            Kind::Submit => {
                let sent = gov.submit(proposal);
                sent.is_ok().then(|| self.begin(proposal));
                sent
            }
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
                let at = if action.a % 8 == 0 { index } else { state.next_action };
                if u16::from(at) >= 10 || state.staged & (1 << at) == 0 {
                    return None;
                }
                self.gov.execute(proposal, at)
            }
            Kind::Veto => gov.veto(proposal),
            Kind::Reclaim => {
                let treasury = gov.gov.treasury;
                match self.state(proposal)?.deposit_safe {
                    0 if action.a % 4 > 0 => self.gov.reclaim_to(proposal, treasury),
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
        let delegation = assay_client::address::delegation(&realm, &owner);
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

    /// Something about a position, which votes or does not.
    fn move_stake(&mut self, stake: &Stake, action: &Action) -> Option<Sent> {
        let (a, b, amount) = (action.a, action.b, action.amount);
        let world = &mut self.gov.world;
        let now = world.now();
        let value = match world.find::<Position>(&stake.address) {
            Some(_) => world.value(stake),
            None => 0,
        };
        Some(match action.kind {
            Kind::Open => {
                let lock = [0, 86_400, 126_144_000][usize::from(b) % 3];
                let (new, sent) = world.open(&stake.owner, amount.of(50_000), lock);
                self.stakes.push(new);
                sent
            }
            Kind::OpenVesting => {
                let vesting = Vesting {
                    amount: amount.of(50_000),
                    start: now,
                    cliff: now,
                    end: now + 30 * DAY,
                };
                let (new, sent) = world.open_vesting(&stake.owner, &stake.owner, vesting);
                self.stakes.push(new);
                sent
            }
            Kind::Add => world.add(stake, amount.of(20_000)),
            Kind::Split => {
                let (new, sent) = world.split(stake, amount.of(value));
                sent.is_ok().then(|| self.moved(stake, &new));
                self.stakes.push(new);
                sent
            }
            Kind::Merge => {
                let other = pick(&self.stakes, b)?;
                let sent = world.merge(stake, &other);
                sent.is_ok().then(|| self.moved(&other, stake));
                sent
            }
            Kind::BeginUnstake => {
                let nonce = self.next();
                self.tickets.push((stake.clone(), nonce));
                self.gov.world.begin_unstake(stake, nonce, amount.of(value))
            }
            Kind::CancelUnstake | Kind::Withdraw => {
                let (of, nonce) = pick(&self.tickets, b)?;
                let world = &mut self.gov.world;
                match action.kind {
                    Kind::Withdraw => world.withdraw_stake(&of, nonce),
                    _ => world.cancel_unstake(&of, nonce),
                }
            }
            Kind::Back => world.back(stake, &pick(&self.operators, b)?),
            Kind::Leave | Kind::EndLeave => {
                let operator = self.backed(stake)?;
                match action.kind {
                    Kind::Leave => self.gov.world.leave_operator(stake, &operator),
                    _ => self.gov.world.end_leave(stake, &operator),
                }
            }
            Kind::SetLock => {
                let seconds = match amount {
                    Amount::Part(part) => u32::from(part) * 600,
                    amount => amount.of(126_144_000).min(u32::MAX.into()) as u32,
                };
                world.set_lock(stake, seconds)
            }
            Kind::ReleaseLock => world.release_lock(stake),
            Kind::Transfer => {
                let to = pick(&self.owners, b)?;
                let sent = world.transfer_position(stake, &to);
                if sent.is_ok() {
                    let at = usize::from(a) % self.stakes.len();
                    self.stakes[at].owner = to;
                }
                sent
            }
            Kind::Sync => world.sync_position(stake),
            _ => world.close_position(stake),
        })
    }

    /// Whether nothing can happen to it any more.
    pub fn is_over(&mut self, proposal: &ProposalRef) -> bool {
        self.state(proposal)
            .is_none_or(|state: assay_client::governor::Proposal| Status::is_over(state.status()))
    }
}
