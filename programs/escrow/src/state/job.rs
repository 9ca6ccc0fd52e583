use super::{log_until, JobRequest, Seat, Status, Terms};
use crate::{
    constants::{
        DEMAND_PLACES, DRAW_DELAY_SLOTS, MAX_COMMITTEE, MAX_ROUNDS, TIER_COMMITTEE, TIER_OPTIMISTIC, URI_LEN,
        VAULT_SEED,
    },
    error::EscrowError,
};
use anchor_lang::prelude::*;
use stake::check::{is_derived, Is};

/// One escrowed job, from post to close.
#[account]
pub struct Job {
    pub market: Address,
    pub client: Address,
    /// What the price is paid in.
    pub payment_mint: Address,
    /// Operator that runs it; zeros until it is accepted.
    pub operator: Address,
    /// Who convicted it; zeros unless somebody did.
    pub challenger: Address,
    pub spec_root: [u8; 32],
    pub input_root: [u8; 32],
    /// SHA-256 of the client's seed for the committee draw.
    pub seed_commitment: [u8; 32],
    /// Of the result; see [`assay_proof::commitment`]. Zeros until it is committed.
    pub commitment: [u8; 32],
    /// Zeros until it is revealed.
    pub trace_root: [u8; 32],
    pub output_root: [u8; 32],
    /// The randomness that drew the first committee; zeros until then.
    pub beacon: [u8; 32],
    pub nonce: u64,
    /// Payment base units, the fee included.
    pub price: u64,
    /// What a wrong result could cost outside the escrow, payment base units; raises the bond.
    pub max_external_value: u64,
    /// Escrowed and not yet paid out: the state of record, whatever else is sent to the vault.
    pub vault_balance: u64,
    /// Owed to each seat that accepted, once settled.
    pub per_seat: u64,
    /// Reward base units burnt when it was settled.
    pub burnt: u64,
    /// Slot whose hash decides the draw that is due; 0 for none.
    pub draw_slot: u64,
    pub posted_at: i64,
    /// Last second of each step, Unix time; 0 until the step is reached.
    pub accept_by: i64,
    pub commit_by: i64,
    pub reveal_by: i64,
    /// Until then only the client's seed opens the draw.
    pub seed_by: i64,
    pub attest_by: i64,
    /// First second in which the job can be settled.
    pub challenge_until: i64,
    /// From then a job without quorum expires.
    pub final_by: i64,
    pub last_heartbeat: i64,
    /// An answered demand, or what a verifier says it computed, keeps the job from being settled until then: it can be
    /// shown to be wrong. 0 when there is neither.
    pub held_until: i64,
    pub terms: Terms,
    pub run_seconds: u32,
    /// Longest silence of a running provider, seconds; 0 for none asked.
    pub heartbeat_seconds: u32,
    pub min_reputation: u32,
    pub min_class: u16,
    /// Accounts of demands that there are.
    pub demands: u16,
    /// Of these, those that wait for an answer: by seat, of the client, of anyone.
    pub open_demands: [u8; DEMAND_PLACES],
    pub status: u8,
    pub tier: u8,
    /// Committees drawn.
    pub round: u8,
    /// Slot of the provider's ledger that holds its bond.
    pub lock_slot: u8,
    /// Bonds still locked for this job, the provider's and the verifiers'.
    pub open_locks: u8,
    pub bump: u8,
    pub vault_bump: u8,
    pub uri_len: u8,
    pub payment_decimals: u8,
    /// Of the PDA that signs for bonds.
    pub signer_bump: u8,
    pub seats: [Seat; MAX_COMMITTEE],
    /// Where spec, weights and inputs are, UTF-8.
    pub uri: [u8; URI_LEN],
    pub padding: [u8; 5],
}

impl Job {
    /// Whether `address` is the job's vault.
    #[inline(never)]
    pub fn is_vault(job: &Account<Self>, address: &Address) -> bool {
        is_derived(address, VAULT_SEED, job.address(), job.vault_bump, &crate::ID)
    }

    /// # Errors
    /// [`EscrowError::WrongOperator`].
    pub fn require_operator(&self, operator: &Address) -> Result<()> {
        require!(self.operator.is(operator), EscrowError::WrongOperator);
        Ok(())
    }

    /// Fills a new job.
    ///
    /// # Errors
    /// [`EscrowError::BadUri`], [`EscrowError::BadParameter`].
    pub fn post(&mut self, request: &JobRequest, terms: Terms, max_run_seconds: u32, now: i64) -> Result<()> {
        let uri = request.uri.as_slice();
        require!(!uri.is_empty() && uri.len() <= URI_LEN, EscrowError::BadUri);
        require!(
            (1..=max_run_seconds).contains(&request.run_seconds)
                && (1..=max_run_seconds).contains(&request.accept_seconds)
                && matches!(request.tier, TIER_OPTIMISTIC | TIER_COMMITTEE),
            EscrowError::BadParameter
        );
        self.spec_root = request.spec_root;
        self.input_root = request.input_root;
        self.seed_commitment = request.seed_commitment;
        self.nonce = request.nonce;
        self.price = request.price;
        self.max_external_value = request.max_external_value;
        self.vault_balance = request.price;
        self.posted_at = now;
        self.accept_by = now + i64::from(request.accept_seconds);
        self.terms = terms;
        self.run_seconds = request.run_seconds;
        self.heartbeat_seconds = request.heartbeat_seconds;
        self.min_reputation = request.min_reputation;
        self.min_class = request.min_class;
        self.tier = request.tier;
        self.uri[..uri.len()].copy_from_slice(uri);
        self.uri_len = uri.len() as u8;
        self.set_status(Status::Open);
        Ok(())
    }

    /// # Errors
    /// [`EscrowError::JobNotOpen`], [`EscrowError::DeadlinePassed`].
    pub fn accept(&mut self, operator: &Address, lock_slot: u8, now: i64) -> Result<()> {
        self.require(Status::Open)?;
        require!(now <= self.accept_by, EscrowError::DeadlinePassed);
        self.operator = *operator;
        self.lock_slot = lock_slot;
        self.open_locks = 1;
        self.commit_by = now + i64::from(self.run_seconds);
        self.last_heartbeat = now;
        self.set_status(Status::Running);
        Ok(())
    }

    /// # Errors
    /// [`EscrowError::JobNotRunning`], [`EscrowError::DeadlinePassed`].
    pub fn commit(&mut self, commitment: [u8; 32], now: i64) -> Result<()> {
        self.require(Status::Running)?;
        require!(now <= self.commit_by, EscrowError::DeadlinePassed);
        self.commitment = commitment;
        self.reveal_by = now + i64::from(self.terms.reveal_seconds);
        self.set_status(Status::Committed);
        Ok(())
    }

    /// # Errors
    /// [`EscrowError::JobNotCommitted`], [`EscrowError::DeadlinePassed`].
    pub fn reveal(&mut self, trace_root: [u8; 32], output_root: [u8; 32], now: i64, slot: u64) -> Result<()> {
        self.require(Status::Committed)?;
        require!(now <= self.reveal_by, EscrowError::DeadlinePassed);
        let terms = &self.terms;
        let round = i64::from(terms.seed_seconds) + i64::from(terms.attest_seconds);
        self.challenge_until = now + i64::from(terms.challenge_seconds);
        self.final_by = self.challenge_until + i64::from(MAX_ROUNDS) * round;
        if self.tier != TIER_OPTIMISTIC {
            self.seed_by = now + i64::from(terms.seed_seconds);
            self.draw_slot = slot + DRAW_DELAY_SLOTS;
        }
        self.trace_root = trace_root;
        self.output_root = output_root;
        self.set_status(Status::Challengeable);
        Ok(())
    }

    /// Whether the client may do without the rest of the window.
    ///
    /// # Errors
    /// [`EscrowError::JobNotChallengeable`], [`EscrowError::DemandOpen`]: who put up a bond to see a leaf is answered first.
    pub fn require_acceptable(&self) -> Result<()> {
        self.require(Status::Challengeable)?;
        require!(!self.has_open_demand(), EscrowError::DemandOpen);
        Ok(())
    }

    /// First second in which the job can be settled, if no demand is open.
    pub fn settleable_from(&self) -> i64 {
        self.challenge_until.max(self.held_until)
    }

    /// # Errors
    /// [`EscrowError::JobNotChallengeable`], [`EscrowError::DemandOpen`], [`EscrowError::WindowOpen`],
    /// [`EscrowError::NoQuorum`].
    pub fn require_settleable(&self, now: i64) -> Result<()> {
        self.require_acceptable()?;
        let from = self.settleable_from();
        if now < from {
            log_until(from);
            return Err(EscrowError::WindowOpen.into());
        }
        require!(
            self.tier == TIER_OPTIMISTIC || self.has_quorum(),
            EscrowError::NoQuorum
        );
        Ok(())
    }

    /// Whether the job's committees have all failed, and what was demanded has been answered and could be shown to be wrong.
    ///
    /// # Errors
    /// [`EscrowError::JobNotChallengeable`], [`EscrowError::DemandOpen`], [`EscrowError::NoCommittee`],
    /// [`EscrowError::QuorumReached`], [`EscrowError::DeadlineNotPassed`].
    pub fn require_unattested(&self, now: i64) -> Result<()> {
        self.require_acceptable()?;
        require!(self.tier != TIER_OPTIMISTIC, EscrowError::NoCommittee);
        require!(!self.has_quorum(), EscrowError::QuorumReached);
        let until = self.final_by.max(self.attest_by).max(self.held_until);
        if now <= until {
            log_until(until);
            return Err(EscrowError::DeadlineNotPassed.into());
        }
        Ok(())
    }

    /// The provider failed: its time to commit or to reveal is over.
    pub fn missed_deadline(&self, now: i64) -> bool {
        match self.status() {
            Status::Running => now > self.commit_by,
            Status::Committed => now > self.reveal_by,
            _ => false,
        }
    }

    /// The provider failed to say that it is still running.
    pub fn missed_heartbeat(&self, now: i64) -> bool {
        self.status() == Status::Running
            && self.heartbeat_seconds > 0
            && now > self.last_heartbeat + i64::from(self.heartbeat_seconds)
    }

    /// Takes `amount` out of what is escrowed.
    ///
    /// # Errors
    /// [`EscrowError::Overflow`] when less is left: never more goes out than came in.
    pub fn pay_out(&mut self, amount: u64) -> Result<()> {
        self.vault_balance = self
            .vault_balance
            .checked_sub(amount)
            .ok_or(EscrowError::Overflow)?;
        Ok(())
    }

    /// # Errors
    /// [`EscrowError::JobNotFinal`], [`EscrowError::JobInUse`].
    pub fn require_closable(&self) -> Result<()> {
        self.require_final()?;
        require!(
            self.open_locks == 0 && self.vault_balance == 0 && self.demands == 0,
            EscrowError::JobInUse
        );
        Ok(())
    }

    /// The content URI as text.
    pub fn uri_str(&self) -> &str {
        core::str::from_utf8(&self.uri[..usize::from(self.uri_len).min(URI_LEN)]).unwrap_or("")
    }
}

const _: () = assert!(core::mem::size_of::<Job>() + 8 <= 1_264);
