//! The one place of the suite's programs that moves, burns and opens token accounts, for the SPL Token program
//! and Token-2022 alike (both understand the same instructions; the program is the account passed in).

use crate::error::StakeError;
use anchor_lang::prelude::*;
use pinocchio::cpi::Signer;
use pinocchio_token_2022::instructions::{
    BurnChecked, CloseAccount, InitializeAccount3, MintToChecked, TransferChecked,
};

/// Offsets in a token account, the same under both programs.
const MINT: core::ops::Range<usize> = 0..32;
const OWNER: core::ops::Range<usize> = 32..64;
const AMOUNT: core::ops::Range<usize> = 64..72;
/// Length of a token account without extensions.
pub const TOKEN_ACCOUNT_LEN: usize = 165;

/// The accounts every token instruction names: the token program and the mint with its decimals.
#[derive(Clone, Copy)]
pub struct TokenContext<'a> {
    pub program: &'a Address,
    pub mint: &'a AccountView,
    pub decimals: u8,
}

impl TokenContext<'_> {
    /// Moves `amount` base units; nothing is sent for zero.
    pub fn transfer(
        &self,
        from: &AccountView,
        to: &AccountView,
        authority: &AccountView,
        amount: u64,
        signers: &[Signer],
    ) -> Result<()> {
        if amount == 0 {
            return Ok(());
        }
        TransferChecked {
            from,
            mint: self.mint,
            to,
            authority,
            amount,
            decimals: self.decimals,
            token_program: self.program,
        }
        .invoke_signed(signers)
    }

    /// Burns `amount` base units; nothing is sent for zero.
    pub fn burn(
        &self,
        from: &AccountView,
        authority: &AccountView,
        amount: u64,
        signers: &[Signer],
    ) -> Result<()> {
        if amount == 0 {
            return Ok(());
        }
        BurnChecked {
            account: from,
            mint: self.mint,
            authority,
            amount,
            decimals: self.decimals,
            token_program: self.program,
        }
        .invoke_signed(signers)
    }

    /// Mints `amount` base units; nothing is sent for zero.
    pub fn mint(
        &self,
        to: &AccountView,
        authority: &AccountView,
        amount: u64,
        signers: &[Signer],
    ) -> Result<()> {
        if amount == 0 {
            return Ok(());
        }
        MintToChecked {
            mint: self.mint,
            account: to,
            mint_authority: authority,
            amount,
            decimals: self.decimals,
            token_program: self.program,
        }
        .invoke_signed(signers)
    }

    /// Makes a freshly created account of the token program a token account of `owner`.
    pub fn open(&self, account: &AccountView, owner: &Address) -> Result<()> {
        InitializeAccount3 {
            account,
            mint: self.mint,
            owner,
            token_program: self.program,
        }
        .invoke()
    }

    /// Creates the program's address that `seeds` give, the bump last, as a token account of `owner`.
    #[inline(never)]
    pub fn create(
        &self,
        payer: &AccountView,
        account: &AccountView,
        owner: &Address,
        seeds: &[&[u8]],
    ) -> Result<()> {
        create_account_signed(payer, account, TOKEN_ACCOUNT_LEN, self.program, seeds)?;
        self.open(account, owner)
    }

    /// Closes an empty token account; its rent goes to `destination`.
    pub fn close(
        &self,
        account: &AccountView,
        destination: &AccountView,
        authority: &AccountView,
        signers: &[Signer],
    ) -> Result<()> {
        CloseAccount {
            account,
            destination,
            authority,
            token_program: self.program,
        }
        .invoke_signed(signers)
    }
}

/// Balance of a token account in base units.
///
/// # Errors
/// [`StakeError::WrongTokenAccount`] when it is not a token account of a token program.
pub fn balance(account: &AccountView) -> Result<u64> {
    let data = token_data(account)?;
    let mut amount = [0; 8];
    amount.copy_from_slice(&data[AMOUNT]);
    Ok(u64::from_le_bytes(amount))
}

/// Requires `account` to be a token account of `mint` that belongs to `owner`: whoever calls an instruction
/// chooses the accounts, and a payment must reach the one it is owed to.
///
/// # Errors
/// [`StakeError::WrongTokenAccount`].
pub fn require_token_account(account: &AccountView, mint: &Address, owner: &Address) -> Result<()> {
    let data = token_data(account)?;
    require!(
        data[MINT] == *mint.as_ref() && data[OWNER] == *owner.as_ref(),
        StakeError::WrongTokenAccount
    );
    Ok(())
}

fn token_data(account: &AccountView) -> Result<&[u8]> {
    require!(
        account.owned_by(&Token::id()) || account.owned_by(&Token2022::id()),
        StakeError::WrongTokenAccount
    );
    // SAFETY: the slice is read before any CPI of the caller and no typed wrapper holds these accounts.
    let data = unsafe { account.borrow_unchecked() };
    require!(data.len() >= TOKEN_ACCOUNT_LEN, StakeError::WrongTokenAccount);
    Ok(data)
}

/// Decimals, supply and authorities of a mint, the same offsets under both programs.
pub struct MintInfo {
    pub decimals: u8,
    pub supply: u64,
    pub mint_authority: Option<Address>,
    pub has_freeze_authority: bool,
}

/// Reads a mint of either token program.
///
/// # Errors
/// [`StakeError::BadRewardMint`] when the account is not an initialised mint.
pub fn read_mint(account: &AccountView) -> Result<MintInfo> {
    require!(
        account.owned_by(&Token::id()) || account.owned_by(&Token2022::id()),
        StakeError::BadRewardMint
    );
    // SAFETY: as in `token_data`.
    let data = unsafe { account.borrow_unchecked() };
    // A mint is 82 bytes, or has the account type 1 after the padding up to 165 bytes (Token-2022).
    let is_mint = data.len() == 82 || (data.len() > TOKEN_ACCOUNT_LEN && data[TOKEN_ACCOUNT_LEN] == 1);
    require!(is_mint && data[45] == 1, StakeError::BadRewardMint);
    let mut supply = [0; 8];
    supply.copy_from_slice(&data[36..44]);
    let mut authority = [0; 32];
    authority.copy_from_slice(&data[4..36]);
    Ok(MintInfo {
        decimals: data[44],
        supply: u64::from_le_bytes(supply),
        mint_authority: (data[0] == 1).then_some(Address::new_from_array(authority)),
        has_freeze_authority: data[46] == 1,
    })
}
