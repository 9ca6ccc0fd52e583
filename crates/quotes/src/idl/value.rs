//! Decoded values, in the order of their declaration: as text for people, as JSON for programs.

use serde_json::{Map, Value as Json};
use solana_address::Address;
use std::fmt;

/// A value of an instruction's argument or of an account's field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    /// A string in JSON, which has no exact numbers of this size.
    Unsigned128(u128),
    /// A string in JSON, which has no exact numbers of this size.
    Signed128(i128),
    Address(Address),
    /// Hexadecimal, in JSON and as text.
    Bytes(Vec<u8>),
    Text(String),
    List(Vec<Value>),
    Struct(Fields),
    /// A variant of an enum.
    Variant {
        name: String,
        fields: Fields,
    },
    /// An option without a value.
    None,
}

impl Value {
    /// As JSON: integers of up to 64 bits are numbers, larger ones strings, addresses base58, and
    /// bytes hexadecimal.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Bool(value) => (*value).into(),
            Self::Unsigned(value) => (*value).into(),
            Self::Signed(value) => (*value).into(),
            Self::Unsigned128(value) => value.to_string().into(),
            Self::Signed128(value) => value.to_string().into(),
            Self::Address(address) => address.to_string().into(),
            Self::Bytes(bytes) => hex::encode(bytes).into(),
            Self::Text(text) => text.clone().into(),
            Self::List(values) => values.iter().map(Self::to_json).collect(),
            Self::Struct(fields) => fields.to_json().into(),
            Self::Variant { name, fields } if fields.is_empty() => name.clone().into(),
            Self::Variant { name, fields } => {
                Map::from_iter([(name.clone(), fields.to_json().into())]).into()
            }
            Self::None => Json::Null,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => write!(f, "{value}"),
            Self::Unsigned(value) => write!(f, "{value}"),
            Self::Signed(value) => write!(f, "{value}"),
            Self::Unsigned128(value) => write!(f, "{value}"),
            Self::Signed128(value) => write!(f, "{value}"),
            Self::Address(address) => write!(f, "{address}"),
            Self::Bytes(bytes) => write!(f, "0x{}", hex::encode(bytes)),
            // Whoever wrote it may have put anything into it, line breaks and terminal codes included.
            Self::Text(text) => write!(f, "{text:?}"),
            Self::List(values) => {
                write!(f, "[")?;
                for (at, value) in values.iter().enumerate() {
                    write!(f, "{}{value}", if at == 0 { "" } else { ", " })?;
                }
                write!(f, "]")
            }
            Self::Struct(fields) => write!(f, "{{{fields}}}"),
            Self::Variant { name, fields } if fields.is_empty() => write!(f, "{name}"),
            Self::Variant { name, fields } => write!(f, "{name} {{{fields}}}"),
            Self::None => write!(f, "none"),
        }
    }
}

/// Named values in the order of their declaration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, Value)>);

impl Fields {
    /// The value called `name`.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.iter()
            .find_map(|(found, value)| (found == name).then_some(value))
    }

    /// Names and values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A JSON object, see [`Value::to_json`].
    pub fn to_json(&self) -> Map<String, Json> {
        self.iter()
            .map(|(name, value)| (name.to_owned(), value.to_json()))
            .collect()
    }
}

impl<N: Into<String>> FromIterator<(N, Value)> for Fields {
    fn from_iter<I: IntoIterator<Item = (N, Value)>>(fields: I) -> Self {
        Self(
            fields
                .into_iter()
                .map(|(name, value)| (name.into(), value))
                .collect(),
        )
    }
}

impl fmt::Display for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (name, value)) in self.iter().enumerate() {
            write!(f, "{}{name}: {value}", if at == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

impl From<u8> for Value {
    fn from(value: u8) -> Self {
        Self::Unsigned(value.into())
    }
}

impl From<u64> for Value {
    fn from(value: u64) -> Self {
        Self::Unsigned(value)
    }
}

impl From<Address> for Value {
    fn from(address: Address) -> Self {
        Self::Address(address)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::None, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_stay_exact_and_fields_keep_their_order() {
        let fields = Fields::from_iter([
            ("wide", Value::Unsigned128(u128::MAX)),
            ("amount", Value::Unsigned(u64::MAX)),
            ("change", Value::Signed(i64::MIN)),
            ("root", Value::Bytes(vec![0, 255])),
            ("nobody", Value::None),
        ]);
        assert_eq!(
            fields.to_string(),
            "wide: 340282366920938463463374607431768211455, amount: 18446744073709551615, \
             change: -9223372036854775808, root: 0x00ff, nobody: none"
        );
        let json = fields.to_json();
        assert_eq!(json["wide"], u128::MAX.to_string());
        assert_eq!(json["amount"], u64::MAX);
        assert_eq!(json["change"], i64::MIN);
        assert_eq!(json["root"], "00ff");
        assert_eq!(json["nobody"], Json::Null);
    }

    #[test]
    fn text_of_a_stranger_cannot_forge_a_line_of_ours() {
        let forged = Value::from("hello\nsystem transfer(lamports: 1)\u{1b}[2K").to_string();
        assert!(!forged.contains('\n') && !forged.contains('\u{1b}'), "{forged}");
    }
}
