//! Where the balances of the story are.

use crate::output::REWARD_DECIMALS;
use anyhow::Context as _;
use assay_client::{accounts, stake::Operator, token::Mint, Rpc};
use solana_address::Address;

/// A lamport is the ninth decimal of a SOL.
const SOL_DECIMALS: u8 = 9;

/// Where a balance is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A token account.
    Tokens(Address),
    /// An operator's own bond, as the stake program keeps it.
    Bond(Address),
    /// What a position behind this operator is worth.
    Backing(Address),
    /// What is locked of an operator's bond.
    Locked(Address),
    /// The supply of a mint.
    Supply(Address),
    /// Lamports of an account, which may not be there.
    Lamports(Address),
}

impl Place {
    /// Of what is counted there.
    pub fn decimals(self) -> u8 {
        match self {
            Self::Lamports(_) => SOL_DECIMALS,
            _ => REWARD_DECIMALS,
        }
    }

    /// How much there is.
    pub async fn read(self, rpc: &Rpc) -> anyhow::Result<u64> {
        Ok(match self {
            Self::Tokens(account) => rpc.token_balance(&account).await?,
            Self::Bond(operator) => accounts::fetch::<Operator>(rpc, &operator).await?.own_bond,
            Self::Backing(operator) => {
                // One position backs it.
                accounts::fetch::<Operator>(rpc, &operator).await?.backing.stake
            }
            Self::Locked(operator) => accounts::fetch::<Operator>(rpc, &operator).await?.locked,
            Self::Lamports(account) => rpc.lamports(&account).await?,
            Self::Supply(mint) => {
                let account = rpc.account(&mint).await?.context("the reward mint is gone")?;
                Mint::decode(mint, &account.data)?.supply
            }
        })
    }
}
