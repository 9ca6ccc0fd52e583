//! Trades, and that they move what the quote says.

use super::{Pools, NEVER};
use crate::{Chain, Party, Sent};
use amm::state::{Limits, LiquidityPool, Side, Trade};

/// No bound on the price.
pub(crate) const FREE: Limits = Limits {
    deadline: NEVER,
    mean_seconds: 0,
    mean_bps: 0,
};

impl<C: Chain> Pools<C> {
    /// Sells exactly `amount` of side `from`, for whatever it gives.
    #[track_caller]
    pub fn sell(&mut self, who: &Party, from: Side, amount: u64) -> Sent {
        self.sell_within(who, from, amount, 0, FREE)
    }

    /// Sells exactly `amount` of side `from`, for at least `minimum`.
    #[track_caller]
    pub fn sell_within(
        &mut self,
        who: &Party,
        from: Side,
        amount: u64,
        minimum: u64,
        limits: Limits,
    ) -> Sent {
        let quote = self.quote_sale(from, amount);
        let before = self.balances();
        let swap = self
            .pool
            .swap_exact_in(who.address(), from, amount, minimum, limits);
        let sent = self.send(&[swap], &[&who.authority])?;
        self.assert_traded(who, &before, &quote.expect("it was quoted"));
        Ok(sent)
    }

    /// Buys exactly `amount`, for whatever it costs of side `from`.
    #[track_caller]
    pub fn buy(&mut self, who: &Party, from: Side, amount: u64) -> Sent {
        self.buy_within(who, from, amount, u64::MAX, FREE)
    }

    /// Buys exactly `amount`, for at most `maximum` of side `from`.
    #[track_caller]
    pub fn buy_within(&mut self, who: &Party, from: Side, amount: u64, maximum: u64, limits: Limits) -> Sent {
        let quote = self.quote_purchase(from, amount);
        let before = self.balances();
        let swap = self
            .pool
            .swap_exact_out(who.address(), from, amount, maximum, limits);
        let sent = self.send(&[swap], &[&who.authority])?;
        self.assert_traded(who, &before, &quote.expect("it was quoted"));
        Ok(sent)
    }

    /// What selling `amount` of side `from` would do now.
    pub fn quote_sale(&mut self, from: Side, amount: u64) -> Option<Trade> {
        let (pool, config, taxes, now) = self.ingredients();
        pool.sell(&config, from, amount, &taxes, now).ok()
    }

    /// What buying `amount` for side `from` would do now.
    pub fn quote_purchase(&mut self, from: Side, amount: u64) -> Option<Trade> {
        let (pool, config, taxes, now) = self.ingredients();
        pool.buy(&config, from, amount, &taxes, now).ok()
    }

    /// What a quote is made of.
    pub(super) fn ingredients(&mut self) -> (LiquidityPool, amm::state::FeeConfig, amm::state::Taxes, i64) {
        (self.entered(), self.fee_config(), self.taxes(), self.now())
    }

    /// Asserts that the trade moved what was quoted, and nothing else.
    #[track_caller]
    fn assert_traded(&mut self, who: &Party, before: &crate::Balances, quote: &Trade) {
        let (from, to) = (quote.from, quote.from.other());
        let [given, got] = [from, to].map(|side| self.side_name(side));
        let [takes, pays] = [from, to].map(|side| self.vault_name(side));
        self.assert_moved(
            before,
            &[
                (&format!("{} {given}", who.name), -i128::from(quote.sent)),
                (&format!("{} {got}", who.name), i128::from(quote.received)),
                (&takes, i128::from(quote.paid)),
                (&pays, -i128::from(quote.out)),
            ],
        );
    }
}
