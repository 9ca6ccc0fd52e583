//! Showing on chain what hardware this machine has: the benchmark of a class, from its beginning to the class.
//!
//! Nothing is kept on disk. What is on chain says how far a benchmark is, and its result follows from the seed, so that
//! one that was broken off is gone on with by running it again.

mod failure;
mod run;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use assay_client::{
    accounts, address,
    escrow::{Benchmark, BenchmarkClass, EscrowMarket},
    stake::{Operator, Pool, StakePool},
    token, upload, ClientError, Rpc, Transaction,
};
use serde::Serialize;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::backend::Backend;
pub use failure::BenchmarkFailure;
use run::{Finished, Size};

/// Pause between looks at a slot or a clock that is waited for.
const POLL: Duration = Duration::from_millis(100);

/// How far a benchmark has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Waiting for this slot, whose hash decides the seed or the elements.
    Drawing { slot: u64 },
    /// Making the weights and multiplying: so many steps of so many.
    Running { done: usize, of: usize },
    /// Showing elements: so many of so many.
    Showing { done: u32, of: u16 },
    /// Anyone may refute for so many seconds.
    Waiting { seconds: i64 },
}

/// A benchmark that was passed.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The operator account.
    pub operator: String,
    /// Its class now.
    pub class: u16,
    /// What ran it.
    pub backend: String,
    /// Bytes of the weights.
    pub weight_bytes: u64,
    /// Making the weights, seconds.
    pub fill_seconds: f64,
    /// Multiplying and hashing, seconds.
    pub run_seconds: f64,
    /// Slots from the one that decided the seed to the proof; none when it was proven in an earlier call.
    pub slots: Option<u64>,
    /// Slots there were.
    pub slots_allowed: u32,
    /// Elements that were shown.
    pub draws: u16,
}

/// An operator on its way to a class.
struct Candidate<'a> {
    rpc: &'a Rpc,
    agent: &'a Keypair,
    operator: Address,
    pool: StakePool,
    class: u16,
    size: Size,
    tell: &'a (dyn Fn(Step) + Send + Sync),
}

/// Runs the benchmark of `class` with `backend`, or goes on with one that was begun, until the operator has the class.
///
/// # Errors
///
/// [`BenchmarkFailure`] says what to do.
pub async fn run(
    rpc: &Rpc,
    agent: &Keypair,
    (operator, class): (Address, u16),
    backend: Box<dyn Backend>,
    tell: &(dyn Fn(Step) + Send + Sync),
) -> Result<Report, BenchmarkFailure> {
    let state: Operator = accounts::fetch(rpc, &operator).await?;
    if state.agent != agent.pubkey() {
        return Err(BenchmarkFailure::NotAgent {
            agent: agent.pubkey(),
            operator,
            actual: state.agent,
        });
    }
    let pool: Pool = accounts::fetch(rpc, &state.pool).await?;
    let pool = StakePool::new(pool.reward_mint);
    let candidate = Candidate {
        rpc,
        agent,
        operator,
        pool,
        class,
        size: find_class(rpc, &pool, class).await?,
        tell,
    };
    candidate.make_room().await?;
    candidate.pass(backend).await
}

async fn find_class(rpc: &Rpc, pool: &StakePool, class: u16) -> Result<Size, BenchmarkFailure> {
    let address = address::benchmark_class(&pool.address, class);
    match accounts::find::<BenchmarkClass>(rpc, &address).await? {
        Some(found) => Size::of(&found.terms).ok_or(BenchmarkFailure::OtherSpec { class }),
        None => {
            let all = accounts::list::<BenchmarkClass>(rpc, &[(0, pool.address.as_ref())]).await?;
            let mut known: Vec<u16> = all.iter().map(|(_, found)| found.terms.class).collect();
            known.sort_unstable();
            Err(BenchmarkFailure::NoClass { class, known })
        }
    }
}

impl Candidate<'_> {
    /// Closes a benchmark of before that cannot pass any more.
    async fn make_room(&self) -> Result<(), BenchmarkFailure> {
        let Some(old) = self.find().await? else {
            return Ok(());
        };
        let (slot, now) = (self.slot().await?, self.rpc.unix_time().await?);
        if old.require_over(slot, now).is_ok() {
            self.send(self.pool.close_benchmark(&old)).await?;
            return Ok(());
        }
        if old.failed == 0 && old.terms.class == self.class {
            return Ok(());
        }
        let until = match old.is_proven() {
            false => format!("after slot {}", old.due_slot()),
            true if old.has_passed() => {
                "when its class is set, by the same command for that class".to_owned()
            }
            true => format!("in {} s", old.answer_by - now + 1),
        };
        Err(BenchmarkFailure::Busy {
            operator: self.operator,
            class: old.terms.class,
            failed: old.failed == 1,
            until,
        })
    }

    /// Takes the step that is due until there is none.
    async fn pass(&self, backend: Box<dyn Backend>) -> Result<Report, BenchmarkFailure> {
        let name = backend.name();
        let (mut backend, mut finished, mut slots) = (Some(backend), None, None);
        loop {
            let Some(benchmark) = self.find().await? else {
                let begin = self
                    .pool
                    .begin_benchmark(self.agent.pubkey(), self.operator, self.class);
                self.send(begin).await?;
                continue;
            };
            if benchmark.failed == 1 {
                return Err(BenchmarkFailure::Failed);
            }
            if let Ok(slot) = benchmark.awaited_slot() {
                self.draw(slot).await?;
                continue;
            }
            if benchmark.has_passed() {
                self.finish(&benchmark).await?;
                return Ok(self.report((name, slots), &benchmark, finished.as_deref()));
            }
            let done = match &finished {
                Some(done) => Arc::clone(done),
                None => {
                    let backend = backend.take().expect("it runs once");
                    let done = self.compute(&benchmark, backend).await?;
                    Arc::clone(finished.insert(Arc::new(done)))
                }
            };
            match benchmark.is_proven() {
                false => slots = Some(self.prove(&benchmark, &done).await?),
                true => self.show(&benchmark, &done).await?,
            }
        }
    }

    async fn compute(
        &self,
        benchmark: &Benchmark,
        mut backend: Box<dyn Backend>,
    ) -> Result<Finished, BenchmarkFailure> {
        let (size, seed) = (self.size.clone(), benchmark.seed);
        let (progress, mut steps) = tokio::sync::mpsc::unbounded_channel();
        let running = tokio::task::spawn_blocking(move || {
            let told = |done| {
                // Nobody listens any more when the caller is gone.
                let _ = progress.send(done);
            };
            size.run(&seed, backend.as_mut(), &told)
        });
        let of = usize::from(benchmark.terms.steps);
        (self.tell)(Step::Running { done: 0, of });
        while let Some(done) = steps.recv().await {
            (self.tell)(Step::Running { done, of });
        }
        let done = running
            .await
            .map_err(|error| BenchmarkFailure::Broken(error.to_string()))??;
        if benchmark.is_proven() && benchmark.trace_root != done.trace_root() {
            return Err(BenchmarkFailure::OtherResult);
        }
        Ok(done)
    }

    /// Commits to the result; returns how many slots after the seed.
    async fn prove(&self, benchmark: &Benchmark, done: &Finished) -> Result<u64, BenchmarkFailure> {
        let slot = self.slot().await?;
        if slot > benchmark.due_slot() {
            return Err(BenchmarkFailure::TooLate {
                class: self.class,
                due: benchmark.due_slot(),
                slot,
                seconds: (done.fill + done.ran).as_secs_f64(),
            });
        }
        let (agent, output) = (self.agent.pubkey(), done.output_root());
        let prove = self
            .pool
            .prove_benchmark(agent, self.operator, done.trace_root(), output);
        let slot = self.send(prove).await?;
        Ok(slot.saturating_sub(benchmark.seed_slot))
    }

    /// Shows the next element that was not shown yet.
    async fn show(&self, benchmark: &Benchmark, done: &Finished) -> Result<(), BenchmarkFailure> {
        let (shown, of) = (benchmark.answered.count_ones(), benchmark.terms.draws);
        if self.rpc.unix_time().await? > benchmark.answer_by {
            return Err(BenchmarkFailure::NotShown { done: shown, of });
        }
        (self.tell)(Step::Showing { done: shown, of });
        let draw = benchmark.answered.trailing_ones() as u8;
        let evidence = self.size.evidence(benchmark, done, draw)?;
        let (owner, nonce) = (self.agent.pubkey(), u64::from(draw));
        // The buffer is no market's: whichever the pool has names the program's accounts alike.
        let market = EscrowMarket::new(self.pool, self.pool.reward_mint, token::TOKEN_PROGRAM);
        upload::evidence(self.rpc, &market, self.agent, nonce, &evidence).await?;
        let answer = self.pool.answer_benchmark(self.operator, draw, (&owner, nonce));
        let close = market.close_evidence(owner, nonce);
        Transaction::new(self.agent, vec![answer, close])
            .send(self.rpc)
            .await?;
        Ok(())
    }

    async fn finish(&self, benchmark: &Benchmark) -> Result<(), BenchmarkFailure> {
        loop {
            let seconds = benchmark.refute_by - self.rpc.unix_time().await? + 1;
            if seconds <= 0 {
                break;
            }
            (self.tell)(Step::Waiting { seconds });
            tokio::time::sleep(POLL).await;
        }
        self.send(self.pool.finish_benchmark(benchmark)).await?;
        Ok(())
    }

    /// Waits for the slot, and draws what its hash decides.
    async fn draw(&self, slot: u64) -> Result<(), BenchmarkFailure> {
        (self.tell)(Step::Drawing { slot });
        loop {
            if self.slot().await? > slot {
                match self.send(self.pool.draw_benchmark(self.operator)).await {
                    // Its hash is not known on the node yet, or slots were skipped.
                    Err(ClientError::Program(failure)) if failure.name.as_deref() == Some("DrawPending") => {}
                    // Somebody else had it drawn.
                    Err(ClientError::Program(failure))
                        if failure.name.as_deref() == Some("BenchmarkStep") =>
                    {
                        return Ok(())
                    }
                    sent => return Ok(sent.map(drop)?),
                }
            }
            tokio::time::sleep(POLL).await;
        }
    }

    fn report(
        &self,
        (backend, slots): (String, Option<u64>),
        benchmark: &Benchmark,
        done: Option<&Finished>,
    ) -> Report {
        let seconds = |time: fn(&Finished) -> Duration| done.map_or(0.0, |done| time(done).as_secs_f64());
        Report {
            operator: self.operator.to_string(),
            class: self.class,
            backend,
            weight_bytes: self.size.weight_bytes(),
            fill_seconds: seconds(|done| done.fill),
            run_seconds: seconds(|done| done.ran),
            slots,
            slots_allowed: benchmark.terms.slots,
            draws: benchmark.terms.draws,
        }
    }

    async fn find(&self) -> Result<Option<Benchmark>, ClientError> {
        accounts::find(self.rpc, &address::benchmark(&self.operator)).await
    }

    async fn slot(&self) -> Result<u64, ClientError> {
        self.rpc.named(self.rpc.inner().get_slot().await)
    }

    /// Sends one instruction; returns the slot in which it landed.
    async fn send(&self, instruction: Instruction) -> Result<u64, ClientError> {
        let sent = Transaction::new(self.agent, vec![instruction])
            .send(self.rpc)
            .await?;
        Ok(sent.slot)
    }
}

/// Time since `begun`, and `begun` anew.
fn lap(begun: &mut Instant) -> Duration {
    let now = Instant::now();
    let time = now - *begun;
    *begun = now;
    time
}
