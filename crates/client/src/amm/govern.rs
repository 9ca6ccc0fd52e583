//! What the stake pool's authority decides, and what pools earn for it and for their makers.

use super::{build, AmmPool, Fees, SYSTEM_PROGRAM};
use crate::{address, stake::StakePool};
use amm::{accounts as metas, instruction};
use solana_address::Address;
use solana_instruction::Instruction;

impl AmmPool {
    /// Burns its share of the protocol's fees and pays the rest to `authority`, the stake pool's; anyone may.
    pub fn collect_protocol_fees(&self, authority: &Address) -> Instruction {
        build(
            metas::CollectProtocolFees {
                stake_pool: self.stake.address,
                pooled: self.pooled(authority),
                reward_mint: self.stake.reward_mint,
            },
            instruction::CollectProtocolFees {},
        )
    }

    /// Pays the creator's share of the fees; anyone may.
    pub fn collect_creator_fees(&self, creator: &Address) -> Instruction {
        build(
            metas::CollectCreatorFees {
                pooled: self.pooled(creator),
            },
            instruction::CollectCreatorFees {},
        )
    }

    /// Pays what lies in the vaults without being owed to anyone to `authority`, the stake pool's; anyone may.
    pub fn skim(&self, authority: &Address) -> Instruction {
        build(
            metas::Skim {
                stake_pool: self.stake.address,
                pooled: self.pooled(authority),
            },
            instruction::Skim {},
        )
    }

    /// Pauses or resumes entries of this pool.
    pub fn set_pause(&self, authority: Address, mask: u8) -> Instruction {
        let governed = governed(&self.stake, self.config, authority);
        let pool = Some(self.address);
        build(metas::SetPause { governed, pool }, instruction::SetPause { mask })
    }
}

/// Creates a tier of fees.
pub fn create_config(stake: &StakePool, authority: Address, index: u16, fees: Fees) -> Instruction {
    build(
        metas::CreateConfig {
            authority,
            stake_pool: stake.address,
            config: address::fee_config(&stake.address, index),
            system_program: SYSTEM_PROGRAM,
        },
        instruction::CreateConfig { index, fees },
    )
}

/// Sets the fees of a tier.
pub fn set_fees(stake: &StakePool, authority: Address, config: Address, fees: Fees) -> Instruction {
    build(governed(stake, config, authority), instruction::SetFees { fees })
}

/// Pauses or resumes entries in all pools of a tier.
pub fn set_config_pause(stake: &StakePool, authority: Address, config: Address, mask: u8) -> Instruction {
    let governed = governed(stake, config, authority);
    build(
        metas::SetPause { governed, pool: None },
        instruction::SetPause { mask },
    )
}

fn governed(stake: &StakePool, config: Address, authority: Address) -> metas::SetFees {
    metas::SetFees {
        authority,
        stake_pool: stake.address,
        config,
    }
}
