//! One look at the chain, and what follows from it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use assay_client::{
    accounts, crank,
    escrow::{Job, Status},
    Rpc,
};
use solana_address::Address;
use tracing::{error, info, warn};

use super::act::Actor;
use super::answer;
use super::refusal;
use super::tasks::{Candidate, Tasks};
use super::{drain_file, Config, DaemonError, View};
use crate::metrics::{unix_seconds, Metrics};
use crate::store::{JobFolder, JobId, Store};

/// Heartbeats sent in the time one may take.
const BEATS: i64 = 3;
const HOUR: u64 = 3_600;
/// How often what is old is looked for on the disk.
const CLEAN_EVERY: Duration = Duration::from_secs(600);

/// What came of a look.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Looked {
    /// Nothing was due.
    Idle,
    /// Something was sent; there may be more to do at once.
    Acted,
    /// Asked to drain, and nothing is left.
    Drained,
}

pub(super) struct Daemon {
    rpc: Rpc,
    actor: Actor,
    tasks: Tasks,
    store: Arc<Store>,
    metrics: Arc<Metrics>,
    config: Config,
    /// Own jobs as last seen, to tell what became of those that are gone.
    known: HashMap<Address, Job>,
    draining: bool,
    cleaned_at: Option<Instant>,
}

impl Daemon {
    pub(super) fn new(
        rpc: Rpc,
        actor: Actor,
        tasks: Tasks,
        store: Arc<Store>,
        metrics: Arc<Metrics>,
        config: Config,
    ) -> Self {
        Self {
            rpc,
            actor,
            tasks,
            store,
            metrics,
            config,
            known: HashMap::new(),
            draining: false,
            cleaned_at: None,
        }
    }

    pub(super) fn operator(&self) -> Address {
        self.config.operator
    }

    /// Counts a look that failed.
    pub(super) fn failed(&self) {
        self.metrics.rpc_failed();
    }

    /// Waits until something beside the loop has ended.
    pub(super) async fn finished(&mut self) {
        self.tasks.finished().await;
    }

    pub(super) async fn stop(&mut self) {
        self.tasks.stop().await;
    }

    /// Reads the chain and does what is due.
    pub(super) async fn look(&mut self) -> Result<Looked, DaemonError> {
        self.note_drain();
        let view = View::read(&self.rpc, &self.config.operator, !self.draining).await?;
        self.note(&view);
        self.tasks.stop_runs_but(|address| {
            let ours = view.own.iter().find(|(own, _)| own == address);
            ours.is_some_and(|(_, job)| job.status() == Status::Running)
        });
        let mut acted = false;
        for (address, job) in &view.own {
            // One job's trouble is not the others'.
            match self.tend(&view, address, job).await {
                Ok(done) => acted |= done,
                Err(error) => {
                    self.metrics.rpc_failed();
                    warn!(job = %address, status = job.status().name(), %error, "a step did not go through; trying again");
                }
            }
        }
        acted |= self.take(&view).await;
        self.clean(&view).await?;
        Ok(match (acted, self.draining && view.own.is_empty()) {
            (_, true) => Looked::Drained,
            (true, false) => Looked::Acted,
            (false, false) => Looked::Idle,
        })
    }

    fn note_drain(&mut self) {
        if !self.draining && drain_file(self.store.root()).exists() {
            info!("draining: no more jobs are taken");
            self.draining = true;
            self.metrics.set_draining(true);
        }
    }

    fn note(&mut self, view: &View) {
        let mut stages = BTreeMap::new();
        for (_, job) in &view.own {
            *stages.entry(job.status().name()).or_default() += 1;
        }
        let free = view.operator.free_bond(view.pool.bond_factor_bps);
        self.metrics
            .chain_read(free, view.operator.reputation(view.now), stages);
    }

    /// Does what is due of one of our jobs; says whether it did something.
    async fn tend(&mut self, view: &View, address: &Address, job: &Job) -> Result<bool, DaemonError> {
        match job.status() {
            Status::Running => self.tend_running(view, address, job).await,
            Status::Committed => self.tend_committed(view, address, job).await,
            Status::Challengeable => {
                self.show(address, job)?;
                if self.answer(view, address, job).await? {
                    return Ok(true);
                }
                let Some(step) = crank::due(job, view.now, view.slot, false) else {
                    return Ok(false);
                };
                self.actor.step(address, job, step).await?;
                Ok(true)
            }
            Status::Open | Status::Settled | Status::Cancelled | Status::Expired | Status::Convicted => {
                Ok(false)
            }
        }
    }

    async fn tend_running(&mut self, view: &View, address: &Address, job: &Job) -> Result<bool, DaemonError> {
        if view.now > job.commit_by {
            return Ok(false);
        }
        let beat = job.last_heartbeat + i64::from(job.heartbeat_seconds) / BEATS;
        if job.heartbeat_seconds > 0 && view.now >= beat {
            self.actor.heartbeat(address, job).await?;
        }
        if self.tasks.is_running(address) {
            return Ok(false);
        }
        let folder = self.folder(address)?;
        let Some(sealed) = folder.as_ref().and_then(|folder| folder.record().sealed.clone()) else {
            self.tasks.run(*address, *job);
            return Ok(false);
        };
        self.actor.commit(address, job, &sealed).await?;
        Ok(true)
    }

    async fn tend_committed(&self, view: &View, address: &Address, job: &Job) -> Result<bool, DaemonError> {
        if view.now > job.reveal_by {
            return Ok(false);
        }
        let folder = self.folder(address)?;
        let sealed = folder.as_ref().and_then(|folder| folder.record().sealed.clone());
        let (Some(mut folder), Some(sealed)) = (folder, sealed) else {
            error!(job = %address, data = %self.store.root().display(), "the salt of this commitment is not in the data folder; start the worker on the folder that has it");
            return Ok(false);
        };
        if sealed.commitment != job.commitment {
            error!(job = %address, "another worker of this operator committed to this job; only that one can reveal it");
            return Ok(false);
        }
        // Verifiers ask as soon as the reveal is on chain, so the results are shown just before.
        folder.mark_revealed()?;
        self.actor.reveal(address, job, &sealed).await?;
        Ok(true)
    }

    /// Shows the results of a job that is revealed on chain: a kill may have come in between.
    fn show(&self, address: &Address, job: &Job) -> Result<(), DaemonError> {
        let Some(mut folder) = self.folder(address)? else {
            error!(job = %address, "its results are not in the data folder; verifiers will find them missing");
            return Ok(());
        };
        let ours = folder
            .record()
            .sealed
            .as_ref()
            .is_some_and(|sealed| sealed.trace_root == job.trace_root);
        if ours && !folder.record().revealed {
            folder.mark_revealed()?;
        }
        Ok(())
    }

    /// Answers who demands a leaf of a result of ours.
    async fn answer(&self, view: &View, address: &Address, job: &Job) -> Result<bool, DaemonError> {
        let folder = match job.has_open_demand() {
            true => self.folder(address)?,
            false => None,
        };
        answer::answer_all(&self.actor, &self.metrics, (address, job), folder, view.now).await
    }

    /// Takes the best job that is ready, and looks at others.
    async fn take(&mut self, view: &View) -> bool {
        if self.draining {
            return false;
        }
        let gone = self
            .tasks
            .forget_but(|job| view.open.iter().any(|(open, _)| open == job));
        for job in gone
            .iter()
            .filter(|job| view.own.iter().all(|(own, _)| own != *job))
        {
            self.drop_folder(job);
        }
        let capacity = self.config.max_jobs.unwrap_or(view.operator.capacity);
        if view.unfinished() >= usize::from(capacity) {
            return false;
        }
        for (address, job) in &view.open {
            if let Err(refusal) = refusal::check(job, &view.operator, &view.pool, &self.config, view.now) {
                self.tasks.refuse(*address, &refusal);
                continue;
            }
            match self.tasks.candidate(address) {
                Candidate::Ready => return self.accept(view, address, job).await,
                Candidate::New if self.tasks.may_fetch() => self.tasks.fetch(*address, *job),
                Candidate::New | Candidate::Fetching | Candidate::Refused => {}
            }
        }
        false
    }

    async fn accept(&mut self, view: &View, address: &Address, job: &Job) -> bool {
        let Some(slot) = view.free_slot() else {
            warn!(job = %address, "every slot of the bond ledger is taken; waiting for a job to end");
            return false;
        };
        match self.actor.accept(address, job, slot).await {
            Ok(()) => true,
            Err(error) => {
                // Somebody else may have been faster; the next look tells.
                self.tasks.refuse(*address, &error.into());
                false
            }
        }
    }

    /// Tells what became of jobs that hold no bond any more, and removes what is old.
    async fn clean(&mut self, view: &View) -> Result<(), DaemonError> {
        let own: HashMap<Address, Job> = view.own.iter().copied().collect();
        let over: Vec<(Address, Job)> = self
            .known
            .iter()
            .filter(|(job, _)| !own.contains_key(*job))
            .map(|(job, state)| (*job, *state))
            .collect();
        for (address, last) in over {
            let now = accounts::find::<Job>(&self.rpc, &address).await?;
            self.tell_end(&address, &now.unwrap_or(last));
        }
        self.known = own;
        if self.cleaned_at.is_none_or(|at| at.elapsed() >= CLEAN_EVERY) {
            self.cleaned_at = Some(Instant::now());
            self.remove_old(view);
        }
        Ok(())
    }

    fn tell_end(&self, address: &Address, job: &Job) {
        match job.status() {
            Status::Settled => {
                let paid = job.price - job.terms.fee;
                self.metrics.earned(paid);
                info!(job = %address, paid, "settled: paid, and the bond is free again");
            }
            Status::Convicted => {
                error!(job = %address, challenger = %job.challenger, "convicted: the bond is lost")
            }
            Status::Expired => warn!(job = %address, "expired without payment"),
            other => info!(job = %address, last_seen = other.name(), "over"),
        }
    }

    fn remove_old(&self, view: &View) {
        let keep = self.config.keep_hours * HOUR;
        let jobs = self.store.jobs().unwrap_or_default();
        for id in jobs {
            let address = Address::new_from_array(id.0);
            let needed = view.own.iter().any(|(own, _)| *own == address)
                || self.tasks.in_hand().any(|job| *job == address)
                || self.tasks.is_running(&address);
            let folder = match self.store.job(id) {
                Ok(Some(folder)) if !needed => folder,
                _ => continue,
            };
            let now = unix_seconds();
            match folder.record().ended_at {
                Some(ended) if now.saturating_sub(ended) > keep => self.drop_folder(&address),
                Some(_) => {}
                None => {
                    let mut folder = folder;
                    if let Err(error) = folder.mark_ended(now) {
                        warn!(job = %address, %error, "the end of the job could not be noted");
                    }
                }
            }
        }
        let in_use: Vec<[u8; 32]> = view.own.iter().map(|(_, job)| job.spec_root).collect();
        self.tasks.library().clean(&in_use, Duration::from_secs(keep));
    }

    fn drop_folder(&self, job: &Address) {
        if let Err(error) = self.store.remove(JobId(job.to_bytes())) {
            warn!(%job, %error, "the folder of a job that is over could not be removed");
        }
    }

    fn folder(&self, job: &Address) -> Result<Option<JobFolder>, DaemonError> {
        Ok(self.store.job(JobId(job.to_bytes()))?)
    }
}
