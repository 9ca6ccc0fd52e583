//! What goes on beside the loop: fetching content and running jobs.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::time::{Duration, Instant};

use assay_client::escrow::Job;
use solana_address::Address;
use tokio::task::JoinSet;
use tracing::{error, info};

use super::library::Library;
use super::refusal::Refusal;
use super::work::{RunError, Runner};

/// Jobs whose content is fetched at one time.
const MAX_FETCHES: usize = 2;
/// First and longest pause before a run that failed is tried again.
const FIRST_RETRY: Duration = Duration::from_secs(1);
const LONGEST_RETRY: Duration = Duration::from_secs(60);
/// Pause before a job that was refused for something that may pass is looked at again.
const SECOND_LOOK: Duration = Duration::from_secs(15);

/// How far a node may lag behind another.
const LAG: Duration = Duration::from_secs(60);

enum Done {
    Fetched(Address, Result<(), Refusal>),
    Ran(Address, Result<(), RunError>),
}

/// How an open job stands with us.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Candidate {
    /// Not looked at, or due for another look.
    New,
    /// Its content is being fetched.
    Fetching,
    /// Its content is here and can be run.
    Ready,
    /// Not for us, for now or for good.
    Refused,
}

pub(super) struct Tasks {
    runner: Arc<Runner>,
    library: Arc<Library>,
    tasks: JoinSet<Done>,
    /// Runs under way and how to break them off.
    running: HashMap<Address, Arc<AtomicBool>>,
    /// Runs that failed: how often, and when to try again.
    failed: HashMap<Address, (u32, Instant)>,
    fetching: Vec<Address>,
    ready: Vec<Address>,
    /// Jobs that were ready and are no longer open, and since when: taken by us or by others.
    gone: Vec<(Address, Instant)>,
    /// Jobs refused, and until when; for good if that is `None`.
    refused: HashMap<Address, Option<Instant>>,
}

impl Tasks {
    pub(super) fn new(runner: Arc<Runner>, library: Arc<Library>) -> Self {
        Self {
            runner,
            library,
            tasks: JoinSet::new(),
            running: HashMap::new(),
            failed: HashMap::new(),
            fetching: Vec::new(),
            ready: Vec::new(),
            gone: Vec::new(),
            refused: HashMap::new(),
        }
    }

    pub(super) fn library(&self) -> &Library {
        &self.library
    }

    pub(super) fn is_running(&self, job: &Address) -> bool {
        self.running.contains_key(job)
    }

    /// Starts a run, unless the last one failed a moment ago.
    pub(super) fn run(&mut self, address: Address, job: Job) {
        if self
            .failed
            .get(&address)
            .is_some_and(|(_, retry_at)| Instant::now() < *retry_at)
        {
            return;
        }
        let stop = Arc::new(AtomicBool::new(false));
        self.running.insert(address, stop.clone());
        let run = self.runner.clone().run(address, job, stop);
        self.tasks.spawn(async move { Done::Ran(address, run.await) });
    }

    /// Breaks off every run whose job `keep` does not name.
    pub(super) fn stop_runs_but(&mut self, keep: impl Fn(&Address) -> bool) {
        for (job, stop) in self.running.iter().filter(|(job, _)| !keep(job)) {
            if !stop.swap(true, Ordering::Relaxed) {
                info!(%job, "the job is no longer ours to run; breaking off");
            }
        }
    }

    pub(super) fn candidate(&self, job: &Address) -> Candidate {
        if self.fetching.contains(job) {
            Candidate::Fetching
        } else if self.ready.contains(job) {
            Candidate::Ready
        } else if self
            .refused
            .get(job)
            .is_some_and(|until| until.is_none_or(|until| Instant::now() < until))
        {
            Candidate::Refused
        } else {
            Candidate::New
        }
    }

    /// Whether another job may be looked at now.
    pub(super) fn may_fetch(&self) -> bool {
        self.fetching.len() < MAX_FETCHES
    }

    /// Fetches and checks the content of an open job.
    pub(super) fn fetch(&mut self, address: Address, job: Job) {
        self.fetching.push(address);
        let library = self.library.clone();
        self.tasks
            .spawn(async move { Done::Fetched(address, library.fetch(&address, &job).await) });
    }

    /// Jobs whose content has been or is being fetched.
    pub(super) fn in_hand(&self) -> impl Iterator<Item = &Address> {
        self.fetching.iter().chain(&self.ready)
    }

    pub(super) fn refuse(&mut self, job: Address, refusal: &Refusal) {
        let until = refusal.may_pass().then(|| Instant::now() + SECOND_LOOK);
        self.ready.retain(|ready| *ready != job);
        // Said once, not at every look.
        if self.refused.insert(job, until).is_none() {
            info!(%job, reason = %refusal, "not taken");
        }
    }

    /// Forgets what was learnt about jobs that are no longer open; returns those that have not been
    /// open for a while, whose content was fetched in vain unless they are ours.
    pub(super) fn forget_but(&mut self, open: impl Fn(&Address) -> bool) -> Vec<Address> {
        self.refused.retain(|job, _| open(job));
        let now = Instant::now();
        let (ready, gone): (Vec<_>, Vec<_>) = self.ready.drain(..).partition(|job| open(job));
        self.ready = ready;
        self.gone.extend(gone.into_iter().map(|job| (job, now)));
        // Some nodes of a cluster lag behind: a job just accepted may be in no list yet.
        let long_gone = self.gone.iter().filter(|(_, since)| now - *since >= LAG);
        let long_gone: Vec<Address> = long_gone.map(|(job, _)| *job).collect();
        self.gone.retain(|(_, since)| now - *since < LAG);
        long_gone
    }

    /// Waits until a task has ended, and notes how. Never returns while there is none.
    pub(super) async fn finished(&mut self) {
        let done = match self.tasks.join_next().await {
            Some(Ok(done)) => done,
            Some(Err(error)) => {
                error!(%error, "a task broke off");
                return;
            }
            None => return std::future::pending().await,
        };
        match done {
            Done::Fetched(job, result) => {
                self.fetching.retain(|fetching| *fetching != job);
                match result {
                    Ok(()) => self.ready.push(job),
                    Err(refusal) => self.refuse(job, &refusal),
                }
            }
            Done::Ran(job, result) => {
                let stopped = self
                    .running
                    .remove(&job)
                    .is_some_and(|stop| stop.load(Ordering::Relaxed));
                match result {
                    Ok(()) => drop(self.failed.remove(&job)),
                    Err(_) if stopped => {}
                    Err(error) => self.failed_once_more(job, &error),
                }
            }
        }
    }

    fn failed_once_more(&mut self, job: Address, error: &RunError) {
        let times = self.failed.get(&job).map_or(1, |(times, _)| times + 1);
        let retry = FIRST_RETRY.saturating_mul(1 << times.min(10)).min(LONGEST_RETRY);
        error!(%job, %error, times, retry_s = retry.as_secs(), "the run failed; it will be tried again");
        self.failed.insert(job, (times, Instant::now() + retry));
    }

    /// Breaks off all runs between two ops and waits for them.
    pub(super) async fn stop(&mut self) {
        self.stop_runs_but(|_| false);
        while !self.running.is_empty() {
            self.finished().await;
        }
        self.tasks.shutdown().await;
    }
}
