//! Demands for leaves of a result.

use super::{JobRef, Party, World};
use crate::{Chain, Claim, Sent};
use anchor_lang::Discriminator;
use assay_client::{
    accounts::decode,
    address,
    escrow::{Demand, DemandPlace, Job},
};
use assay_proof::demand::LeafAt;
use bytemuck::Zeroable;
use escrow::constants::ANYONE_PLACE;
use solana_account::Account;
use solana_address::Address;
use solana_keypair::Keypair;
use solana_signer::Signer;

impl<C: Chain> World<C> {
    /// `demander` demands a leaf in the place of anyone.
    pub fn demand(&mut self, demander: &Party, job: &JobRef, at: LeafAt) -> Sent {
        self.demand_in(&demander.authority, job, at, DemandPlace::Anyone)
    }

    /// As `demand`, in this place.
    pub fn demand_in(&mut self, demander: &Keypair, job: &JobRef, at: LeafAt, place: DemandPlace) -> Sent {
        self.demands.insert(address::demand(&job.address, at));
        let demand = self.market.demand_leaf(demander.pubkey(), job.address, at, place);
        self.send(&[demand], &[demander])
    }

    /// The provider answers a demand with the leaf of `claim`, in as many transactions as it takes.
    pub fn answer(&mut self, job: &JobRef, claim: &Claim, at: LeafAt) -> Sent {
        let answer = self.work.answer(claim, at);
        self.answer_with(job, at, &answer)
    }

    /// The provider answers a demand with these bytes.
    ///
    /// # Panics
    /// When there are none.
    pub fn answer_with(&mut self, job: &JobRef, at: LeafAt, answer: &[u8]) -> Sent {
        let agent = self.provider.agent.clone();
        let operator = self.provider.operator;
        let parts = self
            .market
            .answer_demand(agent.pubkey(), operator, job.address, at, answer);
        let mut sent = None;
        for part in parts {
            sent = Some(self.send(&[part], &[&agent])?);
        }
        Ok(sent.expect("an answer has bytes"))
    }

    pub fn expire_demand(&mut self, job: &JobRef, at: LeafAt) -> Sent {
        let demand = self.demanded(job, at);
        let (client, provider) = (self.client.address(), self.provider.address());
        let expire = self.market.expire_demand(&demand, client, provider);
        self.send(&[expire], &[])
    }

    pub fn close_demand(&mut self, job: &JobRef, at: LeafAt) -> Sent {
        let demand = self.demanded(job, at);
        let close = self.market.close_demand(&demand);
        self.send(&[close], &[])
    }

    /// Puts a demand there that was never made, unless there is one: in most states of a job there cannot be any.
    pub fn plant_demand(&mut self, demander: &Party, job: &JobRef, at: LeafAt) {
        let address = address::demand(&job.address, at);
        if !self.demands.insert(address) && self.chain.account(&address).is_some() {
            return;
        }
        let demand = Demand {
            job: job.address,
            demander: demander.address(),
            op: at.op,
            row: at.row,
            leaf: at.leaf,
            place: ANYONE_PLACE,
            ..Demand::zeroed()
        };
        let data = [Demand::DISCRIMINATOR, bytemuck::bytes_of(&demand)].concat();
        let account = Account {
            lamports: 1_000_000_000,
            data,
            owner: escrow::ID,
            ..Account::default()
        };
        self.chain.set_account(address, account);
        self.edit(&job.address, |job: &mut Job| {
            job.demands += 1;
            job.open_demands[usize::from(ANYONE_PLACE)] += 1;
        });
    }

    /// The demand's account.
    #[track_caller]
    pub fn demanded(&mut self, job: &JobRef, at: LeafAt) -> Demand {
        self.state(&address::demand(&job.address, at))
    }

    /// A job counts the demands that there are about it, and those of every party that wait for an answer.
    #[track_caller]
    pub(super) fn check_demands(&mut self, address: &Address, job: &Job) {
        let mut open = job.open_demands.map(|_| 0);
        let mut all = 0;
        for at in self.demands.clone() {
            let Some(account) = self.chain.account(&at) else {
                continue;
            };
            let Ok(demand) = decode::<Demand>(at, &account.data) else {
                continue;
            };
            if demand.job == *address {
                all += 1;
                open[usize::from(demand.place)] += u8::from(!demand.is_answered());
            }
        }
        assert_eq!(
            (job.demands, job.open_demands),
            (all, open),
            "demands about {address}"
        );
    }
}
