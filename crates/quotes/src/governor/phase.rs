//! The state a proposal is in at a moment, whether or not anybody has had it recorded.

use super::{Proposal, Status};

/// What can happen to a proposal at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    Draft,
    /// The vote is open until a Unix time.
    Open {
        until: i64,
    },
    /// The vote is over and nobody has had it decided; this is what finalizing it makes of it.
    Undecided {
        becomes: Status,
    },
    /// It succeeded and can be executed from a Unix time on.
    TimeLocked {
        until: i64,
    },
    /// It can be executed until a Unix time.
    Executable {
        until: i64,
    },
    /// It was not executed in time, and nobody has had that recorded.
    Lapsed,
    /// Nothing leads out of it.
    Over(Status),
}

impl Phase {
    /// The phase of `proposal` at `now`; `cooldown` is the stake pool's, seconds.
    pub fn of(proposal: &Proposal, cooldown: i64, now: i64) -> Self {
        match proposal.status() {
            Status::Draft => Self::Draft,
            Status::Voting if now < proposal.ends_at => Self::Open {
                until: proposal.ends_at,
            },
            Status::Voting => Self::Undecided {
                becomes: decided(*proposal, cooldown, now),
            },
            Status::Queued if now < proposal.executable_at => Self::TimeLocked {
                until: proposal.executable_at,
            },
            Status::Queued if now < proposal.expires_at => Self::Executable {
                until: proposal.expires_at,
            },
            Status::Queued => Self::Lapsed,
            over => Self::Over(over),
        }
    }

    /// In a word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Open { .. } => "voting",
            Self::Undecided { .. } => "voting over",
            Self::TimeLocked { .. } => "time-locked",
            Self::Executable { .. } => "executable",
            Self::Lapsed => "lapsed",
            Self::Over(Status::Executed) => "executed",
            Self::Over(Status::Defeated) => "defeated",
            Self::Over(Status::Cancelled) => "cancelled",
            Self::Over(Status::Vetoed) => "vetoed",
            Self::Over(_) => "expired",
        }
    }

    /// Unix time at which it ends by itself.
    pub fn ends_at(self) -> Option<i64> {
        match self {
            Self::Open { until } | Self::TimeLocked { until } | Self::Executable { until } => Some(until),
            _ => None,
        }
    }

    /// Whether anybody can have something recorded that has happened already.
    pub fn needs_finalizing(self) -> bool {
        matches!(self, Self::Undecided { .. } | Self::Lapsed)
    }
}

/// The program's own rule, on a copy.
fn decided(mut proposal: Proposal, cooldown: i64, now: i64) -> Status {
    // The vote is over, which is all that it asks for.
    let _ = proposal.finalize(cooldown, now);
    proposal.status()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENDS: i64 = 10_000;

    fn voting(pro: u64) -> Proposal {
        let mut proposal: Proposal = bytemuck::Zeroable::zeroed();
        proposal.params.timelock_seconds = 3_600;
        proposal.params.execution_seconds = 86_400;
        (proposal.quorum, proposal.action_count, proposal.staged) = (10, 1, 1);
        proposal.tally.for_weight = pro;
        proposal.ends_at = ENDS;
        proposal.set_status(Status::Voting);
        proposal
    }

    #[test]
    fn an_open_vote_is_over_at_its_end_whether_or_not_it_is_decided() {
        let phase = |proposal: &Proposal, now| Phase::of(proposal, 10, now);
        assert_eq!(phase(&voting(10), ENDS - 1), Phase::Open { until: ENDS });
        let becomes = |pro, now| match phase(&voting(pro), now) {
            Phase::Undecided { becomes } => becomes,
            other => panic!("{other:?}"),
        };
        assert_eq!(becomes(10, ENDS), Status::Queued);
        assert_eq!(becomes(9, ENDS), Status::Defeated);
        assert_eq!(becomes(10, ENDS + 86_400), Status::Expired, "nobody cared");
        let mut text = voting(10);
        (text.action_count, text.staged) = (0, 0);
        assert_eq!(
            phase(&text, ENDS),
            Phase::Undecided {
                becomes: Status::Executed
            },
            "a text needs no execution"
        );
    }

    #[test]
    fn what_succeeded_waits_can_be_executed_and_lapses() {
        let mut queued = voting(10);
        queued.finalize(10, ENDS).expect("over");
        let (from, until) = (ENDS + 3_600, ENDS + 3_600 + 86_400);
        for (now, phase, name) in [
            (from - 1, Phase::TimeLocked { until: from }, "time-locked"),
            (from, Phase::Executable { until }, "executable"),
            (until - 1, Phase::Executable { until }, "executable"),
            (until, Phase::Lapsed, "lapsed"),
        ] {
            let found = Phase::of(&queued, 10, now);
            assert_eq!((found, found.name()), (phase, name));
        }
        assert!(Phase::Lapsed.needs_finalizing());
        queued.finalize(10, until).expect("lapsed");
        assert_eq!(Phase::of(&queued, 10, until), Phase::Over(Status::Expired));
    }
}
