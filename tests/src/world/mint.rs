//! Mints of every kind that markets meet.

use super::World;
use crate::Chain;
use assay_client::token;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_signer::Signer;
use solana_system_interface::instruction::create_account;
use spl_token_2022_interface::{
    extension::{
        default_account_state, group_pointer, interest_bearing_mint, metadata_pointer, pausable,
        scaled_ui_amount, transfer_fee, transfer_hook, ExtensionType,
    },
    instruction as token_2022,
    pod::PodMint,
    state::AccountState,
};

/// What jobs are paid in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payment {
    /// The reward token itself.
    Reward,
    /// Another mint of the SPL Token program.
    Spl { decimals: u8 },
    /// A mint of Token-2022, with this extension if any.
    Token2022 {
        decimals: u8,
        extension: Option<Extension>,
    },
}

/// Extensions of Token-2022 mints that can be initialised without proofs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extension {
    DefaultFrozen,
    GroupPointer,
    InterestBearing,
    MetadataPointer,
    MintCloseAuthority,
    NonTransferable,
    Pausable,
    PermanentDelegate,
    ScaledUiAmount,
    TransferFee,
    TransferHook,
}

impl Extension {
    fn kind(self) -> ExtensionType {
        match self {
            Self::DefaultFrozen => ExtensionType::DefaultAccountState,
            Self::GroupPointer => ExtensionType::GroupPointer,
            Self::InterestBearing => ExtensionType::InterestBearingConfig,
            Self::MetadataPointer => ExtensionType::MetadataPointer,
            Self::MintCloseAuthority => ExtensionType::MintCloseAuthority,
            Self::NonTransferable => ExtensionType::NonTransferable,
            Self::Pausable => ExtensionType::Pausable,
            Self::PermanentDelegate => ExtensionType::PermanentDelegate,
            Self::ScaledUiAmount => ExtensionType::ScaledUiAmount,
            Self::TransferFee => ExtensionType::TransferFeeConfig,
            Self::TransferHook => ExtensionType::TransferHook,
        }
    }

    fn initialize(self, mint: &Address, authority: &Address) -> Instruction {
        let (program, owner) = (&token::TOKEN_2022_PROGRAM, Some(*authority));
        match self {
            Self::DefaultFrozen => default_account_state::instruction::initialize_default_account_state(
                program,
                mint,
                &AccountState::Frozen,
            ),
            Self::GroupPointer => group_pointer::instruction::initialize(program, mint, owner, None),
            Self::InterestBearing => {
                interest_bearing_mint::instruction::initialize(program, mint, owner, 500)
            }
            Self::MetadataPointer => {
                metadata_pointer::instruction::initialize(program, mint, owner, Some(*mint))
            }
            Self::MintCloseAuthority => {
                token_2022::initialize_mint_close_authority(program, mint, Some(authority))
            }
            Self::NonTransferable => token_2022::initialize_non_transferable_mint(program, mint),
            Self::Pausable => pausable::instruction::initialize(program, mint, authority),
            Self::PermanentDelegate => token_2022::initialize_permanent_delegate(program, mint, authority),
            Self::ScaledUiAmount => scaled_ui_amount::instruction::initialize(program, mint, owner, 2.0),
            Self::TransferFee => transfer_fee::instruction::initialize_transfer_fee_config(
                program,
                mint,
                Some(authority),
                Some(authority),
                100,
                u64::MAX,
            ),
            Self::TransferHook => transfer_hook::instruction::initialize(program, mint, owner, owner),
        }
        .expect("Token-2022 is the program these are for")
    }
}

impl Payment {
    pub(super) fn program(self) -> Address {
        match self {
            Self::Token2022 { .. } => token::TOKEN_2022_PROGRAM,
            Self::Reward | Self::Spl { .. } => token::TOKEN_PROGRAM,
        }
    }

    pub(super) fn decimals(self) -> u8 {
        match self {
            Self::Reward => stake::constants::REWARD_DECIMALS,
            Self::Spl { decimals } | Self::Token2022 { decimals, .. } => decimals,
        }
    }
}

impl<C: Chain> World<C> {
    /// Creates a mint of `payment`'s kind under the key of this name, whose authority is the world's.
    pub fn create_mint(&mut self, name: &str, payment: Payment) -> Address {
        let (mint, payer) = (super::key(name), self.payer_address());
        let authority = self.authority.pubkey();
        let (address, program) = (mint.pubkey(), payment.program());
        let extension = match payment {
            Payment::Token2022 { extension, .. } => extension,
            Payment::Reward | Payment::Spl { .. } => None,
        };
        let space = extension.map_or(token::MINT_LEN, |extension| {
            ExtensionType::try_calculate_account_len::<PodMint>(&[extension.kind()])
                .expect("a sized extension")
        });
        // More than any mint here needs for its rent.
        let mut instructions = vec![create_account(
            &payer,
            &address,
            10_000_000,
            space as u64,
            &program,
        )];
        instructions.extend(extension.map(|extension| extension.initialize(&address, &authority)));
        // A frozen default needs somebody who can thaw.
        let freezer = (extension == Some(Extension::DefaultFrozen)).then_some(&authority);
        let initialize =
            token_2022::initialize_mint2(&program, &address, &authority, freezer, payment.decimals());
        instructions.push(initialize.expect("a token program"));
        let sent = self.chain.send(&instructions, &self.payer, &[&mint]);
        sent.unwrap_or_else(|failure| panic!("no mint {name}: {failure:#?}"));
        address
    }

    /// Mints payment tokens.
    pub(super) fn mint_payment(&mut self, account: &Address, amount: u64) {
        let authority = self.authority.clone();
        let (mint, program) = (self.market.payment_mint, self.market.token_program);
        let mint_to = token_2022::mint_to(&program, &mint, account, &authority.pubkey(), &[], amount);
        self.send(&[mint_to.expect("a token program")], &[&authority])
            .expect("mints");
    }

    pub(super) fn transfer_payment(
        &self,
        from: &Address,
        mint: &Address,
        to: &Address,
        owner: &Address,
        amount: u64,
    ) -> Instruction {
        let (program, decimals) = (self.market.token_program, self.payment.decimals());
        token_2022::transfer_checked(&program, from, mint, to, owner, &[], amount, decimals)
            .expect("a token program")
    }
}
