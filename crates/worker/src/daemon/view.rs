//! What the chain says of this operator, read anew at every look: the daemon remembers nothing that
//! the chain or the disk can tell.

use std::mem::offset_of;

use assay_client::{
    accounts, address,
    escrow::{Job, Status},
    stake::{BondLedger, Operator, Pool},
    ClientError, Rpc,
};
use solana_address::Address;

/// One look at the chain.
pub struct View {
    /// The chain's Unix time, seconds.
    pub now: i64,
    /// Its slot.
    pub slot: u64,
    /// Our account.
    pub operator: Operator,
    /// The pool it is in.
    pub pool: Pool,
    /// Our locks.
    pub ledger: BondLedger,
    /// Jobs that hold a part of our bond and that we run.
    pub own: Vec<(Address, Job)>,
    /// Jobs that anybody may accept, best paid first.
    pub open: Vec<(Address, Job)>,
}

impl View {
    /// Reads the chain for the operator account `operator`; open jobs only if `with_open`.
    ///
    /// # Errors
    ///
    /// When the cluster cannot be asked or the operator does not exist.
    pub async fn read(rpc: &Rpc, operator: &Address, with_open: bool) -> Result<Self, ClientError> {
        let now = rpc.unix_time().await?;
        let slot = rpc.named(rpc.inner().get_slot().await)?;
        let account: Operator = accounts::fetch(rpc, operator).await?;
        let pool: Pool = accounts::fetch(rpc, &account.pool).await?;
        let ledger: BondLedger = accounts::fetch(rpc, &address::ledger(operator)).await?;
        let locked: Vec<Address> = ledger
            .locks
            .iter()
            .filter(|lock| lock.amount > 0)
            .map(|lock| lock.job)
            .collect();
        let mut own = Vec::new();
        for (address, found) in locked.iter().zip(rpc.accounts(&locked).await?) {
            if let Some(found) = found {
                let job: Job = accounts::decode(*address, &found.data)?;
                // A verifier's bond is locked for jobs that others run.
                if job.operator == *operator {
                    own.push((*address, job));
                }
            }
        }
        let mut open = Vec::new();
        if with_open {
            let status = [Status::Open as u8];
            open = accounts::list::<Job>(rpc, &[(offset_of!(Job, status), &status)]).await?;
            open.sort_by_key(|(address, job)| (std::cmp::Reverse(job.price), *address));
        }
        Ok(Self {
            now,
            slot,
            operator: account,
            pool,
            ledger,
            own,
            open,
        })
    }

    /// A slot of the ledger that holds nothing.
    #[must_use]
    pub fn free_slot(&self) -> Option<u8> {
        self.ledger
            .locks
            .iter()
            .position(|lock| lock.amount == 0)
            .map(|slot| slot as u8)
    }

    /// Own jobs whose result is not on chain yet.
    #[must_use]
    pub fn unfinished(&self) -> usize {
        let unfinished = |job: &Job| matches!(job.status(), Status::Running | Status::Committed);
        self.own.iter().filter(|(_, job)| unfinished(job)).count()
    }
}
