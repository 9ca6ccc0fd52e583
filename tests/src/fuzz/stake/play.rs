//! Plays actions and watches that nobody gains by them.
//!
//! Besides the books of the world: what somebody has (tokens, positions, tickets, unclaimed rewards) never rises by an
//! instruction of their own, only with time; nobody's LP tokens become another's; a slash takes nothing from the backers of others; and no more is emitted
//! than the schedule says.

use super::{
    action::{Action, Kind, Wait},
    cast::{build, Cast, Hold, Slip},
    farms::Liquidity,
};
use crate::{
    fuzz::{Amount, Tally},
    Sent, Stake,
};
use assay_client::{
    address,
    stake::{Operator, Position, Ticket, Vesting},
};
use solana_address::Address;
use solana_signer::Signer;
use stake::instruction;
use std::collections::BTreeMap;

const DAY: i64 = 86_400;

/// Plays `actions` on a fresh chain.
///
/// # Panics
/// When something does not add up.
pub fn play(actions: &[Action]) -> Tally {
    let mut cast = Cast::assemble();
    let mut tally = Tally::default();
    let mut schedule = 0;
    for action in actions {
        cast.wait(action.wait);
        let before = cast.wealth();
        let Some(sent) = cast.act(action) else {
            continue;
        };
        match sent {
            Ok(_) => tally.done += 1,
            Err(_) => {
                tally.refused += 1;
                continue;
            }
        }
        if action.kind == Kind::AdvanceEpoch {
            schedule += cast.world.pool_state().epoch_emission;
        }
        let pool = cast.world.pool_state();
        assert!(pool.emitted <= schedule, "emitted above the schedule");
        cast.compare(action, &before);
    }
    tally
}

/// What everybody has, by owner.
struct Wealth {
    owners: BTreeMap<Address, u128>,
    /// Value and operator of each position.
    positions: BTreeMap<Address, (Address, u64)>,
    liquidity: Liquidity,
}

impl Cast {
    fn wait(&mut self, wait: Wait) {
        let (pool, now) = (self.world.pool_state(), self.world.now());
        let to = match wait {
            Wait::Seconds(seconds) => now + seconds,
            Wait::Cooldown(more) => now + pool.cooldown_seconds + more,
            Wait::Epoch(more) => pool.epoch_ends_at() + more,
        };
        if to > now {
            self.world.warp_to(to);
        }
    }

    fn wealth(&mut self) -> Wealth {
        let now = self.world.now();
        let mut pool = self.world.pool_state();
        let operators: BTreeMap<Address, Operator> = self
            .operators
            .clone()
            .iter()
            .filter_map(|party| Some((party.operator, self.world.find::<Operator>(&party.operator)?)))
            .map(|(address, mut operator)| {
                operator.collect(&mut pool, now);
                (address, operator)
            })
            .collect();
        let mut owners = BTreeMap::new();
        for owner in self.owners.clone() {
            let account = self.world.pool.reward_account(&owner.address());
            let tokens = self.world.token(&account).map_or(0, |token| token.amount);
            owners.insert(owner.address(), u128::from(tokens));
        }
        let mut positions = BTreeMap::new();
        for stake in self.stakes.clone() {
            let Some(mut position) = self.world.find::<Position>(&stake.address) else {
                continue;
            };
            let operator = operators.get(&position.operator);
            let value = position.value(operator);
            if let Some(operator) = operator {
                position.collect(operator);
            }
            positions.insert(stake.address, (position.operator, value));
            *owners.entry(position.owner).or_default() += u128::from(value) + u128::from(position.rewards);
        }
        for slip in self.slips.clone() {
            let ticket = address::ticket(&slip.stake.address, slip.nonce);
            if let Some(ticket) = self.world.find::<Ticket>(&ticket) {
                let operator = operators.get(&ticket.operator);
                let value = operator.map_or(ticket.shares, |it| it.backing.value(ticket.shares));
                *owners.entry(ticket.owner).or_default() += u128::from(value);
            }
        }
        for (owner, claimable) in self.claimable(&mut pool, now) {
            *owners.entry(owner).or_default() += u128::from(claimable);
        }
        Wealth {
            owners,
            positions,
            liquidity: self.liquidity(),
        }
    }

    /// Nobody has more than `before` by what they did, and a slash hits its operator's backers alone.
    fn compare(&mut self, action: &Action, before: &Wealth) {
        let after = self.wealth();
        assert_eq!(
            after.liquidity, before.liquidity,
            "LP tokens moved between owners"
        );
        if action.kind == Kind::Slash {
            // What a convicted operator had not collected of the running second is the others'.
            for (position, (operator, value)) in &before.positions {
                let now = after.positions[position].1;
                assert!(
                    self.slashed == Some(*operator) || now == *value,
                    "a slash touched {position}, which backs another operator"
                );
            }
            return;
        }
        // Values are rounded down, so what one leaves to the others can lift each of theirs by a unit, never more.
        let dust = (self.stakes.len() + self.slips.len()) as u128;
        let (sum, was): (u128, u128) = (after.owners.values().sum(), before.owners.values().sum());
        assert!(sum <= was + dust, "{} units came out of nowhere", sum - was);
        if matches!(action.kind, Kind::Transfer | Kind::OpenVesting) {
            return;
        }
        for (owner, has) in &after.owners {
            let had = before.owners[owner];
            assert!(*has <= had + dust, "{owner} has {has} and had {had}");
        }
    }

    /// Sends the action's instruction; `None` when there is nothing it could be about.
    fn act(&mut self, action: &Action) -> Option<Sent> {
        let pick = |n: u16, len: usize| (len > 0).then(|| usize::from(n) % len);
        let (a, b, amount) = (action.a, action.b, action.amount);
        let owner = self.owners[pick(a, self.owners.len())?].clone();
        let operator_index = pick(b, self.operators.len())?;
        let operator = self.operators[operator_index].clone();
        let stake = pick(a, self.stakes.len()).map(|n| self.stakes[n].clone());
        let world = &mut self.world;
        let now = world.now();
        Some(match action.kind {
            Kind::Open => {
                let account = world.pool.reward_account(&owner.address());
                let purse = world.token(&account)?.amount;
                let lock = [0, 1, 86_400, 126_144_000, 126_144_001][usize::from(b) % 5];
                let (stake, sent) = world.open(&owner, amount.of(purse / 4), lock);
                sent.is_ok().then(|| self.stakes.push(stake));
                sent
            }
            Kind::OpenVesting => {
                let vesting = Vesting {
                    amount: amount.of(1_000_000),
                    start: now,
                    cliff: now + i64::from(b),
                    end: now + 30 * DAY,
                };
                let to = self.owners[usize::from(b) % self.owners.len()].clone();
                let (stake, sent) = world.open_vesting(&owner, &to, vesting);
                sent.is_ok().then(|| self.stakes.push(stake));
                sent
            }
            Kind::Add => {
                let stake = stake?;
                let account = world.pool.reward_account(&stake.owner.address());
                let purse = world.token(&account)?.amount;
                world.add(&stake, amount.of(purse / 8))
            }
            Kind::Split => {
                let stake = stake?;
                let value = self.worth(&stake)?;
                let (new, sent) = self.world.split(&stake, amount.of(value));
                sent.is_ok().then(|| self.stakes.push(new));
                sent
            }
            Kind::Merge => {
                let other = self.stakes[pick(b, self.stakes.len())?].clone();
                world.merge(&stake?, &other)
            }
            Kind::BeginUnstake => {
                let stake = stake?;
                let value = self.worth(&stake)?;
                let nonce = self.next();
                let sent = self.world.begin_unstake(&stake, nonce, amount.of(value));
                sent.is_ok().then(|| self.slips.push(Slip { stake, nonce }));
                sent
            }
            Kind::CancelUnstake => {
                let slip = self.slips[pick(b, self.slips.len())?].clone();
                let stake = self.stakes.iter().find(|it| it.address == slip.stake.address)?;
                world.cancel_unstake(&stake.clone(), slip.nonce)
            }
            Kind::Withdraw => {
                let slip = self.slips[pick(b, self.slips.len())?].clone();
                world.withdraw_stake(&slip.stake, slip.nonce)
            }
            Kind::Claim => world.claim(&stake?),
            Kind::Compound => world.compound(&stake?),
            Kind::Back => world.back(&stake?, &operator),
            Kind::Leave => {
                let stake = stake?;
                let backed = self.backed(&stake).unwrap_or(operator_index);
                let operator = self.operators[backed].clone();
                self.world.leave_operator(&stake, &operator)
            }
            Kind::EndLeave => {
                let stake = stake?;
                let backed = self.backed(&stake).unwrap_or(operator_index);
                let operator = self.operators[backed].clone();
                self.world.end_leave(&stake, &operator)
            }
            Kind::SetLock => world.set_lock(&stake?, amount.of(126_144_000).min(u32::MAX.into()) as u32),
            Kind::ReleaseLock => world.release_lock(&stake?),
            Kind::Transfer => {
                let (stake, to) = (stake?, self.owners[usize::from(b) % self.owners.len()].clone());
                let sent = world.transfer_position(&stake, &to);
                if sent.is_ok() {
                    self.handed_over(&stake, &to);
                }
                sent
            }
            Kind::Close => world.close_position(&stake?),
            Kind::HoldVote => {
                let until = now + amount.of(70 * DAY as u64).min(1 << 40) as i64;
                let hold = world
                    .pool
                    .hold_vote(self.governor.pubkey(), stake?.address, until);
                world.send(&[hold], &[])
            }
            Kind::ReleaseVote => {
                let stake = stake?;
                // It may be gone.
                let since = world
                    .find::<Position>(&stake.address)
                    .map_or(0, |position| position.voting_since);
                let release = world
                    .pool
                    .release_vote(self.governor.pubkey(), stake.address, since);
                world.send(&[release], &[])
            }
            Kind::Deposit => {
                let account = world.pool.reward_account(&operator.address());
                let purse = world.token(&account)?.amount;
                world.deposit(&operator, amount.of(purse / 8))
            }
            Kind::BeginUnbond => {
                let bond = world.find::<Operator>(&operator.operator)?.own_bond;
                let nonce = self.next();
                let sent = self.world.begin_unbond(&operator, nonce, amount.of(bond));
                sent.is_ok()
                    .then(|| self.bond_slips.push((operator_index, nonce)));
                sent
            }
            Kind::CancelUnbond | Kind::WithdrawBond => {
                let (index, nonce) = self.bond_slips[pick(a, self.bond_slips.len())?];
                let operator = self.operators[index].clone();
                if action.kind == Kind::CancelUnbond {
                    self.world.cancel_unbond(&operator, nonce)
                } else {
                    self.world.withdraw(&operator, nonce)
                }
            }
            Kind::Join => world.join(&operator, a % 8),
            Kind::LeaveRegistry => world.leave(&operator),
            Kind::Lock => self.lock(operator_index, amount)?,
            Kind::Release => self.release(pick(a, self.holds.len())?, b, amount),
            Kind::Slash => self.take(pick(a, self.holds.len())?, b, amount),
            Kind::Sync => world.sync(&operator),
            Kind::SetCommission => world.set_commission(&operator, amount.of(3_000).min(65_535) as u16),
            Kind::ClaimOperator => world.claim_operator(&operator),
            Kind::AdvanceEpoch => world.advance_epoch(),
            // Rarely: a pool without operators plays no more.
            Kind::Retire if a % 8 == 0 => world.retire(&operator),
            Kind::Retire => return None,
            kind => {
                let farm = self.farms[pick(b, self.farms.len())?];
                self.act_on_farm(kind, &owner, &farm, amount)?
            }
        })
    }

    /// What a position is worth, when it is there.
    fn worth(&mut self, stake: &Stake) -> Option<u64> {
        self.world.find::<Position>(&stake.address)?;
        Some(self.world.value(stake))
    }

    /// Which operator a position names.
    fn backed(&mut self, stake: &Stake) -> Option<usize> {
        let position = self.world.find::<Position>(&stake.address)?;
        self.operators
            .iter()
            .position(|party| party.operator == position.operator)
    }

    fn handed_over(&mut self, stake: &Stake, to: &crate::Party) {
        for known in &mut self.stakes {
            if known.address == stake.address {
                known.owner = to.clone();
            }
        }
    }

    fn lock(&mut self, operator: usize, amount: Amount) -> Option<Sent> {
        let state = self.world.find::<Operator>(&self.operators[operator].operator)?;
        let factor = self.world.pool_state().bond_factor_bps;
        let serial = self.next();
        let hold = Hold {
            operator,
            slot: (serial % 250) as u8,
            job: Address::new_from_array([serial as u8; 32]),
            amount: amount.of(state.free_bond(factor)),
        };
        let data = instruction::LockBond {
            slot: hold.slot,
            job: hold.job,
            amount: hold.amount,
        };
        let lock = build(&self.bond_metas(operator), &data);
        let sent = self.world.send(&[lock], &[]);
        sent.is_ok().then(|| self.holds.push(hold));
        Some(sent)
    }

    fn release(&mut self, index: usize, outcome: u16, burnt: Amount) -> Sent {
        let hold = self.holds[index];
        let data = instruction::ReleaseBond {
            slot: hold.slot,
            job: hold.job,
            outcome: (outcome % 4) as u8,
            value: 1_000,
            burnt: burnt.of(1_000_000),
        };
        let release = build(&self.bond_metas(hold.operator), &data);
        let sent = self.world.send(&[release], &[]);
        sent.is_ok().then(|| self.holds.swap_remove(index));
        sent
    }

    fn take(&mut self, index: usize, conviction: u16, amount: Amount) -> Sent {
        let hold = self.holds[index];
        let slash = self.slash(&hold, amount.of(hold.amount), conviction.is_multiple_of(2));
        let sent = self.world.send(&[slash], &[]);
        if sent.is_ok() {
            self.slashed = Some(self.operators[hold.operator].operator);
            self.holds.swap_remove(index);
        }
        sent
    }
}
