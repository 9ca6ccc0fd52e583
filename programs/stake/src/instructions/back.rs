use super::at_stake::{__client_accounts_atstake, __cpi_accounts_atstake, AtStake};
use crate::{
    check::{now, Is},
    constants::PAUSE_BACK,
    error::StakeError,
    event::{emit, LeaveEnded, OperatorBacked, OperatorLeft},
    state::{settle, Position},
};
use anchor_lang::prelude::*;

/// Accounts of `back` and `leave`.
#[derive(Accounts)]
pub struct Back {
    pub owner: Signer,
    pub at_stake: Nested<AtStake>,
    #[account(mut, constraint = position.pool.is(at_stake.pool.address()) @ StakeError::WrongPool, constraint = position.owner.is(owner.address()) @ StakeError::NotPositionOwner)]
    pub position: Account<Position>,
}

impl Back {
    /// Backs the operator with the whole position, at a commission of at most `max_commission_bps`, now and announced.
    pub fn back(&mut self, max_commission_bps: u16) -> Result<()> {
        let (at_stake, position) = (&mut *self.at_stake, &mut *self.position);
        at_stake.pool.require_active(PAUSE_BACK)?;
        require!(!position.has_operator(), StakeError::AlreadyBacking);
        let now = at_stake.collect()?;
        at_stake.operator.require_in_service(now)?;
        require!(
            at_stake.operator.highest_commission() <= max_commission_bps,
            StakeError::CommissionTooHigh
        );
        settle(position, None, &mut at_stake.pool, now);
        let (address, amount) = (*at_stake.operator.address(), position.amount);
        position.back(&address, &mut at_stake.operator)?;
        self.finish(now)?;
        emit(&OperatorBacked {
            operator: address,
            position: *self.position.address(),
            amount,
            shares: self.position.shares,
            backing_after: self.at_stake.operator.backing.stake,
        });
        Ok(())
    }

    /// Starts leaving the operator. The stake stays slashable for the cooldown, so that nobody can leave between a
    /// wrong number and its proof; after that `end_leave` sets it free to back another one.
    pub fn leave(&mut self) -> Result<()> {
        let (at_stake, position) = (&mut *self.at_stake, &mut *self.position);
        require!(
            position.operator.is(at_stake.operator.address()),
            StakeError::WrongOperator
        );
        let now = now()?;
        settle(position, Some(&mut at_stake.operator), &mut at_stake.pool, now);
        let until = now.saturating_add(at_stake.pool.cooldown_seconds);
        position.leave(&mut at_stake.operator, until)?;
        at_stake.operator.require_covered(at_stake.pool.bond_factor_bps)?;
        self.finish(now)?;
        let operator = &self.at_stake.operator;
        emit(&OperatorLeft {
            operator: *operator.address(),
            position: *self.position.address(),
            amount: self.position.value(Some(operator)),
            backing_after: operator.backing.stake,
            leaving_until: until,
        });
        Ok(())
    }

    fn finish(&mut self, now: i64) -> Result<()> {
        let at_stake = &mut *self.at_stake;
        self.position
            .count(Some(&at_stake.operator), &mut at_stake.pool, now);
        at_stake.finish(now)
    }
}

/// Callable by anyone: it takes nothing from the owner, and a retired operator is not kept open by who backs it.
#[derive(Accounts)]
pub struct EndLeave {
    pub at_stake: Nested<AtStake>,
    #[account(mut, constraint = position.operator.is(at_stake.operator.address()) @ StakeError::WrongOperator)]
    pub position: Account<Position>,
}

impl EndLeave {
    /// Once the cooldown is over; or at once, when the operator is retired and nothing is locked for a job.
    pub fn end(&mut self) -> Result<()> {
        let (at_stake, position) = (&mut *self.at_stake, &mut *self.position);
        let now = now()?;
        settle(position, Some(&mut at_stake.operator), &mut at_stake.pool, now);
        let operator = &mut at_stake.operator;
        let over = operator.answers_for_nothing();
        if over && !position.is_leaving() {
            position.leave(operator, now)?;
        }
        require!(position.is_leaving(), StakeError::NotLeaving);
        require!(over || now >= position.leaving_until, StakeError::StillLeaving);
        position.arrive(operator)?;
        position.count(None, &mut at_stake.pool, now);
        at_stake.finish(now)?;
        emit(&LeaveEnded {
            operator: *self.at_stake.operator.address(),
            position: *self.position.address(),
            amount: self.position.amount,
        });
        Ok(())
    }
}
