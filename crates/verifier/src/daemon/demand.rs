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

impl Allowance {
    /// Why no demand for the leaf `at` may be made by `us` now, beside those that there are about the job; `None` when one
    /// may.
    fn forbids(
        &self,
        job: &Job,
        demands: &[Demand],
        (us, at): (&Address, LeafAt),
        now: i64,
    ) -> Option<&'static str> {
        let ours = || demands.iter().filter(|demand| demand.demander == *us);
        if now >= job.challenge_until {
            return Some("the time for demands is over");
        }
        if u64::from(job.terms.demand_bond) > self.bond {
            return Some("its bond is above `max_demand_bond`");
        }
        if ours().count() >= self.per_job as usize {
            return Some("`demands` allows no more about this job");
        }
        if ours().any(|demand| !demand.is_answered()) {
            return Some("the last one is not answered yet");
        }
        if demands.iter().any(|demand| demand.at() == at) {
            return Some("somebody has demanded this leaf");
        }
        None
    }
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

    /// Demands a leaf, if the allowance does not forbid it.
    pub(super) async fn demand(&self, address: &Address, job: &Job, at: LeafAt) -> Result<(), DaemonError> {
        let now = self.rpc.unix_time().await?;
        let demands = demands::of_job(&self.rpc, address).await?.into_iter();
        let demands: Vec<Demand> = demands.map(|(_, demand)| demand).collect();
        let (us, bond) = (self.agent.pubkey(), job.terms.demand_bond);
        if let Some(reason) = self.allowance.forbids(job, &demands, (&us, at), now) {
            debug!(job = %address, bond, reason, "nothing is demanded");
            return Ok(());
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
            .remember_demand(address, &address::demand(address, at))?;
        let demand = market.demand_leaf(us, *address, at, place);
        Transaction::new(&self.agent, vec![demand])
            .send(&self.rpc)
            .await?;
        self.metrics.demands.inc();
        let LeafAt { op, row, leaf } = at;
        info!(job = %address, op, row, leaf, bond, "demanded on chain what the provider does not serve");
        Ok(())
    }

    /// Convicts who did not answer in time, and takes back what is left of demands about jobs that are over.
    pub(super) async fn end_demands(&self) -> Result<(), DaemonError> {
        let demanded = self.store.demanded()?;
        if demanded.is_empty() {
            return Ok(());
        }
        let now = self.rpc.unix_time().await?;
        for (job, address) in demanded {
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
        Ok(self.store.forget_demand(about, address)?)
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

#[cfg(test)]
mod tests {
    use super::*;
    use assay_client::escrow::Status;

    const NOW: i64 = 1_000;
    const AT: LeafAt = LeafAt {
        op: 3,
        row: 2,
        leaf: 1,
    };

    fn zeroed<T: bytemuck::Zeroable>() -> T {
        T::zeroed()
    }

    fn job() -> Job {
        let mut job: Job = zeroed();
        job.set_status(Status::Challengeable);
        job.challenge_until = NOW + 10;
        job.terms.demand_bond = 500;
        job
    }

    fn demand(by: u8, op: u16, answered: bool) -> Demand {
        Demand {
            demander: Address::new_from_array([by; 32]),
            op,
            answer_len: u16::from(answered),
            ..zeroed()
        }
    }

    fn forbids(per_job: u32, bond: u64, job: &Job, demands: &[Demand], now: i64) -> Option<&'static str> {
        let us = Address::new_from_array([1; 32]);
        Allowance { per_job, bond }.forbids(job, demands, (&us, AT), now)
    }

    #[test]
    fn money_and_number_are_bounded() {
        assert_eq!(forbids(2, 500, &job(), &[], NOW), None);
        assert!(forbids(0, 500, &job(), &[], NOW).is_some());
        assert!(forbids(2, 499, &job(), &[], NOW).is_some());
        let answered = [demand(1, 0, true), demand(1, 1, true)];
        assert_eq!(forbids(2, 500, &job(), &answered[..1], NOW), None);
        assert!(forbids(2, 500, &job(), &answered, NOW).is_some());
        let others = [demand(2, 0, true), demand(2, 1, false), demand(1, 2, true)];
        assert_eq!(
            forbids(2, 500, &job(), &others, NOW),
            None,
            "others' do not count"
        );
    }

    #[test]
    fn one_at_a_time_no_leaf_twice_and_only_in_the_window() {
        assert!(forbids(9, 500, &job(), &[demand(1, 0, false)], NOW).is_some());
        let same = Demand {
            row: AT.row,
            leaf: AT.leaf,
            ..demand(2, AT.op, true)
        };
        assert!(forbids(9, 500, &job(), &[same], NOW).is_some());
        assert_eq!(forbids(9, 500, &job(), &[], NOW + 9), None);
        assert!(forbids(9, 500, &job(), &[], NOW + 10).is_some());
    }
}
