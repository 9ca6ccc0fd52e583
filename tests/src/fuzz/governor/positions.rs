//! Instructions of the stake program, between the votes.

use super::{
    action::{Action, Kind},
    cast::Cast,
    choose::pick,
};
use crate::{fuzz::Amount, Sent, Stake};
use assay_client::stake::{Position, Vesting};

const DAY: i64 = 86_400;

impl Cast {
    /// Something about a position, which votes or does not.
    pub fn move_stake(&mut self, stake: &Stake, action: &Action) -> Option<Sent> {
        let (b, amount) = (action.b, action.amount);
        let world = &mut self.gov.world;
        let now = world.now();
        let value = match world.find::<Position>(&stake.address) {
            Some(_) => world.value(stake),
            None => 0,
        };
        Some(match action.kind {
            Kind::Open => {
                let lock = [0, 86_400, 126_144_000][usize::from(b) % 3];
                let (new, sent) = world.open(&stake.owner, amount.of(50_000), lock);
                sent.is_ok().then(|| self.stakes.push(new));
                sent
            }
            Kind::OpenVesting => {
                let vesting = Vesting {
                    amount: amount.of(50_000),
                    start: now,
                    cliff: now,
                    end: now + 30 * DAY,
                };
                let (new, sent) = world.open_vesting(&stake.owner, &stake.owner, vesting);
                sent.is_ok().then(|| self.stakes.push(new));
                sent
            }
            Kind::Add => world.add(stake, amount.of(20_000)),
            Kind::Split => {
                let (new, sent) = world.split(stake, amount.of(value));
                if sent.is_ok() {
                    self.moved(stake, &new);
                    self.stakes.push(new);
                }
                sent
            }
            Kind::Merge => {
                let other = pick(&self.stakes, b)?;
                let sent = world.merge(stake, &other);
                sent.is_ok().then(|| self.moved(&other, stake));
                sent
            }
            Kind::BeginUnstake => {
                let nonce = self.next();
                let sent = self.gov.world.begin_unstake(stake, nonce, amount.of(value));
                sent.is_ok().then(|| self.ticket(stake, nonce));
                sent
            }
            Kind::CancelUnstake | Kind::Withdraw => {
                let (of, nonce, _) = pick(&self.tickets, b)?;
                let world = &mut self.gov.world;
                match action.kind {
                    Kind::Withdraw => world.withdraw_stake(&of, nonce),
                    _ => world.cancel_unstake(&of, nonce),
                }
            }
            Kind::Back => world.back(stake, &pick(&self.operators, b)?),
            Kind::Leave | Kind::EndLeave => {
                let operator = self.backed(stake)?;
                match action.kind {
                    Kind::Leave => self.gov.world.leave_operator(stake, &operator),
                    _ => self.gov.world.end_leave(stake, &operator),
                }
            }
            Kind::SetLock => {
                let seconds = match amount {
                    Amount::Part(part) => u32::from(part) * 600,
                    amount => amount.of(126_144_000).min(u32::MAX.into()) as u32,
                };
                world.set_lock(stake, seconds)
            }
            Kind::ReleaseLock => world.release_lock(stake),
            Kind::Transfer => {
                let to = pick(&self.owners, b)?;
                let sent = world.transfer_position(stake, &to);
                if sent.is_ok() {
                    let mut known = self.stakes.iter_mut();
                    let known = known.find(|known| known.address == stake.address)?;
                    known.owner = to;
                }
                sent
            }
            Kind::Sync => world.sync_position(stake),
            _ => world.close_position(stake),
        })
    }
}
