//! Leaves that a provider does not serve, demanded on chain: what may be spent on them, what was answered, and how a
//! demand ends.

use super::{act::Actor, DaemonError};
use crate::Answers;
use assay_client::{
    accounts, address, demands,
    escrow::{Demand, DemandPlace, Job, Status},
    ClientError, Transaction,
};
use assay_proof::demand::LeafAt;
use solana_address::Address;
use solana_signer::Signer;
use tracing::{debug, info, warn};

/// What may be spent on demands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Allowance {
    /// Demands about one job, answered ones included.
    pub per_job: u32,
    /// Lamports put down for one.
    pub bond: u64,
}

impl Actor {
    /// What was answered to anybody's demands about a job.
    pub(super) async fn answers(&self, address: &Address, job: &Job) -> Result<Answers, ClientError> {
        if job.demands == 0 {
            return Ok(Answers::default());
        }
        let demands = demands::of_job(&self.rpc, address).await?.into_iter();
        let answered = demands.filter(|(_, demand)| demand.is_answered());
        let answers = answered.map(|(_, demand)| (demand.at(), demand.answer().to_vec()));
        Ok(Answers::new(job.trace_root, answers))
    }

    /// Demands a leaf, one at a time and within the allowance. Whether it did.
    pub(super) async fn demand(&self, address: &Address, job: &Job, at: LeafAt) -> Result<bool, DaemonError> {
        let bond = u64::from(job.terms.demand_bond);
        let now = self.rpc.unix_time().await?;
        if self.allowance.per_job == 0 || now >= job.challenge_until {
            return Ok(false);
        }
        if bond > self.allowance.bond {
            let most = self.allowance.bond;
            warn!(job = %address, bond, most, "a demand costs more than `max_demand_bond` allows; none is made");
            return Ok(false);
        }
        if !self.may_demand(address, at).await? {
            return Ok(false);
        }
        let place = match self.seat(job) {
            Some(seat) => DemandPlace::Seat {
                seat: seat as u8,
                operator: self.operator,
            },
            None => DemandPlace::Anyone,
        };
        let market = self.market(&job.market).await?;
        self.store
            .remember_demand(&address::demand(address, at), address)?;
        let demand = market.demand_leaf(self.agent.pubkey(), *address, at, place);
        Transaction::new(&self.agent, vec![demand])
            .send(&self.rpc)
            .await?;
        self.metrics.demands.inc();
        let LeafAt { op, row, leaf } = at;
        info!(job = %address, op, row, leaf, bond, "demanded on chain what the provider does not serve");
        Ok(true)
    }

    /// Whether the leaf has not been demanded, none of our demands about this job is open, and another one is allowed.
    async fn may_demand(&self, address: &Address, at: LeafAt) -> Result<bool, ClientError> {
        let demands = demands::of_job(&self.rpc, address).await?;
        let demanded = demands.iter().any(|(_, demand)| demand.at() == at);
        let ours = demands
            .iter()
            .filter(|(_, demand)| demand.demander == self.agent.pubkey());
        let (mut made, mut open) = (0, false);
        for (_, demand) in ours {
            made += 1;
            open |= !demand.is_answered();
        }
        if made >= self.allowance.per_job {
            debug!(job = %address, made, "no more leaves of this job are demanded");
        }
        Ok(!demanded && !open && made < self.allowance.per_job)
    }

    /// Convicts who did not answer in time, and takes back what is left of demands about jobs that are over.
    pub(super) async fn end_demands(&self) -> Result<(), DaemonError> {
        let demanded = self.store.demanded()?;
        if demanded.is_empty() {
            return Ok(());
        }
        let now = self.rpc.unix_time().await?;
        for (address, job) in demanded {
            if let Err(error) = self.end_demand(&address, &job, now).await {
                self.metrics.failures.inc();
                warn!(%job, demand = %address, %error, "a demand could not be brought to its end; trying again");
            }
        }
        Ok(())
    }

    async fn end_demand(&self, address: &Address, about: &Address, now: i64) -> Result<(), DaemonError> {
        let job = accounts::find::<Job>(&self.rpc, about).await?;
        let demand = accounts::find::<Demand>(&self.rpc, address).await?;
        let open = job
            .as_ref()
            .is_some_and(|job| job.status() == Status::Challengeable);
        match (job, demand) {
            (Some(job), Some(demand)) if open && demands::is_overdue(&demand, now) => {
                self.expire(about, &job, &demand).await?;
            }
            (Some(job), Some(demand)) if job.require_final().is_ok() => {
                self.close(about, &job, &demand).await?;
            }
            // It waits for its answer or for the end of the job, or is just being made.
            _ if open => return Ok(()),
            _ => {}
        }
        Ok(self.store.forget_demand(address)?)
    }

    async fn expire(&self, about: &Address, job: &Job, demand: &Demand) -> Result<(), DaemonError> {
        let market = self.market(&job.market).await?;
        let instructions = demands::expire(&self.rpc, &market, job, demand, self.agent.pubkey()).await?;
        Transaction::new(&self.agent, instructions)
            .send(&self.rpc)
            .await?;
        self.metrics.convictions.inc();
        self.metrics.demands_ended.with_label_values(&["expired"]).inc();
        let LeafAt { op, row, leaf } = demand.at();
        info!(job = %about, provider = %job.operator, op, row, leaf, "convicted of withholding");
        Ok(())
    }

    async fn close(&self, about: &Address, job: &Job, demand: &Demand) -> Result<(), DaemonError> {
        let market = self.market(&job.market).await?;
        Transaction::new(&self.agent, vec![market.close_demand(demand)])
            .send(&self.rpc)
            .await?;
        let end = match demand.is_answered() {
            true => "answered",
            false => "released",
        };
        self.metrics.demands_ended.with_label_values(&[end]).inc();
        info!(job = %about, end, "closed a demand");
        Ok(())
    }
}
