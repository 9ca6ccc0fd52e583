use super::Terms;
use crate::{
    constants::{
        MAX_ANSWER_SECONDS, MAX_BUYBACK_MEAN_SECONDS, MAX_COMMITTEE, MAX_DEMAND_BOND, MAX_EXPIRY_PENALTY_BPS,
        MAX_FEE_BPS, MAX_RUN_SECONDS, MAX_SEED_SECONDS, MAX_WINDOW_SECONDS, MIN_COLLATERAL_BPS,
        MIN_DEMAND_BOND, PAUSE_ALL, TIER_OPTIMISTIC, TREASURY_SEED,
    },
    error::EscrowError,
};
use anchor_lang::prelude::*;
use assay_math::{mul_q32_ceil, scale_ceil, share_ceil, BPS};
use stake::{check::is_derived, constants::MIN_SLASH_BURN_BPS};

/// The compute market of one payment mint.
#[account]
pub struct Market {
    /// Stake pool that bonds the market's operators; its authority governs the market.
    pub pool: Address,
    pub payment_mint: Address,
    /// The pool's reward mint. Fees in it are burnt; fees in another mint buy it first.
    pub reward_mint: Address,
    /// SPL Token or Token-2022, whichever owns the payment mint.
    pub token_program: Address,
    pub params: MarketParams,
    pub jobs_posted: u64,
    pub jobs_settled: u64,
    pub jobs_convicted: u64,
    pub jobs_expired: u64,
    /// Prices of settled jobs, base units of the payment mint.
    pub value_settled: u64,
    /// Burnt for fees, base units of the reward token.
    pub fees_burnt: u64,
    /// AMM pool in which fees in another mint buy reward tokens, to be burnt; zeros for none: then their share goes to
    /// the treasury, as it does when the pool cannot serve.
    pub buyback_pool: Address,
    /// That pool's config.
    pub buyback_config: Address,
    pub pause_mask: u8,
    pub payment_decimals: u8,
    pub bump: u8,
    pub treasury_bump: u8,
    /// Of the PDA that signs for bonds, the same for every market.
    pub signer_bump: u8,
    pub reserved: [u8; 51],
}

/// What governance may set, each within the program's bounds. Jobs keep the values of the moment they were posted.
#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType, AnchorSerialize, AnchorDeserialize)]
pub struct MarketParams {
    /// Reward base units that one payment base unit is worth, times 2^32, for bonds.
    pub reward_per_payment_q32: u64,
    /// Locked by a verifier for one attestation, reward base units.
    pub verifier_bond: u64,
    /// Prices of jobs, payment base units.
    pub min_price: u64,
    pub max_price: u64,
    /// Longest run a job may ask for, seconds.
    pub max_run_seconds: u32,
    /// From commit to reveal.
    pub reveal_seconds: u32,
    /// From reveal, in which the client may add its seed to the draw.
    pub seed_seconds: u32,
    /// From draw, in which the committee attests.
    pub attest_seconds: u32,
    /// From reveal, in which anyone may convict; by tier.
    pub challenge_seconds: [u32; 2],
    /// From a demand for a leaf, in which the provider answers it; and from the answer, in which anyone may convict with
    /// it.
    pub answer_seconds: u32,
    /// Bond of a demand for a leaf, lamports; what an answer earns.
    pub demand_bond: u32,
    /// Fee, share of the price.
    pub fee_bps: u16,
    /// Burnt share of the fee.
    pub burn_bps: u16,
    /// The attesting verifiers' share of the fee; the rest goes to the treasury.
    pub verifier_bps: u16,
    /// Challenger's and client's share of a slash; the rest is burnt.
    pub challenger_bps: u16,
    pub client_bps: u16,
    /// Share of the bond lost for a missed deadline.
    pub expiry_penalty_bps: u16,
    /// Bond as a share of the price, at least 10,000.
    pub collateral_bps: u16,
    /// Chance that a wrong result is found times the share of the bond it costs: divides `max_external_value`.
    pub detection_bps: u16,
    pub committee_size: u8,
    /// Seats that must accept.
    pub quorum: u8,
    /// A fee buys reward tokens only while their price is at most this far from its mean, and for at least what the mean
    /// says less this much; basis points.
    pub buyback_slippage_bps: u16,
    /// Time over which that mean is taken, seconds; 0 not to buy.
    pub buyback_mean_seconds: u32,
    /// 1 when a verifier that accepts must say what it computed, see [`assay_proof::pov`]; 0 when it may.
    pub require_proof_of_verification: u8,
    pub padding: [u8; 7],
}

impl MarketParams {
    /// # Errors
    /// [`EscrowError::BadParameter`] outside the program's bounds.
    pub fn validate(&self) -> Result<()> {
        let bps = BPS as u16;
        let window = |seconds: u32| (1..=MAX_WINDOW_SECONDS).contains(&seconds);
        let shares = u32::from(self.challenger_bps) + u32::from(self.client_bps);
        let ok = self.reward_per_payment_q32 > 0
            && self.verifier_bond > 0
            && 0 < self.min_price
            && self.min_price <= self.max_price
            && (1..=MAX_RUN_SECONDS).contains(&self.max_run_seconds)
            && window(self.reveal_seconds)
            && (1..=MAX_SEED_SECONDS).contains(&self.seed_seconds)
            && window(self.attest_seconds)
            && self.challenge_seconds.into_iter().all(window)
            && (1..=MAX_ANSWER_SECONDS).contains(&self.answer_seconds)
            && (MIN_DEMAND_BOND..=MAX_DEMAND_BOND).contains(&self.demand_bond)
            && self.fee_bps <= MAX_FEE_BPS
            && u32::from(self.burn_bps) + u32::from(self.verifier_bps) <= u32::from(bps)
            && shares <= u32::from(bps) - MIN_SLASH_BURN_BPS as u32
            && self.expiry_penalty_bps <= MAX_EXPIRY_PENALTY_BPS
            && self.collateral_bps >= MIN_COLLATERAL_BPS
            && (1..=bps).contains(&self.detection_bps)
            && (1..=MAX_COMMITTEE as u8).contains(&self.committee_size)
            // A majority, so that two committees cannot both be quorate.
            && self.quorum > self.committee_size / 2
            && self.quorum <= self.committee_size
            && self.buyback_slippage_bps < bps
            && self.buyback_mean_seconds <= MAX_BUYBACK_MEAN_SECONDS
            && self.require_proof_of_verification <= 1;
        require!(ok, EscrowError::BadParameter);
        Ok(())
    }

    /// Bond for a job, reward base units, rounded up against the provider:
    /// max(price · collateral, external value / detection), in reward tokens.
    ///
    /// # Errors
    /// [`EscrowError::Overflow`].
    pub fn required_bond(&self, price: u64, max_external_value: u64) -> Result<u64> {
        let by_price = scale_ceil(price, self.collateral_bps.into(), BPS as u32);
        let by_value = scale_ceil(max_external_value, BPS as u32, self.detection_bps.into());
        let (Some(by_price), Some(by_value)) = (by_price, by_value) else {
            return Err(EscrowError::Overflow.into());
        };
        let bond = mul_q32_ceil(by_price.max(by_value), self.reward_per_payment_q32);
        Ok(bond.ok_or(EscrowError::Overflow)?)
    }

    /// What a job of `tier` is bound to from now on.
    ///
    /// # Errors
    /// [`EscrowError::Overflow`].
    pub fn terms(&self, price: u64, max_external_value: u64, tier: u8) -> Result<Terms> {
        Ok(Terms {
            required_bond: self.required_bond(price, max_external_value)?,
            verifier_bond: self.verifier_bond,
            // Against the payer: the fee is rounded up.
            fee: share_ceil(price, self.fee_bps),
            reveal_seconds: self.reveal_seconds,
            seed_seconds: self.seed_seconds,
            attest_seconds: self.attest_seconds,
            challenge_seconds: self.challenge_seconds[usize::from(tier != TIER_OPTIMISTIC)],
            answer_seconds: self.answer_seconds,
            demand_bond: self.demand_bond,
            burn_bps: self.burn_bps,
            verifier_bps: self.verifier_bps,
            challenger_bps: self.challenger_bps,
            client_bps: self.client_bps,
            expiry_penalty_bps: self.expiry_penalty_bps,
            committee_size: self.committee_size,
            quorum: self.quorum,
            require_proof_of_verification: self.require_proof_of_verification,
            padding: [0; 3],
        })
    }
}

impl Market {
    /// Whether `address` is the market's treasury.
    #[inline(never)]
    pub fn is_treasury(market: &Account<Self>, address: &Address) -> bool {
        is_derived(
            address,
            TREASURY_SEED,
            market.address(),
            market.treasury_bump,
            &crate::ID,
        )
    }

    /// # Errors
    /// [`EscrowError::BadParameter`] for a bit that is no entry: exits cannot be paused.
    pub fn set_pause(&mut self, mask: u8) -> Result<()> {
        require!(mask & !PAUSE_ALL == 0, EscrowError::BadParameter);
        self.pause_mask = mask;
        Ok(())
    }

    /// # Errors
    /// [`EscrowError::Paused`].
    pub fn require_active(&self, action: u8) -> Result<()> {
        require!(self.pause_mask & action == 0, EscrowError::Paused);
        Ok(())
    }

    /// The AMM pool in which fees buy reward tokens; zeros when they buy none.
    pub fn buyback(&self) -> Address {
        if self.params.buyback_mean_seconds == 0 {
            Address::default()
        } else {
            self.buyback_pool
        }
    }

    /// Whether fees are paid in the reward token itself and can be burnt at once.
    pub fn pays_in_reward(&self) -> bool {
        self.payment_mint == self.reward_mint
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn params() -> MarketParams {
        MarketParams {
            reward_per_payment_q32: 1 << 32,
            verifier_bond: 10,
            min_price: 1,
            max_price: u64::MAX,
            max_run_seconds: 3_600,
            reveal_seconds: 60,
            seed_seconds: 30,
            attest_seconds: 60,
            challenge_seconds: [600, 300],
            answer_seconds: 60,
            demand_bond: 1_000_000,
            fee_bps: 500,
            burn_bps: 4_000,
            verifier_bps: 4_000,
            challenger_bps: 5_000,
            client_bps: 2_500,
            expiry_penalty_bps: 1_000,
            collateral_bps: 15_000,
            detection_bps: 5_000,
            committee_size: 5,
            quorum: 3,
            buyback_slippage_bps: 500,
            buyback_mean_seconds: 600,
            require_proof_of_verification: 0,
            padding: [0; 7],
        }
    }

    #[test]
    fn every_bound_holds() {
        assert_eq!(params().validate(), Ok(()));
        let broken: [fn(&mut MarketParams); 25] = [
            |p| p.reward_per_payment_q32 = 0,
            |p| p.verifier_bond = 0,
            |p| p.min_price = 0,
            |p| p.max_price = 0,
            |p| p.max_run_seconds = 0,
            |p| p.max_run_seconds = MAX_RUN_SECONDS + 1,
            |p| p.reveal_seconds = 0,
            |p| p.seed_seconds = MAX_SEED_SECONDS + 1,
            |p| p.attest_seconds = MAX_WINDOW_SECONDS + 1,
            |p| p.challenge_seconds[0] = 0,
            |p| p.challenge_seconds[1] = MAX_WINDOW_SECONDS + 1,
            |p| p.answer_seconds = 0,
            |p| p.answer_seconds = MAX_ANSWER_SECONDS + 1,
            |p| p.demand_bond = MIN_DEMAND_BOND - 1,
            |p| p.demand_bond = MAX_DEMAND_BOND + 1,
            |p| p.fee_bps = MAX_FEE_BPS + 1,
            |p| p.burn_bps = 6_001,
            |p| p.client_bps = 3_001,
            |p| p.expiry_penalty_bps = MAX_EXPIRY_PENALTY_BPS + 1,
            |p| p.collateral_bps = MIN_COLLATERAL_BPS - 1,
            |p| p.detection_bps = 0,
            |p| p.committee_size = 8,
            |p| p.quorum = 2,
            |p| p.quorum = 6,
            |p| p.require_proof_of_verification = 2,
        ];
        for (index, breaks) in broken.iter().enumerate() {
            let mut params = params();
            breaks(&mut params);
            assert_eq!(
                params.validate(),
                Err(EscrowError::BadParameter.into()),
                "case {index}"
            );
        }
    }

    #[test]
    fn the_bond_covers_price_and_external_value() {
        assert_eq!(params().required_bond(100, 0), Ok(150));
        assert_eq!(params().required_bond(1, 0), Ok(2), "1.5 rounds up");
        assert_eq!(params().required_bond(100, 100), Ok(200), "100 / 50 %");
        let mut dear = params();
        dear.reward_per_payment_q32 = 5 << 31;
        assert_eq!(dear.required_bond(100, 0), Ok(375), "2.5 reward units each");
        assert_eq!(
            params().required_bond(u64::MAX, 0),
            Err(EscrowError::Overflow.into())
        );
    }
}
