//! Token accounts and mints of the SPL Token program and Token-2022, which share layout and
//! instructions for all that is used here.

use crate::ClientError;
use solana_address::Address;
use solana_instruction::Instruction;
use spl_associated_token_account_interface::{
    address::get_associated_token_address_with_program_id,
    instruction::create_associated_token_account_idempotent,
};
use spl_token_interface::instruction as token;

pub use assay_quotes::token::{ASSOCIATED_TOKEN_PROGRAM, MINT_LEN, TOKEN_2022_PROGRAM, TOKEN_PROGRAM};

/// The mint under which lamports are tokens.
pub const NATIVE_MINT: Address = spl_token_interface::native_mint::ID;
/// Length of a token account without extensions, bytes; with them, a byte that says what it is comes next.
const ACCOUNT_LEN: usize = 165;
const TYPE_ACCOUNT: u8 = 2;

/// A token account, decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenAccount {
    pub mint: Address,
    pub owner: Address,
    /// Base units.
    pub amount: u64,
}

impl TokenAccount {
    /// Whether an account of a token program is a token account, and not a mint.
    pub fn is_one(data: &[u8]) -> bool {
        data.len() == ACCOUNT_LEN || data.get(ACCOUNT_LEN) == Some(&TYPE_ACCOUNT)
    }

    /// Decodes the account at `address`.
    ///
    /// # Errors
    /// [`ClientError::BadAccount`] when the data is too short to be a token account.
    pub fn decode(address: Address, data: &[u8]) -> Result<Self, ClientError> {
        let field = |at| read_address(data, at);
        let decoded = || {
            Some(Self {
                mint: field(0)?,
                owner: field(32)?,
                amount: read_u64(data, 64)?,
            })
        };
        decoded().ok_or_else(|| bad("token account", address, data))
    }
}

/// A mint, decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mint {
    pub authority: Option<Address>,
    /// Base units.
    pub supply: u64,
    pub decimals: u8,
}

impl Mint {
    /// Decodes the mint at `address`.
    ///
    /// # Errors
    /// [`ClientError::BadAccount`] when the data is too short to be a mint.
    pub fn decode(address: Address, data: &[u8]) -> Result<Self, ClientError> {
        let decoded = || {
            Some(Self {
                authority: match data.first()? {
                    1 => Some(read_address(data, 4)?),
                    _ => None,
                },
                supply: read_u64(data, 36)?,
                decimals: *data.get(44)?,
            })
        };
        decoded().ok_or_else(|| bad("mint", address, data))
    }
}

fn bad(what: &'static str, address: Address, data: &[u8]) -> ClientError {
    ClientError::BadAccount {
        what,
        address,
        reason: format!("it has only {} bytes", data.len()),
    }
}

fn read_address(data: &[u8], at: usize) -> Option<Address> {
    let bytes: [u8; 32] = data.get(at..at + 32)?.try_into().ok()?;
    Some(Address::new_from_array(bytes))
}

fn read_u64(data: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(data.get(at..at + 8)?.try_into().ok()?))
}

/// The associated token account of `owner` for `mint`, under the mint's token program.
pub fn associated(owner: &Address, mint: &Address, token_program: &Address) -> Address {
    get_associated_token_address_with_program_id(owner, mint, token_program)
}

/// Opens the associated token account of `owner`; does nothing when it is open already.
pub fn open_associated(
    payer: &Address,
    owner: &Address,
    mint: &Address,
    token_program: &Address,
) -> Instruction {
    create_associated_token_account_idempotent(payer, owner, mint, token_program)
}

/// Makes a freshly created account of [`MINT_LEN`] bytes a mint of the SPL Token program without
/// a freeze authority.
pub fn initialize_mint(mint: &Address, authority: &Address, decimals: u8) -> Instruction {
    token::initialize_mint2(&TOKEN_PROGRAM, mint, authority, None, decimals)
        .expect("the SPL Token program is one the library accepts")
}

/// Mints `amount` base units into `to`.
pub fn mint_to(mint: &Address, to: &Address, authority: &Address, amount: u64) -> Instruction {
    token::mint_to(&TOKEN_PROGRAM, mint, to, authority, &[], amount)
        .expect("the SPL Token program is one the library accepts")
}

/// Moves `amount` base units of an SPL Token mint.
pub fn transfer(
    from: &Address,
    mint: &Address,
    to: &Address,
    owner: &Address,
    amount: u64,
    decimals: u8,
) -> Instruction {
    token::transfer_checked(&TOKEN_PROGRAM, from, mint, to, owner, &[], amount, decimals)
        .expect("the SPL Token program is one the library accepts")
}

/// Makes tokens of the lamports that `owner` transfers into their open account for [`NATIVE_MINT`].
pub fn wrap(owner: &Address, lamports: u64) -> [Instruction; 2] {
    let account = associated(owner, &NATIVE_MINT, &TOKEN_PROGRAM);
    let sync = token::sync_native(&TOKEN_PROGRAM, &account);
    [
        solana_system_interface::instruction::transfer(owner, &account, lamports),
        sync.expect("the SPL Token program is one the library accepts"),
    ]
}

/// Closes `owner`'s account for [`NATIVE_MINT`]: what is in it comes back as lamports, with the rent.
pub fn unwrap(owner: &Address) -> Instruction {
    let account = associated(owner, &NATIVE_MINT, &TOKEN_PROGRAM);
    token::close_account(&TOKEN_PROGRAM, &account, owner, owner, &[])
        .expect("the SPL Token program is one the library accepts")
}
