//! What requests are made of.

use crate::answer::Failure;
use assay_quotes::accounts::{self, State};
use base64::{prelude::BASE64_STANDARD, Engine as _};
use serde::{de::Error, Deserialize, Deserializer};
use solana_address::Address;

/// An integer as a decimal string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Int<T>(pub T);

impl<'de, T: std::str::FromStr> Deserialize<'de> for Int<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let plain = text.strip_prefix('-').unwrap_or(&text);
        if plain.is_empty() || !plain.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(D::Error::custom(format!("{text:?} is not a whole number")));
        }
        let number = text.parse().map_err(|_| {
            D::Error::custom(format!("{text} does not fit into {}", std::any::type_name::<T>()))
        })?;
        Ok(Self(number))
    }
}

/// An address in base58.
#[derive(Debug, Clone, Copy)]
pub struct Key(pub Address);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let address = text
            .parse()
            .map_err(|_| D::Error::custom(format!("{text:?} is not an address")))?;
        Ok(Self(address))
    }
}

/// Bytes in base64.
#[derive(Debug, Clone)]
pub struct Data(pub Vec<u8>);

impl<'de> Deserialize<'de> for Data {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let bytes = BASE64_STANDARD.decode(text).map_err(D::Error::custom)?;
        Ok(Self(bytes))
    }
}

impl Data {
    /// The account that they are.
    pub fn decode<T: State>(&self) -> Result<T, Failure> {
        accounts::decode(&self.0).map_err(|reason| Failure {
            detail: Some(reason),
            ..Failure::new("BadAccount", format!("The account is not a {}", T::WHAT))
        })
    }
}

/// The account in `data`, where there is one.
pub fn maybe<T: State>(data: &Option<Data>) -> Result<Option<T>, Failure> {
    data.as_ref().map(Data::decode).transpose()
}

/// 32 bytes in hexadecimal.
#[derive(Debug, Clone, Copy)]
pub struct Hash(pub [u8; 32]);

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let mut hash = [0; 32];
        hex::decode_to_slice(&text, &mut hash)
            .map_err(|_| D::Error::custom(format!("{text:?} is not a hash of 64 hexadecimal digits")))?;
        Ok(Self(hash))
    }
}
