//! Jobs that differ only in whose they are, brought to the same stage side by side.

use super::{top_bump, Lab, Operator};
use crate::{chain::Chain, Claim, Work};
use assay_client::{
    accounts::decode,
    address,
    escrow::{Attestation, EscrowMarket, Job, JobRequest, Verdict, EVIDENCE_CHUNK, TIER_COMMITTEE},
};
use assay_proof::{
    demand::LeafAt,
    pov::{self, Accusation, Commitment, Fault, Kind, Vector},
};
use escrow::constants as seeds;
use solana_address::Address;
use solana_sha256_hasher::hashv;
use std::sync::LazyLock;

/// Payment base units.
pub const PRICE: u64 = 1_000_000;
/// What every provider gets wrong: op, row, column.
const WRONG: (u16, (u32, u32)) = (0, (1, 2));
/// The leaf that is demanded: the one with the wrong number.
pub const LEAF: LeafAt = LeafAt {
    op: WRONG.0,
    row: WRONG.1 .0,
    leaf: 0,
};
/// First ledger slot that verifiers lock bonds in.
const VERIFIER_SLOTS: u8 = 100;

static WORK: LazyLock<Work> = LazyLock::new(|| Work::new(1));
static CLAIM: LazyLock<Claim> = LazyLock::new(|| WORK.cheat(WRONG.0, WRONG.1));

/// Brings a job one stage further.
type Step = fn(&mut Lab, &Twin);

/// How far a job has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Stage {
    Open,
    Running,
    Committed,
    Revealed,
    /// The slot that decides the draw has passed.
    Drawable,
    Drawn,
    /// By a quorum, in favour.
    Attested,
    /// Evidence of the wrong number is written.
    Accused,
    /// The challenge window is over.
    Settleable,
    Settled,
}

/// One of the jobs.
#[derive(Clone, Copy)]
pub struct Twin {
    pub market: EscrowMarket,
    pub client: Address,
    pub provider: Operator,
    pub challenger: Address,
    pub nonce: u64,
    pub evidence_nonce: u64,
    pub job: Address,
    pub evidence: Address,
    pub seed: [u8; 32],
    /// Slot of the provider's ledger.
    pub lock_slot: u8,
    /// Slot of each verifier's ledger.
    pub verifier_slot: u8,
}

/// Evidence of the wrong number.
pub fn evidence_bytes() -> Vec<u8> {
    WORK.evidence(&CLAIM, WRONG.0, WRONG.1)
}

/// The right answer to a demand for the leaf.
pub fn answer_bytes() -> Vec<u8> {
    WORK.answer(&CLAIM, LEAF)
}

impl Lab {
    /// The job a recipe is about, first, and its twins: of another client and provider, of the same ones, in
    /// another market of the pool, and in another pool's markets, of another mint and of the same.
    pub fn twins(&mut self, stage: Stage) -> Vec<Twin> {
        let markets = self.parties.markets.clone();
        let [one, two] = [self.parties.clients[0], self.parties.clients[1]];
        let providers = self.parties.providers.clone();
        let [first, second] = [self.parties.challengers[0], self.parties.challengers[1]];
        let twins: Vec<Twin> = [
            (markets[0], one, providers[0], first),
            (markets[0], two, providers[1], second),
            (markets[0], one, providers[0], second),
            (markets[1], one, providers[0], second),
            (markets[2], two, providers[2], second),
            (markets[3], one, providers[2], second),
        ]
        .into_iter()
        .enumerate()
        .map(|(n, (market, client, provider, challenger))| {
            self.post(n as u8, market, client, provider, challenger)
        })
        .collect();
        self.bring(&twins, stage);
        twins
    }

    /// One job of the first client in `market`, of pool A, at `stage`.
    pub fn one_job(&mut self, market: EscrowMarket, stage: Stage) -> Twin {
        let client = self.parties.clients[0];
        let (provider, challenger) = (self.parties.providers[0], self.parties.challengers[0]);
        let twin = self.post(0, market, client, provider, challenger);
        self.bring(&[twin], stage);
        twin
    }

    fn post(
        &mut self,
        n: u8,
        market: EscrowMarket,
        client: Address,
        provider: Operator,
        challenger: Address,
    ) -> Twin {
        let nonce = self.job_nonce(client);
        let evidence_nonce = self.evidence_nonce(challenger);
        let job = address::job(&client, nonce);
        let evidence = address::evidence(&challenger, evidence_nonce);
        self.call(job, format!("job {n}"));
        self.call(address::vault(&job), format!("vault of job {n}"));
        self.call(evidence, format!("evidence about job {n}"));
        let twin = Twin {
            market,
            client,
            provider,
            challenger,
            nonce,
            evidence_nonce,
            job,
            evidence,
            seed: hashv(&[b"seed", &nonce.to_le_bytes()]).to_bytes(),
            lock_slot: n,
            verifier_slot: VERIFIER_SLOTS + n,
        };
        self.send(market.post_job(client, twin.request()));
        twin
    }

    /// A nonce for which the job's accounts have the bump 255.
    pub fn job_nonce(&mut self, client: Address) -> u64 {
        self.nonce_where(|nonce| {
            let job = address::job(&client, nonce);
            top_bump(
                &escrow::ID,
                &[seeds::JOB_SEED, client.as_ref(), &nonce.to_le_bytes()],
            ) && top_bump(&escrow::ID, &[seeds::VAULT_SEED, job.as_ref()])
        })
    }

    /// A nonce for which the buffer has the bump 255.
    pub fn evidence_nonce(&mut self, owner: Address) -> u64 {
        self.nonce_where(|nonce| {
            let seeds = [seeds::EVIDENCE_SEED, owner.as_ref(), &nonce.to_le_bytes()];
            top_bump(&escrow::ID, &seeds)
        })
    }

    fn bring(&mut self, twins: &[Twin], stage: Stage) {
        let steps: [(Stage, Step); 7] = [
            (Stage::Running, Self::accept),
            (Stage::Committed, Self::commit),
            (Stage::Revealed, Self::reveal),
            (Stage::Drawn, Self::draw),
            (Stage::Attested, Self::attest),
            (Stage::Accused, Self::accuse),
            (Stage::Settled, Self::settle),
        ];
        for (reached, step) in steps {
            match reached {
                Stage::Drawn if stage >= Stage::Drawable => self.advance(1),
                Stage::Settled if stage >= Stage::Settleable => self.advance(601),
                _ => {}
            }
            if reached <= stage {
                twins.iter().for_each(|twin| step(self, twin));
            }
        }
    }

    fn accept(&mut self, twin: &Twin) {
        let Operator { agent, address, .. } = twin.provider;
        self.send(twin.market.accept(agent, address, twin.job, twin.lock_slot));
    }

    fn commit(&mut self, twin: &Twin) {
        let Operator { agent, address, .. } = twin.provider;
        self.send(twin.market.commit(agent, address, twin.job, twin.commitment()));
    }

    fn reveal(&mut self, twin: &Twin) {
        let Operator { agent, address, .. } = twin.provider;
        let opening = CLAIM.opening();
        self.send(twin.market.reveal(agent, address, twin.job, opening));
    }

    fn draw(&mut self, twin: &Twin) {
        self.send(twin.market.draw_committee(twin.job, Some(twin.seed)));
    }

    fn attest(&mut self, twin: &Twin) {
        for seat in 0..3 {
            let verifier = self.sitting(twin, seat);
            self.send(twin.market.attest(
                verifier.agent,
                verifier.address,
                twin.job,
                seat,
                Attestation::bare(Verdict::Accept, twin.verifier_slot),
            ));
        }
    }

    /// The verifier on the first seat accepts and says something that is no verification, and evidence of that is written;
    /// returns its length.
    pub fn lie(&mut self, twin: &Twin) -> u32 {
        let said = Commitment::new(Vec::new());
        let verifier = self.sitting(twin, 0);
        let attestation = Attestation {
            verification_root: said.root(),
            ..Attestation::bare(Verdict::Accept, twin.verifier_slot)
        };
        self.send(
            twin.market
                .attest(verifier.agent, verifier.address, twin.job, 0, attestation),
        );
        let seed = pov::seed(
            twin.job.as_array(),
            &self.job(twin).beacon,
            verifier.address.as_array(),
        );
        let fault = Fault {
            kind: Kind::Length,
            op: 0,
            vector: Vector::W,
            index: 0,
        };
        let case = WORK.case(&CLAIM);
        let evidence = Accusation::new(&case, seed, &said).evidence(&fault, None);
        let evidence = evidence.expect("evidence");
        self.write_evidence(twin, &evidence);
        evidence.len() as u32
    }

    pub fn accuse(&mut self, twin: &Twin) {
        self.write_evidence(twin, &evidence_bytes());
    }

    fn write_evidence(&mut self, twin: &Twin, bytes: &[u8]) {
        let Twin {
            market,
            challenger,
            evidence_nonce: nonce,
            ..
        } = *twin;
        self.send(market.open_evidence(challenger, nonce, bytes.len() as u32));
        for (n, chunk) in bytes.chunks(EVIDENCE_CHUNK).enumerate() {
            let offset = (n * EVIDENCE_CHUNK) as u32;
            self.send(market.write_evidence(challenger, nonce, offset, chunk));
        }
    }

    fn settle(&mut self, twin: &Twin) {
        self.send(twin.market.settle(twin.job, twin.provider.authority));
    }

    /// Convicts the provider; the job must be accused.
    pub fn convict(&mut self, twin: &Twin) {
        self.send(twin.convict());
    }

    /// The job as it is.
    ///
    /// # Panics
    /// When it is not on the chain.
    pub fn job(&mut self, twin: &Twin) -> Job {
        let account = self.chain.account(&twin.job).expect("the job exists");
        decode(twin.job, &account.data).expect("it is a job")
    }

    /// Writes the job as it shall be, whatever the program says.
    pub fn put_job(&mut self, twin: &Twin, job: &Job) {
        let mut account = self.chain.account(&twin.job).expect("the job exists");
        account.data[8..].copy_from_slice(bytemuck::bytes_of(job));
        self.chain.set_account(twin.job, account);
    }

    /// The verifier on a seat of the committee.
    ///
    /// # Panics
    /// When nobody sits there.
    pub fn sitting(&mut self, twin: &Twin, seat: u8) -> Operator {
        let address = self.job(twin).seats[usize::from(seat)].operator;
        *self
            .operators()
            .find(|operator| operator.address == address)
            .expect("somebody sits there")
    }
}

impl Twin {
    pub fn commitment(&self) -> [u8; 32] {
        CLAIM.commitment(&self.job, &self.provider.address)
    }

    pub fn opening(&self) -> assay_client::escrow::Opening {
        CLAIM.opening()
    }

    pub fn convict(&self) -> solana_instruction::Instruction {
        self.market.convict(
            self.job,
            self.client,
            self.provider.authority,
            self.challenger,
            self.evidence_nonce,
        )
    }

    /// What the client asks for.
    pub fn request(&self) -> JobRequest {
        JobRequest {
            nonce: self.nonce,
            price: PRICE,
            max_external_value: 0,
            spec_root: WORK.spec_root(),
            input_root: WORK.input_root(),
            seed_commitment: hashv(&[&self.seed]).to_bytes(),
            accept_seconds: 60,
            run_seconds: 60,
            heartbeat_seconds: 20,
            min_reputation: 0,
            min_class: 0,
            tier: TIER_COMMITTEE,
            uri: "file:///jobs/digits".into(),
        }
    }
}
