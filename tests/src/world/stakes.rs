//! Steps of positions.

use super::{Key, Party, World};
use crate::{Chain, Sent};
use assay_client::{
    address,
    stake::{Holding, Operator, Pool, Position, Ticket, Vesting},
};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_signer::Signer;
use stake::state::DissentingVote;

/// A position of somebody.
#[derive(Clone)]
pub struct Stake {
    pub owner: Party,
    pub address: Address,
    pub id: u64,
}

impl<C: Chain> World<C> {
    /// Somebody with reward tokens and a position of `amount`, locked for `lock_seconds`.
    pub fn add_staker(&mut self, name: &str, amount: u64, lock_seconds: u32) -> Stake {
        let owner = self.add_wallet(name);
        self.give_reward(&owner, 2 * amount);
        let (stake, sent) = self.open(&owner, amount, lock_seconds);
        sent.expect("a position");
        stake
    }

    /// A position under the next id.
    pub fn next_stake(&mut self, owner: &Party) -> Stake {
        self.next_nonce += 1;
        let id = self.next_nonce;
        let address = self.pool.position(id);
        self.positions.insert(address);
        Stake {
            owner: owner.clone(),
            address,
            id,
        }
    }

    pub fn open(&mut self, owner: &Party, amount: u64, lock_seconds: u32) -> (Stake, Sent) {
        let stake = self.next_stake(owner);
        let open = self
            .pool
            .open_position(owner.address(), stake.id, amount, lock_seconds);
        let sent = self.send(&[open], &[&owner.authority]);
        (stake, sent)
    }

    /// A position that `funder` opens for `owner`.
    pub fn open_vesting(&mut self, funder: &Party, owner: &Party, vesting: Vesting) -> (Stake, Sent) {
        let stake = self.next_stake(owner);
        let open = self
            .pool
            .open_vesting(funder.address(), stake.id, owner.address(), vesting);
        let sent = self.send(&[open], &[&funder.authority]);
        (stake, sent)
    }

    /// The position's state.
    #[track_caller]
    pub fn position(&mut self, stake: &Stake) -> Position {
        self.state(&stake.address)
    }

    pub fn operator(&mut self, party: &Party) -> Operator {
        self.state(&party.operator)
    }

    pub fn pool_state(&mut self) -> Pool {
        self.state(&self.pool.address.clone())
    }

    /// Base units that the position is worth.
    #[track_caller]
    pub fn value(&mut self, stake: &Stake) -> u64 {
        let position = self.position(stake);
        let operator = position
            .has_operator()
            .then(|| self.state::<Operator>(&position.operator));
        position.value(operator.as_ref())
    }

    /// What instructions about the position name. A position that is not there backs nobody.
    pub fn holding(&mut self, stake: &Stake) -> Holding {
        let position = self.find::<Position>(&stake.address);
        let operator = position.filter(Position::has_operator).map(|it| it.operator);
        Holding {
            owner: stake.owner.address(),
            position: stake.address,
            operator,
        }
    }

    /// Sends what its owner signs.
    fn as_owner(&mut self, stake: &Stake, instruction: Instruction) -> Sent {
        self.send(&[instruction], &[&stake.owner.authority])
    }

    pub fn add(&mut self, stake: &Stake, amount: u64) -> Sent {
        let holding = self.holding(stake);
        let instruction = self.pool.add(&holding, amount);
        self.as_owner(stake, instruction)
    }

    pub fn split(&mut self, stake: &Stake, amount: u64) -> (Stake, Sent) {
        let new = self.next_stake(&stake.owner);
        let holding = self.holding(stake);
        let instruction = self.pool.split(&holding, new.id, amount);
        let sent = self.as_owner(stake, instruction);
        (new, sent)
    }

    pub fn merge(&mut self, stake: &Stake, other: &Stake) -> Sent {
        let holding = self.holding(stake);
        let instruction = self.pool.merge(&holding, other.address);
        self.as_owner(stake, instruction)
    }

    pub fn begin_unstake(&mut self, stake: &Stake, nonce: u64, amount: u64) -> Sent {
        self.tickets.insert(address::ticket(&stake.address, nonce));
        let holding = self.holding(stake);
        let instruction = self.pool.begin_unstake(&holding, nonce, amount);
        self.as_owner(stake, instruction)
    }

    pub fn cancel_unstake(&mut self, stake: &Stake, nonce: u64) -> Sent {
        let holding = self.holding(stake);
        let instruction = self.pool.cancel_unstake(&holding, nonce);
        self.as_owner(stake, instruction)
    }

    /// Pays a ticket out; signed by nobody but who pays the fee.
    pub fn withdraw_stake(&mut self, stake: &Stake, nonce: u64) -> Sent {
        let ticket = address::ticket(&stake.address, nonce);
        let ticket = self.find::<Ticket>(&ticket);
        let (owner, operator) = ticket.map_or((stake.owner.address(), Address::default()), |ticket| {
            (ticket.owner, ticket.operator)
        });
        let operator = (operator != Address::default()).then_some(operator);
        let instruction = self.pool.withdraw(owner, stake.address, operator, nonce);
        self.send(&[instruction], &[])
    }

    pub fn claim(&mut self, stake: &Stake) -> Sent {
        let holding = self.holding(stake);
        let instruction = self.pool.claim(&holding);
        self.as_owner(stake, instruction)
    }

    pub fn compound(&mut self, stake: &Stake) -> Sent {
        let holding = self.holding(stake);
        let instruction = self.pool.compound(&holding);
        self.as_owner(stake, instruction)
    }

    /// Backs at whatever commission.
    pub fn back(&mut self, stake: &Stake, operator: &Party) -> Sent {
        self.back_at(stake, operator, u16::MAX)
    }

    pub fn back_at(&mut self, stake: &Stake, operator: &Party, max_commission_bps: u16) -> Sent {
        let instruction = self.pool.back(
            stake.owner.address(),
            stake.address,
            operator.operator,
            max_commission_bps,
        );
        self.as_owner(stake, instruction)
    }

    pub fn leave_operator(&mut self, stake: &Stake, operator: &Party) -> Sent {
        let instruction = self
            .pool
            .leave(stake.owner.address(), stake.address, operator.operator);
        self.as_owner(stake, instruction)
    }

    /// Ends leaving; signed by nobody but who pays the fee.
    pub fn end_leave(&mut self, stake: &Stake, operator: &Party) -> Sent {
        let instruction = self.pool.end_leave(stake.address, operator.operator);
        self.send(&[instruction], &[])
    }

    pub fn set_lock(&mut self, stake: &Stake, seconds: u32) -> Sent {
        let holding = self.holding(stake);
        let instruction = self.pool.set_lock(&holding, seconds);
        self.as_owner(stake, instruction)
    }

    pub fn release_lock(&mut self, stake: &Stake) -> Sent {
        let holding = self.holding(stake);
        let instruction = self.pool.release_lock(&holding);
        self.as_owner(stake, instruction)
    }

    pub fn transfer_position(&mut self, stake: &Stake, to: &Party) -> Sent {
        let holding = self.holding(stake);
        let instruction = self.pool.transfer_position(&holding, to.address());
        self.as_owner(stake, instruction)
    }

    pub fn close_position(&mut self, stake: &Stake) -> Sent {
        let instruction = self.pool.close_position(stake.owner.address(), stake.address);
        self.as_owner(stake, instruction)
    }

    pub fn advance_epoch(&mut self) -> Sent {
        let instruction = self.pool.advance_epoch();
        self.send(&[instruction], &[])
    }

    /// Lets the epoch's time pass and ends it.
    pub fn next_epoch(&mut self) {
        let pool = self.pool_state();
        let now = self.now();
        self.warp_to(pool.epoch_ends_at().max(now));
        self.advance_epoch().expect("the epoch is over");
    }

    pub fn sync(&mut self, operator: &Party) -> Sent {
        let instruction = self.pool.sync_operator(operator.operator);
        self.send(&[instruction], &[])
    }

    pub fn set_commission(&mut self, operator: &Party, bps: u16) -> Sent {
        let instruction = self.pool.set_commission(operator.address(), bps);
        self.send(&[instruction], &[&operator.authority])
    }

    pub fn claim_operator(&mut self, operator: &Party) -> Sent {
        let instruction = self.pool.claim_operator(operator.address());
        self.send(&[instruction], &[&operator.authority])
    }

    /// A position's ticket.
    #[track_caller]
    pub fn stake_ticket(&mut self, stake: &Stake, nonce: u64) -> Ticket {
        self.state(&address::ticket(&stake.address, nonce))
    }

    /// Names `signer` the governor's.
    pub fn set_governor(&mut self, signer: Address) -> Sent {
        let authority = self.authority.clone();
        let instruction = self.pool.set_governor(authority.pubkey(), signer);
        self.send(&[instruction], &[&authority])
    }

    /// A key that is the pool's governor from now on.
    pub fn with_governor(&mut self) -> Key {
        let governor = super::key("governor");
        self.set_governor(governor.pubkey()).expect("the first one");
        governor
    }

    pub fn hold_vote(&mut self, by: &Key, stake: &Stake, until: i64) -> Sent {
        let instruction = self.pool.hold_vote(by.pubkey(), stake.address, until);
        self.send(&[instruction], &[by])
    }

    /// Lets go of the vote that has held it since `since`.
    pub fn release_vote(&mut self, by: &Key, stake: &Stake, since: i64) -> Sent {
        let instruction = self.pool.release_vote(by.pubkey(), stake.address, since);
        self.send(&[instruction], &[by])
    }

    /// As for a vote that is cast in the next second, with a quarter of the cooldown.
    pub fn open_exit(&mut self, by: &Key, stake: &Stake, until: i64) -> Sent {
        let vote = DissentingVote {
            until,
            seconds: self.pool_state().cooldown_seconds / 4,
            cast_at: self.now() + 1,
        };
        self.open_exit_for(by, stake, vote)
    }

    pub fn open_exit_for(&mut self, by: &Key, stake: &Stake, vote: DissentingVote) -> Sent {
        let instruction = self.pool.open_exit(by.pubkey(), stake.address, vote);
        self.send(&[instruction], &[by])
    }

    /// Brings the position up to date; signed by nobody but who pays the fee.
    pub fn sync_position(&mut self, stake: &Stake) -> Sent {
        let holding = self.holding(stake);
        let instruction = self.pool.sync_position(&holding);
        self.send(&[instruction], &[])
    }

    /// The weight with which the position may vote on what began at `since`, as the program returns it.
    #[track_caller]
    pub fn voting_weight(&mut self, stake: &Stake, since: i64) -> u64 {
        let holding = self.holding(stake);
        let instruction = self.pool.voting_weight(stake.address, holding.operator, since);
        let sent = self.send(&[instruction], &[]).expect("a weight");
        // The runtime cuts zeros off the end.
        let mut bytes = [0; 8];
        bytes[..sent.returned.len()].copy_from_slice(&sent.returned);
        u64::from_le_bytes(bytes)
    }

    pub fn lower_emission(&mut self, emission: u64) -> Sent {
        let authority = self.authority.clone();
        let instruction = self.pool.lower_emission(authority.pubkey(), emission);
        self.send(&[instruction], &[&authority])
    }

    /// Pays out of the pool's treasury to its authority.
    pub fn withdraw_pool_treasury(&mut self, amount: u64) -> Sent {
        let authority = self.authority.clone();
        let instruction = self.pool.withdraw_treasury(authority.pubkey(), amount);
        self.send(&[instruction], &[&authority])
    }

    pub fn pause_pool(&mut self, mask: u8) -> Sent {
        let authority = self.authority.clone();
        let instruction = self.pool.set_pause(authority.pubkey(), mask);
        self.send(&[instruction], &[&authority])
    }
}
