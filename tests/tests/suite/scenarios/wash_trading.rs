//! A client, a provider and every verifier in league search for a way to earn by paying themselves. What they have at
//! the end is compared with the same people, bonds and times without a job: work and verification are paid out of the
//! emission for less than was burnt, so every way loses.

use assay_client::stake::Operator;
use assay_tests::{JobRef, Party, Payment, QuickChain, Verdict, World};
use stake::constants::{ATTESTED_BPS, WORK_BPS};

const PROVIDER_BOND: u64 = 1_000_000_000_000;
const PAYMENTS: [Payment; 2] = [Payment::Reward, Payment::Spl { decimals: 6 }];
/// Seconds from posting to the end of a job's challenge window.
const LIFE: i64 = 700;

/// One way to try.
#[derive(Clone, Copy, Debug)]
struct Strategy {
    price: u64,
    jobs: usize,
    /// With a committee, whose verifiers are in league, too.
    committee: bool,
    /// The client settles before the window closes.
    early: bool,
    /// How long before the epoch's end the jobs begin.
    before_end: i64,
    payment: Payment,
}

/// What they have, and when they did what: reward tokens, other tokens, fees burnt, and the times of both epochs' ends.
struct Outcome {
    rewards: u128,
    payments: u128,
    burnt: u64,
    times: [i64; 3],
}

type League = World<QuickChain>;

/// Everybody is bonded, and the first epoch that emits something has begun.
fn league(payment: Payment) -> League {
    let mut world = World::builder()
        .payment(payment)
        .start()
        .with_client()
        .with_provider_bond(PROVIDER_BOND)
        .with_verifiers(5);
    world.next_epoch();
    world
}

fn everybody(world: &League) -> Vec<Party> {
    let mut all = vec![world.client.clone(), world.provider.clone()];
    all.extend(world.verifiers.iter().cloned());
    all
}

impl Strategy {
    fn run_job(&self, world: &mut League) -> JobRef {
        let claim = world.work.honest();
        let job = world.revealed(&claim, |request| {
            request.price = self.price;
            request.tier = u8::from(self.committee);
        });
        if self.committee {
            world.draw(&job);
            world.attest_all(&job, Verdict::Accept);
        }
        job
    }

    fn finish(&self, world: &mut League, job: &JobRef) {
        if self.early {
            world.accept_result(job).expect("settles early");
        } else {
            world.warp_past_window(job);
            world.settle(job).expect("settles");
        }
        if self.committee {
            for seat in 0..5 {
                world.pay_verifier(job, seat).expect("pays");
            }
        }
        world.close_job(job).expect("closes");
    }
}

/// Plays `strategy`, or nothing at all at the same `times`.
fn play(start: &League, strategy: Option<&Strategy>, times: [i64; 3]) -> Outcome {
    let mut world = start.clone();
    let mut ends = times;
    if let Some(strategy) = strategy {
        let end = world.pool_state().epoch_ends_at();
        world.warp_to(end - strategy.before_end);
        let jobs: Vec<JobRef> = (0..strategy.jobs).map(|_| strategy.run_job(&mut world)).collect();
        for job in &jobs {
            strategy.finish(&mut world, job);
        }
        for time in &mut ends {
            let due = world.pool_state().epoch_ends_at();
            *time = world.now().max(due);
            world.warp_to(*time);
            world.advance_epoch().expect("the epoch is over");
        }
    } else {
        for time in times {
            world.warp_to(time);
            world.advance_epoch().expect("the epoch is over");
        }
    }
    collect(&mut world, ends)
}

/// Everybody claims and is counted.
fn collect(world: &mut League, times: [i64; 3]) -> Outcome {
    let (mut rewards, mut payments) = (0, 0);
    for party in everybody(world) {
        if world.find::<Operator>(&party.operator).is_some() {
            world.claim_operator(&party).expect("bonds earn");
            let operator = world.operator(&party);
            rewards += u128::from(operator.own_bond + operator.cooling.stake);
        }
        let (reward, payment) = (
            world.pool.reward_account(&party.address()),
            world.market.payment_account(&party.address()),
        );
        rewards += u128::from(world.token(&reward).map_or(0, |token| token.amount));
        if payment != reward {
            payments += u128::from(world.token(&payment).map_or(0, |token| token.amount));
        }
    }
    let market: assay_client::escrow::Market = world.state(&world.market.address.clone());
    Outcome {
        rewards,
        payments,
        burnt: market.fees_burnt,
        times,
    }
}

fn strategies() -> Vec<Strategy> {
    let mut all = Vec::new();
    for payment in PAYMENTS {
        for price in [1, 19, 999, 1_000_003, 50_000_000_000] {
            for (jobs, committee, early) in [
                (1, false, false),
                (1, true, false),
                (2, true, true),
                (3, false, true),
            ] {
                for before_end in [40_000, LIFE, LIFE - 200, 0] {
                    all.push(Strategy {
                        price,
                        jobs,
                        committee,
                        early,
                        before_end,
                        payment,
                    });
                }
            }
        }
    }
    all
}

#[test]
fn no_way_of_paying_oneself_pays() {
    let (mut best, mut paid) = (0, 0);
    let starts = PAYMENTS.map(|payment| (payment, league(payment)));
    for strategy in strategies() {
        let start = starts.iter().find(|(payment, _)| *payment == strategy.payment);
        let (_, start) = start.expect("one of them");
        let with = play(start, Some(&strategy), [0; 3]);
        let without = play(start, None, with.times);
        let lost = without.rewards.checked_sub(with.rewards);
        let lost = lost.unwrap_or_else(|| panic!("{strategy:?} gains reward tokens"));
        assert!(
            with.payments <= without.payments,
            "{strategy:?} gains payment tokens"
        );
        if strategy.payment != Payment::Reward {
            assert_eq!((lost, with.burnt), (0, 0), "{strategy:?}: no burn, no emission");
            assert!(with.payments < without.payments, "{strategy:?}: a fee was paid");
            continue;
        }
        // Of what was burnt, at least what neither work nor verification can bring back is gone.
        let gone = u128::from(with.burnt) * u128::from(10_000 - WORK_BPS - ATTESTED_BPS) / 10_000;
        assert!(lost >= gone, "{strategy:?}: {lost} lost, {gone} should be");
        if with.burnt > 0 {
            assert!(lost > 0, "{strategy:?} costs nothing");
            paid += 1;
            best = best.max(1_000 - 1_000 * lost.min(with.burnt.into()) / u128::from(with.burnt));
        }
    }
    // The search must have come close to the bound, or it has not searched.
    assert!(paid > 20, "only {paid} strategies burnt anything");
    assert!(best > 0, "no strategy got anything back");
}
