//! The token programs. Token-2022 shares the encoding of every instruction described here, and the
//! first part of its accounts; what only it has is not described.

use super::{
    describe::{Outcome, Parsed},
    value::{Fields, Value},
    DecodedAccount,
};
use crate::token::{MINT_LEN, TOKEN_2022_PROGRAM, TOKEN_PROGRAM};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_program_pack::Pack;
use spl_token_interface::{
    instruction::{AuthorityType, TokenInstruction as Token},
    state::{Account, AccountState, Mint},
};

/// The type name of token accounts.
pub const TOKEN_ACCOUNT: &str = "TokenAccount";
/// Where an account with extensions says which of the two it is.
const TYPE_AT: usize = Account::LEN;
const TYPE_MINT: u8 = 1;
const TYPE_ACCOUNT: u8 = 2;

/// What people call the token programs.
pub(super) fn program_name(id: &Address) -> Option<&'static str> {
    match *id {
        TOKEN_PROGRAM => Some("token"),
        TOKEN_2022_PROGRAM => Some("token-2022"),
        _ => None,
    }
}

pub(super) fn parse(instruction: &Instruction) -> Outcome {
    let refused = "its data is no instruction both token programs share, or has too many bytes or too few";
    let token = Token::unpack(&instruction.data).map_err(|_| refused)?;
    // The library passes over what follows; a description must not.
    if token.pack() != instruction.data {
        return Err(refused.to_owned());
    }
    Ok(match token {
        Token::Transfer { amount } => Parsed::new("transfer", amount_of(amount), &["from", "to", "owner"]),
        Token::TransferChecked { amount, decimals } => Parsed::new(
            "transfer_checked",
            checked(amount, decimals),
            &["from", "mint", "to", "owner"],
        ),
        Token::MintTo { amount } => Parsed::new("mint_to", amount_of(amount), &["mint", "to", "authority"]),
        Token::MintToChecked { amount, decimals } => Parsed::new(
            "mint_to_checked",
            checked(amount, decimals),
            &["mint", "to", "authority"],
        ),
        Token::Burn { amount } => Parsed::new("burn", amount_of(amount), &["account", "mint", "owner"]),
        Token::BurnChecked { amount, decimals } => Parsed::new(
            "burn_checked",
            checked(amount, decimals),
            &["account", "mint", "owner"],
        ),
        Token::Approve { amount } => {
            Parsed::new("approve", amount_of(amount), &["account", "delegate", "owner"])
        }
        Token::ApproveChecked { amount, decimals } => Parsed::new(
            "approve_checked",
            checked(amount, decimals),
            &["account", "mint", "delegate", "owner"],
        ),
        Token::Revoke => Parsed::new("revoke", [], &["account", "owner"]),
        Token::SetAuthority {
            authority_type,
            new_authority,
        } => Parsed::new(
            "set_authority",
            [
                ("authority_type", kind(&authority_type)),
                ("new_authority", Option::<Address>::from(new_authority).into()),
            ],
            &["account", "authority"],
        ),
        Token::CloseAccount => Parsed::new("close_account", [], &["account", "recipient", "owner"]),
        Token::FreezeAccount => Parsed::new("freeze_account", [], &["account", "mint", "authority"]),
        Token::ThawAccount => Parsed::new("thaw_account", [], &["account", "mint", "authority"]),
        Token::SyncNative => Parsed::new("sync_native", [], &["account"]),
        Token::InitializeAccount3 { owner } => Parsed::new(
            "initialize_account",
            [("owner", owner.into())],
            &["account", "mint"],
        ),
        Token::InitializeMint2 {
            mint_authority,
            freeze_authority,
            decimals,
        } => Parsed::new(
            "initialize_mint",
            [
                ("mint_authority", mint_authority.into()),
                (
                    "freeze_authority",
                    Option::<Address>::from(freeze_authority).into(),
                ),
                ("decimals", decimals.into()),
            ],
            &["mint"],
        ),
        _ => return Err("it is an instruction of the token program that is not described here".to_owned()),
    })
}

/// A token account or a mint; what extensions add is the rest.
pub(super) fn account(owner: &Address, data: &[u8]) -> Option<DecodedAccount> {
    let program = program_name(owner)?;
    let marked = (data.len() > TYPE_AT).then(|| data[TYPE_AT]);
    let (name, fields, rest) = match (data.len(), marked) {
        (Account::LEN, _) | (_, Some(TYPE_ACCOUNT)) => {
            let (account, rest) = data.split_at(Account::LEN);
            (
                "TokenAccount",
                token_account(&Account::unpack(account).ok()?),
                rest,
            )
        }
        (MINT_LEN, _) | (_, Some(TYPE_MINT)) => {
            let (mint, rest) = data.split_at(MINT_LEN);
            ("Mint", mint_fields(&Mint::unpack(mint).ok()?), rest)
        }
        _ => return None,
    };
    Some(DecodedAccount {
        program: program.to_owned(),
        name: name.to_owned(),
        fields,
        rest: rest.to_vec(),
    })
}

fn token_account(account: &Account) -> Fields {
    let state = match account.state {
        AccountState::Uninitialized => "uninitialized",
        AccountState::Initialized => "initialized",
        AccountState::Frozen => "frozen",
    };
    Fields::from_iter([
        ("mint", account.mint.into()),
        ("owner", account.owner.into()),
        ("amount", account.amount.into()),
        ("delegate", Option::<Address>::from(account.delegate).into()),
        ("state", variant(state)),
        ("native_reserve", Option::<u64>::from(account.is_native).into()),
        ("delegated_amount", account.delegated_amount.into()),
        (
            "close_authority",
            Option::<Address>::from(account.close_authority).into(),
        ),
    ])
}

fn mint_fields(mint: &Mint) -> Fields {
    Fields::from_iter([
        (
            "mint_authority",
            Value::from(Option::<Address>::from(mint.mint_authority)),
        ),
        ("supply", mint.supply.into()),
        ("decimals", mint.decimals.into()),
        (
            "freeze_authority",
            Option::<Address>::from(mint.freeze_authority).into(),
        ),
    ])
}

fn amount_of(amount: u64) -> [(&'static str, Value); 1] {
    [("amount", amount.into())]
}

fn checked(amount: u64, decimals: u8) -> [(&'static str, Value); 2] {
    [("amount", amount.into()), ("decimals", decimals.into())]
}

fn kind(kind: &AuthorityType) -> Value {
    variant(match kind {
        AuthorityType::MintTokens => "mint_tokens",
        AuthorityType::FreezeAccount => "freeze_account",
        AuthorityType::AccountOwner => "account_owner",
        AuthorityType::CloseAccount => "close_account",
    })
}

fn variant(name: &str) -> Value {
    Value::Variant {
        name: name.to_owned(),
        fields: Fields::default(),
    }
}
