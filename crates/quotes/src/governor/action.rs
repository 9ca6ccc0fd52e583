//! Instructions as they are staged: the bytes that are voted on, and what they mean.

use ::governor::{
    constants::{MAX_ADDRESSES, MAX_METAS},
    state::{Staged, SIGNER, WRITABLE},
};
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};

/// Why an instruction cannot be an action.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StageError {
    #[error(
        "the instruction names {count} addresses, and an action names at most {MAX_ADDRESSES}: divide it"
    )]
    TooManyAddresses { count: usize },
    #[error("the instruction names its accounts {count} times, and an action does at most {MAX_METAS} times: divide it")]
    TooManyMetas { count: usize },
    #[error("the bytes are no staged instruction")]
    Malformed,
}

/// The bytes that stage `instruction`: its program and every other address once, its accounts, its data.
///
/// # Errors
/// When it names too many.
pub fn stage(instruction: &Instruction) -> Result<Vec<u8>, StageError> {
    let mut addresses = vec![instruction.program_id];
    let mut metas = Vec::with_capacity(instruction.accounts.len());
    for meta in &instruction.accounts {
        let index = match addresses.iter().position(|address| *address == meta.pubkey) {
            Some(index) => index,
            None => {
                addresses.push(meta.pubkey);
                addresses.len() - 1
            }
        };
        let signer = if meta.is_signer { SIGNER } else { 0 };
        let writable = if meta.is_writable { WRITABLE } else { 0 };
        metas.push((index, signer | writable));
    }
    let (count, named) = (addresses.len(), metas.len());
    if count > MAX_ADDRESSES {
        return Err(StageError::TooManyAddresses { count });
    }
    if named > MAX_METAS {
        return Err(StageError::TooManyMetas { count: named });
    }
    let mut bytes = vec![count as u8, named as u8];
    bytes.extend(addresses.iter().flat_map(|address| address.to_bytes()));
    bytes.extend(metas.iter().flat_map(|(index, flags)| [*index as u8, *flags]));
    bytes.extend_from_slice(&instruction.data);
    Ok(bytes)
}

/// The instruction that `bytes` stage.
///
/// # Errors
/// [`StageError::Malformed`].
pub fn unstage(bytes: &[u8]) -> Result<Instruction, StageError> {
    let staged = Staged::parse(bytes).map_err(|_| StageError::Malformed)?;
    let address = |index: usize| {
        let bytes = staged.addresses.get(index).ok_or(StageError::Malformed)?;
        Ok(Address::new_from_array(*bytes))
    };
    let metas = staged.metas.iter().map(|[index, flags]| {
        Ok(AccountMeta {
            pubkey: address(usize::from(*index))?,
            is_signer: flags & SIGNER != 0,
            is_writable: flags & WRITABLE != 0,
        })
    });
    Ok(Instruction {
        program_id: address(0)?,
        accounts: metas.collect::<Result<_, _>>()?,
        data: staged.data.to_vec(),
    })
}

/// The staged bytes in an action account's data, of which `action` is the header.
///
/// # Errors
/// [`StageError::Malformed`] when the account is shorter than it says.
pub fn staged<'a>(action: &super::Action, data: &'a [u8]) -> Result<&'a [u8], StageError> {
    let header = ::governor::state::Action::space(0);
    data.get(header..header + usize::from(action.len))
        .ok_or(StageError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn address(n: u8) -> Address {
        Address::new_from_array([n; 32])
    }

    proptest! {
        #[test]
        fn what_is_staged_is_what_was_meant(
            program in 0..8u8,
            accounts in prop::collection::vec((0..8u8, any::<bool>(), any::<bool>()), 0..=48),
            data in prop::collection::vec(any::<u8>(), 0..64),
        ) {
            let accounts = accounts.into_iter().map(|(n, is_signer, is_writable)| AccountMeta {
                pubkey: address(n),
                is_signer,
                is_writable,
            });
            let instruction = Instruction {
                program_id: address(program),
                accounts: accounts.collect(),
                data,
            };
            let bytes = stage(&instruction).expect("fits");
            prop_assert_eq!(unstage(&bytes), Ok(instruction));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = unstage(&bytes);
        }
    }

    #[test]
    fn what_names_too_many_is_refused() {
        let naming = |addresses: u8, metas: usize| Instruction {
            program_id: address(0),
            accounts: (0..metas)
                .map(|n| AccountMeta::new(address(n as u8 % addresses), false))
                .collect(),
            data: Vec::new(),
        };
        assert!(stage(&naming(32, 48)).is_ok());
        assert_eq!(
            stage(&naming(33, 33)),
            Err(StageError::TooManyAddresses { count: 33 })
        );
        assert_eq!(stage(&naming(2, 49)), Err(StageError::TooManyMetas { count: 49 }));
    }
}
