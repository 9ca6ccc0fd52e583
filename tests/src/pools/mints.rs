//! What the reward token is traded for.

use super::Pools;
use crate::{key, Chain, Extension, Payment, World};
use assay_client::token;
use assay_math::fee::TransferFee;
use solana_account::Account;
use solana_address::Address;
use solana_signer::Signer;
use spl_token_2022_interface::{
    extension::{
        transfer_fee::{self, TransferFeeConfig},
        BaseStateWithExtensions, PodStateWithExtensions,
    },
    instruction as token_2022,
    pod::PodMint,
};

/// Wrapped lamports.
pub const NATIVE_MINT: Address = Address::from_str_const("So11111111111111111111111111111111111111112");
/// Rent of a token account.
const RENT: u64 = 2_039_280;

/// A kind of mint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quote {
    /// Of the SPL Token program.
    Spl,
    /// Of Token-2022, without extensions.
    Token2022,
    /// Of Token-2022, which takes a hundredth of every transfer.
    Taxed,
    /// Of Token-2022, with this extension.
    With(Extension),
    /// Wrapped lamports.
    Sol,
}

impl Quote {
    /// One of each kind that pools trade.
    pub const ALL: [Self; 4] = [Self::Spl, Self::Token2022, Self::Taxed, Self::Sol];

    pub(super) fn program(self) -> Address {
        match self {
            Self::Spl | Self::Sol => token::TOKEN_PROGRAM,
            Self::Token2022 | Self::Taxed | Self::With(_) => token::TOKEN_2022_PROGRAM,
        }
    }

    pub(super) fn decimals(self) -> u8 {
        match self {
            Self::Spl | Self::Taxed | Self::With(_) => 6,
            Self::Token2022 | Self::Sol => 9,
        }
    }

    fn payment(self) -> Option<Payment> {
        let decimals = self.decimals();
        Some(match self {
            Self::Spl => Payment::Spl { decimals },
            Self::Token2022 => Payment::Token2022 {
                decimals,
                extension: None,
            },
            Self::Taxed => Payment::Token2022 {
                decimals,
                extension: Some(Extension::TransferFee),
            },
            Self::With(extension) => Payment::Token2022 {
                decimals,
                extension: Some(extension),
            },
            Self::Sol => return None,
        })
    }

    /// A name whose key comes before the reward mint's, or behind it.
    pub(super) fn name_in_order(self, reward: &Address, behind: bool) -> String {
        mint_name("quote mint", reward, behind)
    }
}

/// A name that begins with this, whose key comes before `other`, or behind it.
pub(super) fn mint_name(begin: &str, other: &Address, behind: bool) -> String {
    (0..)
        .map(|n| format!("{begin} {n}"))
        .find(|name| (key(name).pubkey().to_bytes() > other.to_bytes()) == behind)
        .expect("half of all keys do")
}

impl<C: Chain> World<C> {
    /// Creates the mint of a quote under the key of this name; the one of wrapped lamports is always the same.
    pub fn create_quote(&mut self, name: &str, quote: Quote) -> Address {
        if let Some(payment) = quote.payment() {
            return self.create_mint(name, payment);
        }
        let mut mint = crate::lab::mint_account(token::TOKEN_PROGRAM, Address::default(), 0);
        mint.data[..4].fill(0);
        mint.data[44] = quote.decimals();
        self.chain.set_account(NATIVE_MINT, mint);
        NATIVE_MINT
    }
}

/// A token account with wrapped lamports.
fn wrapped(owner: Address, amount: u64) -> Account {
    let mut account = crate::lab::token_account(token::TOKEN_PROGRAM, NATIVE_MINT, owner, amount);
    account.data[109] = 1;
    account.data[113..121].copy_from_slice(&RENT.to_le_bytes());
    account.lamports = RENT + amount;
    account
}

impl<C: Chain> Pools<C> {
    /// What `mint` takes of transfers, as the token program's own reader says.
    pub(crate) fn tax_of(&mut self, mint: &Address, epoch: u64) -> TransferFee {
        let account = self.world.chain.account(mint).expect("a mint");
        if account.owner != token::TOKEN_2022_PROGRAM {
            return TransferFee::NONE;
        }
        let mint = PodStateWithExtensions::<PodMint>::unpack(&account.data).expect("a mint");
        mint.get_extension::<TransferFeeConfig>()
            .map_or(TransferFee::NONE, |config| {
                let fee = config.get_epoch_fee(epoch);
                TransferFee {
                    bps: fee.transfer_fee_basis_points.into(),
                    maximum: fee.maximum_fee.into(),
                }
            })
    }

    /// Has the quote take this of transfers, from two epochs on.
    #[track_caller]
    pub fn set_tax(&mut self, bps: u16, maximum: u64) -> crate::Sent {
        let (mint, minter) = (self.mints[&format!("quote{}", self.suffix)], self.minter.clone());
        let program = &token::TOKEN_2022_PROGRAM;
        let set =
            transfer_fee::instruction::set_transfer_fee(program, &mint, &minter.pubkey(), &[], bps, maximum);
        self.send(&[set.expect("Token-2022")], &[&minter])
    }

    /// Moves on to this epoch.
    pub fn epoch(&mut self, epoch: u64) {
        let mut clock = self.world.chain.clock();
        clock.epoch = epoch;
        self.world.chain.set_clock(clock);
    }

    /// Adds `amount` of the mint called `name` to a token account: reward tokens are the authority's, others are made.
    #[track_caller]
    pub fn give(&mut self, name: &str, account: &Address, amount: u64) {
        if amount == 0 {
            return;
        }
        let (mint, minter) = (self.mints[name], self.minter.clone());
        if mint == NATIVE_MINT {
            let owner = self.world.token(account).expect("a token account").owner;
            let held = self.world.token(account).expect("a token account").amount;
            self.world
                .chain
                .set_account(*account, wrapped(owner, held + amount));
            self.wrapped += amount;
            return;
        }
        let owner = self.world.chain.account(&mint).expect("a mint").owner;
        let give = if mint == self.pool.stake.reward_mint {
            let from = self.pool.stake.reward_account(&minter.pubkey());
            token::transfer(&from, &mint, account, &minter.pubkey(), amount, 6)
        } else {
            token_2022::mint_to(&owner, &mint, account, &minter.pubkey(), &[], amount)
                .expect("a token program")
        };
        let payer = self.world.payer.clone();
        let sent = self.world.chain.send(&[give], &payer, &[&minter]);
        sent.expect("gives");
    }
}
