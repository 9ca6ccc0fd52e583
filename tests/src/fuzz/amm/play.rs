//! Plays actions and watches that everything adds up.

use super::{
    action::{Action, Kind, Wait},
    cast::{side, Cast},
};
use crate::{fuzz::Tally, pools::Quote, Chain, Party, Sent};
use amm::{
    constants::{MIN_LIQUIDITY, PAUSE_ALL},
    error::AmmError,
    state::{Limits, Release},
};

/// Steps after which it is tried whether everybody could leave.
const LEAVING: usize = 250;

pub fn play(actions: &[Action]) -> Tally {
    let mut cast = Cast::assemble();
    let mut tally = Tally::default();
    for (step, action) in actions.iter().enumerate() {
        cast.wait(action.wait);
        cast.pools.turn_to(usize::from(action.pool) % cast.pools.count());
        match cast.act(action) {
            Some(Ok(_)) => tally.done += 1,
            Some(Err(failure)) => {
                // A panic, or more compute units than there are, is no answer.
                assert!(failure.code().is_some(), "{action:?}: {failure:#?}");
                tally.refused += 1;
            }
            None => {}
        }
        if step % LEAVING == LEAVING - 1 {
            cast.everybody_could_leave();
        }
    }
    cast.everybody_could_leave();
    tally
}

impl Cast {
    fn wait(&mut self, wait: Wait) {
        let chain = &mut self.pools.world.chain;
        let mut clock = chain.clock();
        match wait {
            Wait::Nothing => return,
            Wait::Slots(slots) => clock.slot += slots,
            Wait::Seconds(seconds) => {
                clock.slot += seconds.unsigned_abs() * 5 / 2;
                clock.unix_timestamp += seconds;
            }
            Wait::Epoch => {
                clock.epoch += 1;
                clock.slot += 432_000;
                clock.unix_timestamp += 172_800;
            }
        }
        chain.set_clock(clock);
    }

    /// Sends the action's instruction; `None` when there is nothing it could be about.
    fn act(&mut self, action: &Action) -> Option<Sent> {
        let who = self.people[usize::from(action.who) % self.people.len()].clone();
        let side = side(action.side_a);
        let amount = action.amounts[0];
        let pools = &mut self.pools;
        let purse = pools.purse(&who, side);
        Some(match action.kind {
            Kind::Sell => pools.sell(&who, side, amount.of(purse / 8)),
            Kind::Buy => self.buy(action, &who),
            Kind::BuyAndBurn => return self.burn(action, &who),
            Kind::Deposit => {
                let both = [amm::state::Side::A, amm::state::Side::B];
                let purses = both.map(|side| pools.purse(&who, side) / 4);
                let [a, b] = action.amounts;
                pools.deposit(&who, [a.of(purses[0]), b.of(purses[1])])
            }
            Kind::DepositOne => pools.deposit_one(&who, side, amount.of(purse / 8)),
            Kind::Withdraw => {
                let liquidity = pools.liquidity_of(&who);
                pools.withdraw(&who, amount.of(liquidity))
            }
            Kind::WithdrawOne => {
                let liquidity = pools.liquidity_of(&who);
                pools.withdraw_one(&who, side, amount.of(liquidity))
            }
            Kind::Donate => {
                let mut amounts = [0; 2];
                amounts[side as usize] = amount.of(purse / 1_000);
                pools.donate(&who, amounts)
            }
            Kind::Gift => {
                let amount = amount.of(purse / 1_000).min(purse);
                if pools.taxes()[side as usize].bps == 10_000 {
                    return None;
                }
                pools.gift(&who, side, amount);
                return None;
            }
            Kind::Skim => pools.skim(),
            Kind::Lock => self.lock(action, &who),
            Kind::CollectLock | Kind::CloseLock => return self.unlock(action),
            Kind::CollectProtocolFees => pools.collect_protocol_fees(),
            Kind::CollectCreatorFees => pools.collect_creator_fees(),
            Kind::Sync => pools.sync(),
            Kind::SetFees => pools.set_fees(|fees| {
                fees.fee_bps = action.choice % 202;
                fees.protocol_bps = action.who % 3_000;
                fees.surcharge_share_bps = action.pool % 5_000;
                fees.surcharge_most_bps = action.choice % 501;
            }),
            Kind::SetPause => {
                // Mostly resumed at once, or nothing would happen any more.
                let mask = if action.who.is_multiple_of(4) {
                    action.choice % 16
                } else {
                    0
                };
                pools.pause(mask as u8)
            }
            Kind::SetTax if pools.quote == Quote::Taxed => {
                let bps = [0, 1, 100, 777, 5_000, 9_999, 10_000][usize::from(action.choice) % 7];
                pools.set_tax(bps, amount.of(u64::MAX))
            }
            Kind::SetTax => return None,
        })
    }

    /// What is bought costs what selling says it costs.
    fn buy(&mut self, action: &Action, who: &Party) -> Sent {
        let (pools, from) = (&mut self.pools, side(action.side_a));
        let reserve = pools.state().reserves[from.other() as usize];
        let amount = action.amounts[0].of(reserve / 16);
        let quote = pools.quote_purchase(from, amount);
        let sold = quote.and_then(|quote| pools.quote_sale(from, quote.sent));
        if let (Some(quote), Some(sold)) = (quote, sold) {
            assert!(sold.received >= amount, "buying is cheaper than selling");
            let less = pools.quote_sale(from, quote.sent - 1);
            assert!(less.is_none_or(|less| less.received <= sold.received));
        }
        pools.buy(who, from, amount)
    }

    /// A pool that cannot serve a burn moves nothing; one that can burns what a sale gives.
    fn burn(&mut self, action: &Action, who: &Party) -> Option<Sent> {
        let pools = &mut self.pools;
        let from = if pools.is_reward(amm::state::Side::A) {
            amm::state::Side::B
        } else {
            amm::state::Side::A
        };
        let purse = pools.purse(who, from);
        let amount = action.amounts[0].of(purse / 64).min(purse);
        let limits = Limits {
            deadline: i64::MAX,
            mean_seconds: u32::from(action.choice % 700),
            mean_bps: action.who % 1_000,
        };
        let (before, quote) = (pools.balances(), pools.quote_sale(from, amount));
        let (burnt, outcome) = match pools.buy_and_burn(who, amount, limits) {
            Ok(result) => result,
            Err(failure) => return Some(Err(failure)),
        };
        if burnt == 0 {
            pools.assert_moved(&before, &[]);
        } else {
            let quote = quote.expect("it was quoted");
            assert_eq!(burnt, quote.out);
            let supply = -i128::from(burnt);
            assert_eq!(pools.balances().since(&before)["reward supply"], supply);
        }
        Some(Ok(outcome))
    }

    fn lock(&mut self, action: &Action, who: &Party) -> Sent {
        let now = self.pools.now();
        let times = i64::from(action.choice);
        let release = match action.choice % 4 {
            0 => Release {
                starts_at: 0,
                ends_at: 0,
            },
            _ => Release {
                starts_at: now + times % 1_000 - 500,
                ends_at: now + times,
            },
        };
        self.serial += 1;
        let (id, owner) = (self.serial, usize::from(action.pool) % self.people.len());
        let liquidity = self.pools.liquidity_of(who);
        let to = self.people[owner].clone();
        let amount = action.amounts[1].of(liquidity / 4);
        let sent = self.pools.lock(who, id, &to, amount, release);
        if sent.is_ok() {
            let pool = usize::from(action.pool) % self.pools.count();
            self.locks.push((pool, id, owner));
        }
        sent
    }

    fn unlock(&mut self, action: &Action) -> Option<Sent> {
        let index = usize::from(action.choice).checked_rem(self.locks.len())?;
        let (pool, id, owner) = self.locks[index];
        self.pools.turn_to(pool);
        let owner = self.people[owner].clone();
        if action.kind == Kind::CollectLock {
            return Some(self.pools.collect_lock(id, &owner));
        }
        let sent = self.pools.close_lock(id, &owner);
        if sent.is_ok() {
            self.locks.swap_remove(index);
        }
        Some(sent)
    }

    /// On a copy of the chain: whatever is paused, all liquidity that is in wallets is withdrawn, and what is left is
    /// that of the locks and of nobody.
    fn everybody_could_leave(&mut self) {
        let mut pools = self.pools.clone();
        for index in 0..pools.count() {
            pools.turn_to(index);
            pools.pause(PAUSE_ALL).expect("pauses");
            for who in &self.people {
                let all = pools.liquidity_of(who);
                if all == 0 {
                    continue;
                }
                if let Err(failure) = pools.withdraw(who, all) {
                    // What is worth less than a unit of either side.
                    assert!(failure.is(AmmError::AmountTooSmall), "{failure:#?}");
                }
            }
            let state = pools.state();
            let left: u64 = self.people.iter().map(|who| pools.liquidity_of(who)).sum();
            assert_eq!(state.liquidity, MIN_LIQUIDITY + state.locked + left);
        }
    }
}
