//! Accounts of a program, with a type.

use crate::{
    prelude::{AccountView, Address, ProgramError, System},
    AccountClose, AnchorAccount, Discriminator, ErrorCode, Id, IdlAccountType, Owner, Result, Space,
};
use alloc::vec::Vec;
use core::{
    marker::PhantomData,
    ops::{Deref, DerefMut},
};
use upstream::bytemuck::Pod;

/// An account whose data are the type's discriminator and then the type. It is the account's address in memory and no
/// more; what is checked when it is loaded is checked by one function for all types.
///
/// Two accounts of an instruction are never the same when one of them is writable, which `walk` sees to, so references
/// to their data do not alias. An account that is not writable is protected by the runtime, not by this type.
pub struct Account<T> {
    view: AccountView,
    of: PhantomData<T>,
}

/// Bytes of every discriminator.
const DISCRIMINATOR_LEN: usize = 8;

impl<T: Discriminator + Owner + Pod> Account<T> {
    /// Its address on the chain.
    #[inline(always)]
    pub fn address(&self) -> &Address {
        self.view.address()
    }

    /// The account as such, for calls of other programs.
    #[inline(always)]
    pub fn view(&self) -> &AccountView {
        &self.view
    }

    const SHAPE: Shape = Shape {
        owner: T::OWNER,
        discriminator: number(T::DISCRIMINATOR),
        len: DISCRIMINATOR_LEN + size_of::<T>(),
    };

    #[inline(always)]
    fn of(view: AccountView) -> Self {
        const {
            assert!(align_of::<T>() <= DISCRIMINATOR_LEN);
        }
        Self {
            view,
            of: PhantomData,
        }
    }
}

/// The discriminator's bytes, which must be eight, little-endian.
const fn number(discriminator: &[u8]) -> u64 {
    match discriminator.first_chunk() {
        Some(bytes) if discriminator.len() == DISCRIMINATOR_LEN => u64::from_le_bytes(*bytes),
        _ => panic!("a discriminator has eight bytes"),
    }
}

/// What tells the accounts of a type from others.
struct Shape {
    owner: Address,
    /// Its bytes, little-endian: one comparison.
    discriminator: u64,
    /// Bytes, at least.
    len: usize,
}

impl Shape {
    /// With the framework's errors. Whose account it is comes first: what was closed is said to be gone.
    #[inline(never)]
    fn check(&self, view: &AccountView) -> Result<()> {
        if !view.owned_by(&self.owner) {
            let is_vacant = view.lamports() == 0 && view.owned_by(&System::id());
            return Err(if is_vacant {
                ProgramError::UninitializedAccount
            } else {
                ProgramError::IllegalOwner
            });
        }
        self.check_len(view)?;
        // SAFETY: nothing that could write is called while the slice is there.
        let data = unsafe { view.borrow_unchecked() };
        if data.first_chunk().copied().map(u64::from_le_bytes) != Some(self.discriminator) {
            return Err(ProgramError::InvalidAccountData);
        }
        Ok(())
    }

    #[inline(never)]
    fn check_writable(&self, view: &AccountView) -> Result<()> {
        if !view.is_writable() {
            return Err(ErrorCode::ConstraintMut.into());
        }
        self.check(view)
    }

    #[inline(always)]
    fn check_len(&self, view: &AccountView) -> Result<()> {
        if view.data_len() < self.len {
            return Err(ProgramError::AccountDataTooSmall);
        }
        Ok(())
    }
}

impl<T: Discriminator + Owner + Pod> AnchorAccount for Account<T> {
    type Data = T;
    const MIN_DATA_LEN: usize = Self::SHAPE.len;

    #[inline(always)]
    fn load(view: AccountView) -> Result<Self> {
        Self::SHAPE.check(&view)?;
        Ok(Self::of(view))
    }

    #[inline(always)]
    unsafe fn load_mut(view: AccountView) -> Result<Self> {
        Self::SHAPE.check_writable(&view)?;
        Ok(Self::of(view))
    }

    #[inline(always)]
    unsafe fn load_mut_after_init(view: AccountView) -> Result<Self> {
        Self::SHAPE.check_len(&view)?;
        Ok(Self::of(view))
    }

    #[inline(always)]
    fn account(&self) -> &AccountView {
        &self.view
    }
}

impl<T> Deref for Account<T> {
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: the data are long enough, aligned to 8 bytes by the runtime, and stay where they are.
        unsafe { &*self.view.data_ptr().add(DISCRIMINATOR_LEN).cast() }
    }
}

impl<T> DerefMut for Account<T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as above; no other account of the instruction has the same data.
        unsafe { &mut *self.view.data_mut_ptr().add(DISCRIMINATOR_LEN).cast() }
    }
}

impl<T: Discriminator + Owner + Pod> AccountClose for Account<T> {
    fn close(&mut self, destination: AccountView) -> Result<()> {
        close(self.view, destination)
    }
}

/// Pays an account's lamports to `destination` and makes it one that no program would load again.
#[inline(never)]
fn close(mut view: AccountView, mut destination: AccountView) -> Result<()> {
    let lamports = destination.lamports().checked_add(view.lamports());
    destination.set_lamports(lamports.ok_or(ProgramError::ArithmeticOverflow)?);
    view.set_lamports(0);
    // SAFETY: nothing refers to its data any more.
    unsafe {
        let data = view.borrow_unchecked_mut();
        let head = data.len().min(DISCRIMINATOR_LEN);
        data[..head].fill(u8::MAX);
        view.close_unchecked();
    }
    Ok(())
}

impl<T: Discriminator> Discriminator for Account<T> {
    const DISCRIMINATOR: &'static [u8] = T::DISCRIMINATOR;
}

impl<T> Space for Account<T> {
    const INIT_SPACE: usize = DISCRIMINATOR_LEN + size_of::<T>();
}

impl<T: IdlAccountType> IdlAccountType for Account<T> {
    const __IDL_ACCOUNT_ENTRY: Option<&'static str> = T::__IDL_ACCOUNT_ENTRY;
    const __IDL_TYPE_DEF: Option<&'static str> = T::__IDL_TYPE_DEF;

    fn __idl_account_entry() -> Option<&'static str> {
        T::__idl_account_entry()
    }

    fn __idl_type_def() -> Option<&'static str> {
        T::__idl_type_def()
    }

    fn __register_idl_deps(accounts: &mut Vec<&'static str>, types: &mut Vec<&'static str>) {
        T::__register_idl_deps(accounts, types);
    }
}
