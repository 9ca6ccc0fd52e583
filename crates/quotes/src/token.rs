//! The token programs.

use solana_address::Address;

/// The SPL Token program.
pub const TOKEN_PROGRAM: Address = spl_token_interface::ID;
/// The Token-2022 program.
pub const TOKEN_2022_PROGRAM: Address =
    Address::from_str_const("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");
/// The associated token program.
pub const ASSOCIATED_TOKEN_PROGRAM: Address = spl_associated_token_account_interface::program::ID;
/// Length of a mint without extensions, bytes.
pub const MINT_LEN: usize = 82;
