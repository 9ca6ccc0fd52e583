//! What an operator earns, and how it is shared between it and its backers.
//!
//! The pool pays stake by effective weight; the operator's part of it is split by weight between its own bond and the
//! backers, who leave the commission to the operator. Everything is by indices: nothing depends on how many there are.

use super::{Operator, Pool};
use crate::error::StakeError;
use anchor_lang::prelude::*;
use assay_math::{mul_div_floor, mul_q32_floor, share_floor};

impl Operator {
    /// Brings the pool's index and everything the operator earned up to `now`. To be called before anything that
    /// changes weights; [`Operator::weigh`] after it.
    #[inline(never)]
    pub fn collect(&mut self, pool: &mut Pool, now: i64) {
        pool.accrue(now);
        self.collect_work(pool);
        let to = if self.frozen == 1 {
            self.frozen_index
        } else {
            pool.index
        };
        let earned = to.earned(self.pool_index, self.effective);
        self.pool_index = pool.index;
        self.share_out(earned);
        if self.frozen == 1 {
            // The pool has let go of this weight already.
            (self.frozen, self.effective, self.weight, self.own_weight) = (0, 0, 0, 0);
        }
        self.adopt_commission(now);
    }

    /// Splits what the operator's weight earned. What rounding leaves stays in the vault.
    fn share_out(&mut self, earned: u64) {
        if earned == 0 {
            return;
        }
        let own = mul_div_floor(earned, self.own_weight, self.weight).unwrap_or(0);
        let backers = earned - own;
        let commission = share_floor(backers, self.commission_bps);
        self.index.distribute(backers - commission, self.backing_weight);
        self.earned_bond = self.earned_bond.saturating_add(own);
        self.earned_commission = self.earned_commission.saturating_add(commission);
        self.rewards += own + commission;
    }

    /// Sets what the operator counts for in the pool, after its stake or its service has changed. Nobody in jail or
    /// retired earns, and nobody for more than one part in `saturation` of all weight.
    #[inline(never)]
    pub fn weigh(&mut self, pool: &mut Pool, now: i64) {
        let (own, backers) = if self.require_in_service(now).is_ok() {
            (self.own_bond, self.backing.value(self.backing_weight))
        } else {
            (0, 0)
        };
        let weight = own + backers;
        pool.total_weight = pool.total_weight - self.weight + weight;
        let cap = pool.total_weight.div_ceil(pool.saturation.into());
        let effective = weight.min(cap);
        pool.total_effective = pool.total_effective - self.effective + effective;
        (self.weight, self.own_weight, self.effective) = (weight, own, effective);
    }

    /// Ends the earning at a conviction, at the least cost: what was earned is split by the next [`Operator::collect`].
    pub fn freeze(&mut self, pool: &mut Pool) {
        if self.frozen == 1 {
            return;
        }
        self.frozen = 1;
        self.frozen_index = pool.index;
        pool.total_weight -= self.weight;
        pool.total_effective -= self.effective;
    }

    /// Counts fees burnt for the operator's work, or for work it attested to.
    pub fn credit(&mut self, pool: &mut Pool, work: u64, attested: u64) {
        self.collect_work(pool);
        self.work_epoch = pool.epoch;
        self.work_burnt = self.work_burnt.saturating_add(work);
        self.attested_burnt = self.attested_burnt.saturating_add(attested);
        pool.work_burnt = pool.work_burnt.saturating_add(work);
        pool.attested_burnt = pool.attested_burnt.saturating_add(attested);
    }

    /// Collects what a closed epoch pays for the work of it.
    fn collect_work(&mut self, pool: &Pool) {
        if self.work_epoch >= pool.epoch {
            return;
        }
        let (work, attested) = (self.work_burnt, self.attested_burnt);
        (self.work_burnt, self.attested_burnt) = (0, 0);
        if work | attested == 0 {
            return;
        }
        if let Some(rates) = pool.rates_of(self.work_epoch) {
            let paid = |burnt, rate: u32| mul_q32_floor(burnt, rate.into()).unwrap_or(0);
            let earned = paid(work, rates.work) + paid(attested, rates.attested);
            self.earned_work = self.earned_work.saturating_add(earned);
            self.rewards += earned;
        }
    }

    /// Commission at `now`, basis points.
    pub fn commission(&self, now: i64) -> u16 {
        if self.commission_at > 0 && now >= self.commission_at {
            self.next_commission_bps
        } else {
            self.commission_bps
        }
    }

    /// The higher one of the commission and what is announced, basis points.
    pub fn highest_commission(&self) -> u16 {
        if self.commission_at > 0 {
            self.commission_bps.max(self.next_commission_bps)
        } else {
            self.commission_bps
        }
    }

    /// Announces a commission. It can rise by a step at a time and takes effect after the pool's delay; while nobody
    /// backs the operator it holds at once.
    ///
    /// # Errors
    /// [`StakeError::CommissionTooHigh`].
    pub fn announce_commission(&mut self, pool: &Pool, bps: u16, now: i64) -> Result<()> {
        self.adopt_commission(now);
        require!(bps <= pool.max_commission_bps, StakeError::CommissionTooHigh);
        if self.backing.shares == 0 {
            (self.commission_bps, self.commission_at) = (bps, 0);
            return Ok(());
        }
        require!(
            bps <= self.commission_bps.saturating_add(pool.commission_step_bps),
            StakeError::CommissionTooHigh
        );
        self.next_commission_bps = bps;
        // Never 0, which means that nothing is announced.
        self.commission_at = now.saturating_add(pool.commission_delay_seconds).max(1);
        Ok(())
    }

    fn adopt_commission(&mut self, now: i64) {
        let bps = self.commission(now);
        if self.commission_at > 0 && now >= self.commission_at {
            (self.commission_bps, self.commission_at) = (bps, 0);
        }
    }

    /// Takes everything there is to claim.
    ///
    /// # Errors
    /// [`StakeError::NothingToClaim`].
    pub fn claim(&mut self) -> Result<u64> {
        let amount = core::mem::take(&mut self.rewards);
        require!(amount > 0, StakeError::NothingToClaim);
        Ok(amount)
    }
}
