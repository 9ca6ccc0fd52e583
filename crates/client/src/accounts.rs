//! Accounts of the programs, decoded and read.

use crate::{ClientError, Rpc};
use solana_address::Address;

pub use assay_quotes::accounts::State;

/// Decodes an account's data.
///
/// # Errors
/// [`ClientError::BadAccount`] when it is another kind of account or too short.
pub fn decode<T: State>(address: Address, data: &[u8]) -> Result<T, ClientError> {
    assay_quotes::accounts::decode(data).map_err(|reason| ClientError::BadAccount {
        what: T::WHAT,
        address,
        reason,
    })
}

/// Reads and decodes the account at `address`.
///
/// # Errors
/// [`ClientError::NoAccount`] with what to do when there is none.
pub async fn fetch<T: State>(rpc: &Rpc, address: &Address) -> Result<T, ClientError> {
    find(rpc, address).await?.ok_or(ClientError::NoAccount {
        what: T::WHAT,
        address: *address,
        hint: T::HINT,
    })
}

/// Reads and decodes the account at `address`, or `None` when there is none.
///
/// # Errors
/// When there is another kind of account.
pub async fn find<T: State>(rpc: &Rpc, address: &Address) -> Result<Option<T>, ClientError> {
    let Some(account) = rpc.account(address).await? else {
        return Ok(None);
    };
    if account.owner != T::PROGRAM {
        return Err(ClientError::BadAccount {
            what: T::WHAT,
            address: *address,
            reason: format!("it belongs to {}", crate::program_name(account.owner)),
        });
    }
    decode(*address, &account.data).map(Some)
}

/// Every account of this kind whose data holds the given bytes at the given offsets, counted from
/// the first field.
///
/// # Errors
/// When the cluster cannot be asked.
pub async fn list<T: State>(
    rpc: &Rpc,
    matching: &[(usize, &[u8])],
) -> Result<Vec<(Address, T)>, ClientError> {
    let mut filters = vec![(0, T::DISCRIMINATOR)];
    let shift = T::DISCRIMINATOR.len();
    filters.extend(matching.iter().map(|(at, bytes)| (at + shift, *bytes)));
    rpc.program_accounts(&T::PROGRAM, &filters)
        .await?
        .into_iter()
        .map(|(address, data)| Ok((address, decode(address, &data)?)))
        .collect()
}
