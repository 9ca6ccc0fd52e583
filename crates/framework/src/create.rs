//! Making accounts.

use crate::{
    prelude::{AccountView, Address, ProgramError},
    Account, AnchorAccount, Discriminator, Owner, Result,
};
use alloc::boxed::Box;
use upstream::{bytemuck::Pod, create_account_with_signers};

/// Signer seeds of an account, its bump included; none for a wallet's.
type Seeds<'a> = Option<&'a [&'a [u8]]>;

/// Makes an account of a type and loads it.
pub trait AccountInitialize: Sized {
    type Params<'a>: Default;

    /// # Errors
    /// Those of the system program. Who pays must sign, so `payer_seeds` must be none.
    fn create_and_initialize(
        payer: &AccountView,
        account: &AccountView,
        space: usize,
        owner: &Address,
        params: &Self::Params<'_>,
        seeds: Seeds,
        payer_seeds: Seeds,
    ) -> Result<Self>;
}

impl<T: Discriminator + Owner + Pod> AccountInitialize for Account<T> {
    type Params<'a> = ();

    #[inline(always)]
    fn create_and_initialize(
        payer: &AccountView,
        account: &AccountView,
        space: usize,
        _owner: &Address,
        (): &(),
        seeds: Seeds,
        payer_seeds: Seeds,
    ) -> Result<Self> {
        if payer_seeds.is_some() {
            return Err(ProgramError::InvalidArgument);
        }
        let new = NewAccount {
            payer,
            account,
            space,
            owner: &T::OWNER,
            discriminator: T::DISCRIMINATOR,
            seeds,
        };
        new.create()?;
        // SAFETY: it was just made, so nothing else refers to its data.
        unsafe { Self::load_mut_after_init(*account) }
    }
}

impl<T: AccountInitialize> AccountInitialize for Box<T> {
    type Params<'a> = T::Params<'a>;

    #[inline(always)]
    fn create_and_initialize(
        payer: &AccountView,
        account: &AccountView,
        space: usize,
        owner: &Address,
        params: &Self::Params<'_>,
        seeds: Seeds,
        payer_seeds: Seeds,
    ) -> Result<Self> {
        T::create_and_initialize(payer, account, space, owner, params, seeds, payer_seeds).map(Self::new)
    }
}

/// An account to be made.
struct NewAccount<'a> {
    payer: &'a AccountView,
    account: &'a AccountView,
    /// Bytes.
    space: usize,
    owner: &'a Address,
    /// The first bytes of its data.
    discriminator: &'a [u8],
    seeds: Seeds<'a>,
}

impl NewAccount<'_> {
    #[inline(never)]
    fn create(&self) -> Result<()> {
        let (payer, account) = (self.payer, self.account);
        create_account_with_signers(payer, account, self.space, self.owner, self.seeds, None)?;
        let mut view = *account;
        // SAFETY: it was just made, so nothing else refers to its data.
        let data = unsafe { view.borrow_unchecked_mut() };
        let head = data.get_mut(..self.discriminator.len());
        head.ok_or(ProgramError::AccountDataTooSmall)?
            .copy_from_slice(self.discriminator);
        Ok(())
    }
}

/// Makes an account at an address of the program's, signed for with `seeds`, the bump included.
///
/// # Errors
/// Those of the system program.
#[inline(never)]
pub fn create_account_signed(
    payer: &AccountView,
    account: &AccountView,
    space: usize,
    owner: &Address,
    seeds: &[&[u8]],
) -> Result<()> {
    let new = NewAccount {
        payer,
        account,
        space,
        owner,
        discriminator: &[],
        seeds: Some(seeds),
    };
    new.create()
}
