//! Which step of a job is due, whoever turns the crank.

use escrow::{
    constants::{MAX_ROUNDS, TIER_OPTIMISTIC},
    state::{Job, Seat, Status, Verdict},
};
use solana_address::Address;

/// The step that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Draw a committee, or fix the slot that will decide the draw.
    Draw,
    /// Pay a job that stood its window.
    Settle,
    /// Pay a seat of a job that is over and release its bond.
    PaySeat { seat: u8, operator: Address },
    /// Slash a seat that accepted what was convicted.
    PunishSeat { seat: u8, operator: Address },
    /// Refund a job that nobody accepted.
    ExpireOpen,
    /// Refund a job whose provider missed a deadline.
    Expire,
    /// Refund a job whose committees never reached a quorum.
    ExpireUnattested,
}

/// The step that is due at this time and slot, if any. `has_seed` says whether the caller can
/// reveal the client's seed; without it the draw waits until the seed's time is over.
pub fn due(job: &Job, now: i64, slot: u64, has_seed: bool) -> Option<Due> {
    match job.status() {
        Status::Open => (now > job.accept_by).then_some(Due::ExpireOpen),
        Status::Running | Status::Committed => job.missed_deadline(now).then_some(Due::Expire),
        Status::Challengeable if job.require_settleable(now).is_ok() => Some(Due::Settle),
        Status::Challengeable => due_in_window(job, now, slot, has_seed),
        Status::Settled | Status::Expired | Status::Convicted => unpaid_seat(job, now),
        Status::Cancelled => None,
    }
}

fn due_in_window(job: &Job, now: i64, slot: u64, has_seed: bool) -> Option<Due> {
    if job.tier == TIER_OPTIMISTIC || job.has_quorum() {
        return None;
    }
    if job.require_unattested(now).is_ok() {
        return Some(Due::ExpireUnattested);
    }
    if now > job.final_by {
        return None;
    }
    let may_draw = job.round < MAX_ROUNDS && (job.round == 0 || now > job.attest_by);
    let seed_known = has_seed || now > job.seed_by;
    let slot_passed = job.draw_slot == 0 || slot > job.draw_slot;
    (may_draw && seed_known && slot_passed).then_some(Due::Draw)
}

/// A seat that attested and has been neither paid nor punished, and does not wait for those who look at what it says it
/// computed.
fn unpaid_seat(job: &Job, now: i64) -> Option<Due> {
    let guilty = |seat: &Seat| seat.verdict == u8::from(Verdict::Accept) && job.status() == Status::Convicted;
    let mut seats = job.seats.iter().enumerate();
    let (number, entry) = seats
        .find(|(_, seat)| seat.verdict != 0 && seat.done == 0 && (guilty(seat) || !job.is_held(seat, now)))?;
    let (seat, operator) = (number as u8, entry.operator);
    if guilty(entry) {
        return Some(Due::PunishSeat { seat, operator });
    }
    Some(Due::PaySeat { seat, operator })
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytemuck::Zeroable;

    const NOW: i64 = 1_000;

    fn job(status: Status) -> Job {
        let mut job = Job::zeroed();
        job.set_status(status);
        job.tier = 1;
        job.terms.quorum = 2;
        job.terms.committee_size = 3;
        for deadline in [
            &mut job.accept_by,
            &mut job.commit_by,
            &mut job.reveal_by,
            &mut job.seed_by,
            &mut job.attest_by,
            &mut job.challenge_until,
            &mut job.final_by,
        ] {
            *deadline = NOW;
        }
        job
    }

    fn seat(n: u8, verdict: u8, done: u8) -> Seat {
        Seat {
            operator: Address::new_from_array([n; 32]),
            verdict,
            done,
            ..Seat::zeroed()
        }
    }

    #[test]
    fn deadlines_expire_a_job_one_second_after_them() {
        for (status, step) in [
            (Status::Open, Due::ExpireOpen),
            (Status::Running, Due::Expire),
            (Status::Committed, Due::Expire),
        ] {
            assert_eq!(due(&job(status), NOW, 5, true), None, "{}", status.name());
            assert_eq!(
                due(&job(status), NOW + 1, 5, true),
                Some(step),
                "{}",
                status.name()
            );
        }
    }

    #[test]
    fn a_draw_waits_for_its_slot_and_without_the_seed_for_its_time() {
        let mut open = job(Status::Challengeable);
        open.challenge_until = NOW + 100;
        open.final_by = NOW + 100;
        open.draw_slot = 5;
        assert_eq!(due(&open, NOW, 5, true), None);
        assert_eq!(due(&open, NOW, 6, true), Some(Due::Draw));
        assert_eq!(due(&open, NOW, 6, false), None);
        assert_eq!(due(&open, NOW + 1, 6, false), Some(Due::Draw));
        open.round = 1;
        assert_eq!(due(&open, NOW, 6, true), None, "a committee is at work");
        assert_eq!(due(&open, NOW + 1, 6, true), Some(Due::Draw), "its time is over");
        open.round = MAX_ROUNDS;
        assert_eq!(due(&open, NOW + 1, 6, true), None);
        assert_eq!(due(&open, NOW + 101, 6, true), Some(Due::ExpireUnattested));
    }

    #[test]
    fn a_window_with_a_quorum_ends_in_settlement() {
        let mut good = job(Status::Challengeable);
        good.seats[0] = seat(1, 1, 0);
        good.seats[2] = seat(2, 1, 0);
        assert_eq!(due(&good, NOW - 1, 6, true), None);
        assert_eq!(due(&good, NOW, 6, true), Some(Due::Settle));
        let mut optimistic = job(Status::Challengeable);
        optimistic.tier = TIER_OPTIMISTIC;
        assert_eq!(due(&optimistic, NOW - 1, 6, true), None);
        assert_eq!(due(&optimistic, NOW, 6, true), Some(Due::Settle));
    }

    #[test]
    fn an_open_demand_and_an_answer_hold_a_job_up() {
        let mut optimistic = job(Status::Challengeable);
        optimistic.tier = TIER_OPTIMISTIC;
        optimistic.open_demands[8] = 1;
        assert_eq!(due(&optimistic, NOW + 1_000, 6, true), None);
        optimistic.open_demands[8] = 0;
        optimistic.held_until = NOW + 60;
        assert_eq!(due(&optimistic, NOW + 59, 6, true), None);
        assert_eq!(due(&optimistic, NOW + 60, 6, true), Some(Due::Settle));
        let mut failed = job(Status::Challengeable);
        failed.round = MAX_ROUNDS;
        failed.held_until = NOW + 60;
        assert_eq!(due(&failed, NOW + 60, 6, true), None);
        assert_eq!(due(&failed, NOW + 61, 6, true), Some(Due::ExpireUnattested));
        failed.open_demands[0] = 1;
        assert_eq!(due(&failed, NOW + 61, 6, true), None);
    }

    #[test]
    fn seats_are_paid_one_by_one_and_the_guilty_are_punished() {
        let mut over = job(Status::Settled);
        over.seats = [Seat::zeroed(); 7];
        over.seats[1] = seat(1, 1, 1);
        over.seats[2] = seat(2, 1, 0);
        let operator = over.seats[2].operator;
        assert_eq!(due(&over, NOW, 6, true), Some(Due::PaySeat { seat: 2, operator }));
        over.set_status(Status::Convicted);
        assert_eq!(
            due(&over, NOW, 6, true),
            Some(Due::PunishSeat { seat: 2, operator })
        );
        over.seats[2].verdict = 2;
        assert_eq!(due(&over, NOW, 6, true), Some(Due::PaySeat { seat: 2, operator }));
        over.seats[2].done = 1;
        assert_eq!(due(&over, NOW, 6, true), None);
    }

    #[test]
    fn a_seat_that_says_what_it_computed_waits_until_that_could_be_looked_at() {
        let mut over = job(Status::Settled);
        over.seats[2] = seat(2, 1, 0);
        over.seats[2].verification_root = [7; 32];
        over.held_until = NOW + 60;
        let operator = over.seats[2].operator;
        assert_eq!(due(&over, NOW + 59, 6, true), None);
        assert_eq!(
            due(&over, NOW + 60, 6, true),
            Some(Due::PaySeat { seat: 2, operator })
        );
        over.set_status(Status::Convicted);
        assert_eq!(
            due(&over, NOW, 6, true),
            Some(Due::PunishSeat { seat: 2, operator })
        );
    }
}
