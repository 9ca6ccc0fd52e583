//! Random pools, and what is asked of them.

use assay_client::amm::{AmmPool, Fees, LaunchTerms, Limits, Refusal, Side, Slippage, Snapshot};
use proptest::prelude::*;
use solana_instruction::Instruction;

use super::account::USER;

/// Unix time at which every pool was made.
pub const MADE_AT: i64 = 1_800_000_000;
/// The epoch in which every transfer fee changes.
pub const FEE_EPOCH: u64 = 5;

/// A pool, and one thing that is asked of it.
#[derive(Clone, Debug)]
pub struct Case {
    pub fees: Fees,
    pub creator_share: bool,
    /// What it held, each for so many seconds; at last what it holds now.
    pub history: Vec<([u64; 2], u32)>,
    /// Liquidity there is, in thousandths of the root of the product.
    pub part: u64,
    pub terms: LaunchTerms,
    /// What is left of the launch's cap in this slot, if something has happened in it.
    pub left: Option<[u64; 2]>,
    /// Bits paused in the pool and in the config.
    pub paused: [u8; 2],
    /// What each mint takes of transfers, before and from [`FEE_EPOCH`]; none for a mint of the SPL Token program.
    pub taxes: [Option<[(u16, u64); 2]>; 2],
    pub epoch: u64,
    pub limits: Limits,
    pub action: Action,
}

#[derive(Clone, Copy, Debug)]
pub enum Action {
    Sell(Side, u64),
    Buy(Side, u64),
    Deposit([u64; 2]),
    DepositOne(Side, u64),
    Withdraw(u64),
    WithdrawOne(Side, u64),
}

/// An instruction with the quote as its limit, and how it changes the user's balances of both mints and of liquidity.
pub struct Quoted {
    pub instruction: Instruction,
    pub change: [i128; 3],
}

impl Action {
    pub fn name(&self) -> &'static str {
        match self {
            Self::Sell(..) => "sell",
            Self::Buy(..) => "buy",
            Self::Deposit(..) => "deposit",
            Self::DepositOne(..) => "deposit single",
            Self::Withdraw(..) => "withdraw",
            Self::WithdrawOne(..) => "withdraw single",
        }
    }

    pub fn quote(&self, of: &Snapshot, limits: &Limits) -> Result<Quoted, Refusal> {
        let none = Slippage::new(0).expect("less than the whole");
        let (pool, deadline) = (&of.pool, limits.deadline);
        let quoted = |instruction, change| Ok(Quoted { instruction, change });
        match *self {
            Self::Sell(from, amount) => {
                of.require_within(limits)?;
                let quote = of.sell(from, amount, none)?;
                let change = moved(from, quote.effect.sent, quote.effect.received);
                quoted(
                    pool.swap_exact_in(USER, from, amount, quote.limit, *limits),
                    change,
                )
            }
            Self::Buy(from, amount) => {
                of.require_within(limits)?;
                let quote = of.buy(from, amount, none)?;
                let change = moved(from, quote.effect.sent, quote.effect.received);
                quoted(
                    pool.swap_exact_out(USER, from, amount, quote.limit, *limits),
                    change,
                )
            }
            Self::Deposit(amounts) => {
                of.require_within(&only_deadline(limits))?;
                let quote = of.deposit(amounts, none)?;
                let [a, b] = quote.effect.sent.map(i128::from);
                let change = [-a, -b, quote.effect.liquidity.into()];
                quoted(pool.deposit(USER, amounts, quote.minimum, deadline), change)
            }
            Self::DepositOne(side, amount) => {
                of.require_within(limits)?;
                let quote = of.deposit_one(side, amount, none)?;
                let mut change = moved(side, quote.effect.sent, 0);
                change[2] = quote.effect.liquidity.into();
                let deposit = pool.deposit_single(USER, side, amount, quote.limit, *limits);
                quoted(deposit, change)
            }
            Self::Withdraw(liquidity) => {
                of.require_within(&only_deadline(limits))?;
                let quote = of.withdraw(liquidity, none)?;
                let [a, b] = quote.effect.received.map(i128::from);
                let change = [a, b, -i128::from(liquidity)];
                quoted(pool.withdraw(USER, liquidity, quote.minimum, deadline), change)
            }
            Self::WithdrawOne(side, liquidity) => {
                of.require_within(limits)?;
                let quote = of.withdraw_one(side, liquidity, none)?;
                let mut change = moved(side.other(), 0, quote.effect.received);
                change[2] = -i128::from(liquidity);
                let withdraw = pool.withdraw_single(USER, side, liquidity, quote.limit, *limits);
                quoted(withdraw, change)
            }
        }
    }

    /// The instruction of a user who accepts anything.
    pub fn without_bounds(&self, pool: &AmmPool, limits: Limits) -> Instruction {
        let deadline = limits.deadline;
        match *self {
            Self::Sell(from, amount) => pool.swap_exact_in(USER, from, amount, 0, limits),
            Self::Buy(from, amount) => pool.swap_exact_out(USER, from, amount, u64::MAX, limits),
            Self::Deposit(amounts) => pool.deposit(USER, amounts, 0, deadline),
            Self::DepositOne(side, amount) => pool.deposit_single(USER, side, amount, 0, limits),
            Self::Withdraw(liquidity) => pool.withdraw(USER, liquidity, [0; 2], deadline),
            Self::WithdrawOne(side, liquidity) => pool.withdraw_single(USER, side, liquidity, 0, limits),
        }
    }
}

/// `sent` of side `from`, `received` of the other one.
fn moved(from: Side, sent: u64, received: u64) -> [i128; 3] {
    let (sent, received) = (-i128::from(sent), i128::from(received));
    match from {
        Side::A => [sent, received, 0],
        Side::B => [received, sent, 0],
    }
}

fn only_deadline(limits: &Limits) -> Limits {
    Limits {
        mean_seconds: 0,
        mean_bps: 0,
        ..*limits
    }
}

/// Amounts of every size that the user can pay.
fn amount() -> impl Strategy<Value = u64> {
    (any::<u64>(), 4..64u32).prop_map(|(amount, few)| amount >> few)
}

fn reserve() -> impl Strategy<Value = u64> {
    (any::<u64>(), 4..44u32).prop_map(|(amount, few)| (amount >> few).max(10_000))
}

fn side() -> impl Strategy<Value = Side> {
    prop_oneof![Just(Side::A), Just(Side::B)]
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        (side(), amount()).prop_map(|(side, amount)| Action::Sell(side, amount)),
        (side(), amount()).prop_map(|(side, amount)| Action::Buy(side, amount)),
        [amount(), amount()].prop_map(Action::Deposit),
        (side(), amount()).prop_map(|(side, amount)| Action::DepositOne(side, amount)),
        amount().prop_map(Action::Withdraw),
        (side(), amount()).prop_map(|(side, amount)| Action::WithdrawOne(side, amount)),
    ]
}

fn fees() -> impl Strategy<Value = Fees> {
    let surcharge = prop_oneof![Just((0, 0)), (1..=10_000u16, 1..=500u16)];
    let shares = (0..=2_500u16, 0..=2_500u16);
    (1..=200u16, shares, surcharge, 1..=600u32, 1..=120u32).prop_map(
        |(fee, shares, surcharge, mean, every)| Fees {
            surcharge_seconds: mean,
            observation_seconds: every,
            fee_bps: fee,
            protocol_bps: shares.0,
            burn_bps: 5_000,
            creator_bps: shares.1,
            surcharge_share_bps: surcharge.0,
            surcharge_most_bps: surcharge.1,
            launch_bps: 5_000,
            launch_hours: 168,
        },
    )
}

/// None, one that is over, goes on, or has not begun.
fn terms() -> impl Strategy<Value = LaunchTerms> {
    let none = LaunchTerms {
        opens_at: MADE_AT,
        seconds: 0,
        fee_bps: 0,
        cap_bps: 0,
    };
    let opens = prop_oneof![4 => Just(MADE_AT), 1 => MADE_AT..MADE_AT + 2_000];
    let cap = prop_oneof![Just(0), 10..=10_000u16];
    let launch =
        (opens, 1..=10_000u32, 0..=5_000u16, cap).prop_map(|(opens_at, seconds, fee_bps, cap_bps)| {
            LaunchTerms {
                opens_at,
                seconds,
                fee_bps,
                cap_bps,
            }
        });
    prop_oneof![2 => Just(none), 1 => launch]
}

fn paused() -> impl Strategy<Value = [u8; 2]> {
    prop_oneof![12 => Just([0, 0]), 1 => [0..8u8, 0..8u8]]
}

fn tax() -> impl Strategy<Value = Option<[(u16, u64); 2]>> {
    let fee = || {
        (0..=10_000u16, any::<u64>(), 0..64u32).prop_map(|(bps, most, few)| (bps >> (few % 8), most >> few))
    };
    proptest::option::of([fee(), fee()])
}

fn limits() -> impl Strategy<Value = Limits> {
    let mean = prop_oneof![6 => Just((0, 0)), 1 => (1..4_000u32, any::<u16>())];
    let deadline = prop_oneof![20 => Just(i64::MAX), 1 => Just(MADE_AT)];
    (deadline, mean).prop_map(|(deadline, (mean_seconds, mean_bps))| Limits {
        deadline,
        mean_seconds,
        mean_bps,
    })
}

/// Every kind of pool and every action.
pub fn any_case() -> impl Strategy<Value = Case> {
    let start = (reserve(), reserve());
    // Prices that wander by up to a factor of two each time.
    let steps = proptest::collection::vec((500..2_000u64, 500..2_000u64, 1..400u32), 1..6);
    let left = proptest::option::weighted(0.2, [amount(), amount()]);
    let pool = (fees(), any::<bool>(), start, steps, 200..=1_000u64);
    let rest = (
        terms(),
        left,
        paused(),
        [tax(), tax()],
        4..=6u64,
        limits(),
        action(),
    );
    (pool, rest).prop_map(|(pool, rest)| {
        let (fees, creator_share, start, steps, part) = pool;
        let (terms, left, paused, taxes, epoch, limits, action) = rest;
        let mut now = [start.0, start.1];
        let history = steps.into_iter().map(|(a, b, seconds)| {
            let scaled = |amount: u64, by: u64| {
                ((u128::from(amount) * u128::from(by) / 1_000) as u64).clamp(5_000, 1 << 61)
            };
            now = [scaled(now[0], a), scaled(now[1], b)];
            (now, seconds)
        });
        Case {
            fees,
            creator_share,
            history: history.collect(),
            part,
            terms,
            left,
            paused,
            taxes,
            epoch,
            limits,
            action,
        }
    })
}
