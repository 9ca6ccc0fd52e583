//! Liquidity in and out, and that it moves what the quote says.

use super::{trade::FREE, Pools, NEVER};
use crate::{Balances, Chain, Party, Sent};
use amm::state::{Limits, Side};

impl<C: Chain> Pools<C> {
    /// Adds liquidity in proportion, as much as both amounts buy.
    #[track_caller]
    pub fn deposit(&mut self, who: &Party, amounts: [u64; 2]) -> Sent {
        self.deposit_within(who, amounts, 0, NEVER)
    }

    /// Adds liquidity in proportion, at least `minimum`.
    #[track_caller]
    pub fn deposit_within(&mut self, who: &Party, amounts: [u64; 2], minimum: u64, deadline: i64) -> Sent {
        let (pool, _, taxes, _) = self.ingredients();
        let quote = pool.deposit(amounts, &taxes);
        let before = self.balances();
        let deposit = self.pool.deposit(who.address(), amounts, minimum, deadline);
        let sent = self.send(&[deposit], &[&who.authority])?;
        let quote = quote.expect("it was quoted");
        let paid = quote.paid.map(i128::from);
        self.assert_changed(
            who,
            &before,
            quote.sent.map(|it| -i128::from(it)),
            paid,
            quote.liquidity.into(),
        );
        Ok(sent)
    }

    /// Adds liquidity with one side alone.
    #[track_caller]
    pub fn deposit_one(&mut self, who: &Party, side: Side, amount: u64) -> Sent {
        self.deposit_one_within(who, side, amount, 0, FREE)
    }

    /// Adds liquidity with one side alone, at least `minimum`.
    #[track_caller]
    pub fn deposit_one_within(
        &mut self,
        who: &Party,
        side: Side,
        amount: u64,
        minimum: u64,
        limits: Limits,
    ) -> Sent {
        let (pool, config, taxes, now) = self.ingredients();
        let quote = pool.deposit_one(&config, side, amount, &taxes, now);
        let before = self.balances();
        let deposit = self
            .pool
            .deposit_single(who.address(), side, amount, minimum, limits);
        let sent = self.send(&[deposit], &[&who.authority])?;
        let quote = quote.expect("it was quoted");
        let user = on(side, -i128::from(quote.sent));
        let vaults = on(side, i128::from(quote.paid));
        self.assert_changed(who, &before, user, vaults, quote.liquidity.into());
        Ok(sent)
    }

    /// Takes liquidity out in proportion.
    #[track_caller]
    pub fn withdraw(&mut self, who: &Party, liquidity: u64) -> Sent {
        self.withdraw_within(who, liquidity, [0; 2], NEVER)
    }

    /// Takes liquidity out in proportion, at least `minimum` of each side.
    #[track_caller]
    pub fn withdraw_within(&mut self, who: &Party, liquidity: u64, minimum: [u64; 2], deadline: i64) -> Sent {
        let (pool, _, taxes, _) = self.ingredients();
        let quote = pool.withdraw(liquidity, &taxes);
        let before = self.balances();
        let withdraw = self.pool.withdraw(who.address(), liquidity, minimum, deadline);
        let sent = self.send(&[withdraw], &[&who.authority])?;
        let quote = quote.expect("it was quoted");
        let vaults = quote.out.map(|it| -i128::from(it));
        self.assert_changed(
            who,
            &before,
            quote.received.map(i128::from),
            vaults,
            -i128::from(liquidity),
        );
        Ok(sent)
    }

    /// Takes liquidity out in one side alone.
    #[track_caller]
    pub fn withdraw_one(&mut self, who: &Party, side: Side, liquidity: u64) -> Sent {
        self.withdraw_one_within(who, side, liquidity, 0, FREE)
    }

    /// Takes liquidity out in one side alone, at least `minimum` of it.
    #[track_caller]
    pub fn withdraw_one_within(
        &mut self,
        who: &Party,
        side: Side,
        liquidity: u64,
        minimum: u64,
        limits: Limits,
    ) -> Sent {
        let (pool, config, taxes, now) = self.ingredients();
        let quote = pool.withdraw_one(&config, side, liquidity, &taxes, now);
        let before = self.balances();
        let withdraw = self
            .pool
            .withdraw_single(who.address(), side, liquidity, minimum, limits);
        let sent = self.send(&[withdraw], &[&who.authority])?;
        let quote = quote.expect("it was quoted");
        let user = on(side, i128::from(quote.received));
        let vaults = on(side, -i128::from(quote.out));
        self.assert_changed(who, &before, user, vaults, -i128::from(liquidity));
        Ok(sent)
    }

    /// Gives to the pool's liquidity.
    #[track_caller]
    pub fn donate(&mut self, who: &Party, amounts: [u64; 2]) -> Sent {
        let donate = self.pool.donate(who.address(), amounts, NEVER);
        self.send(&[donate], &[&who.authority])
    }

    #[track_caller]
    fn assert_changed(
        &mut self,
        who: &Party,
        before: &Balances,
        user: [i128; 2],
        vaults: [i128; 2],
        lp: i128,
    ) {
        let [a, b] = [Side::A, Side::B].map(|side| self.side_name(side));
        let [vault_a, vault_b] = [Side::A, Side::B].map(|side| self.vault_name(side));
        let token = self.lp_name();
        self.assert_moved(
            before,
            &[
                (&format!("{} {a}", who.name), user[0]),
                (&format!("{} {b}", who.name), user[1]),
                (&vault_a, vaults[0]),
                (&vault_b, vaults[1]),
                (&format!("{} {token}", who.name), lp),
                (&format!("{token} supply"), lp),
            ],
        );
    }
}

/// `amount` of one side and nothing of the other.
pub(super) fn on(side: Side, amount: i128) -> [i128; 2] {
    match side {
        Side::A => [amount, 0],
        Side::B => [0, amount],
    }
}
