//! Reads values of IDL types from bytes. Every byte is accounted for: what is too short, too long
//! or not canonical is refused and never guessed at.
//!
//! Arguments are laid out as Borsh lays them out, and the suite's zero-copy accounts have no holes,
//! so that one reader serves both.

use super::value::{Fields, Value};
use anchor_lang_idl_spec::{IdlArrayLen, IdlDefinedFields, IdlField, IdlType, IdlTypeDef, IdlTypeDefTy};
use solana_address::Address;

/// Types nest no deeper than this; the suite's own stay below five.
const MAX_DEPTH: usize = 16;

/// Why bytes are not what the IDL says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    #[error("the data ends within {what}, which needs {needed} bytes where {left} are left")]
    TooShort {
        what: String,
        needed: usize,
        left: usize,
    },
    #[error("{extra} bytes follow the last argument")]
    TooLong { extra: usize },
    #[error("{what} is {value}, which is not {expected}")]
    NotCanonical {
        what: String,
        value: u8,
        expected: &'static str,
    },
    #[error("{what} is not UTF-8")]
    NotText { what: String },
    #[error("{what} is of a type this client does not decode: {ty}")]
    UnknownType { what: String, ty: String },
}

/// Reads values one after the other.
pub(super) struct Reader<'a> {
    types: &'a [IdlTypeDef],
    data: &'a [u8],
    depth: usize,
}

impl<'a> Reader<'a> {
    /// A reader of `data` whose defined types are `types`.
    pub(super) fn new(types: &'a [IdlTypeDef], data: &'a [u8]) -> Self {
        Self {
            types,
            data,
            depth: 0,
        }
    }

    /// What has not been read.
    pub(super) fn rest(self) -> &'a [u8] {
        self.data
    }

    /// Confirms that everything has been read.
    pub(super) fn finish(self) -> Result<(), DecodeError> {
        match self.data.len() {
            0 => Ok(()),
            extra => Err(DecodeError::TooLong { extra }),
        }
    }

    /// Reads the fields one after the other.
    pub(super) fn fields(&mut self, fields: &[IdlField]) -> Result<Fields, DecodeError> {
        let read = |field: &IdlField| Ok((field.name.clone(), self.value(&field.ty, &field.name)?));
        fields.iter().map(read).collect()
    }

    /// Reads a type of the IDL by its name.
    pub(super) fn defined(&mut self, name: &str, what: &str) -> Result<Value, DecodeError> {
        let unknown = || DecodeError::UnknownType {
            what: what.to_owned(),
            ty: name.to_owned(),
        };
        let definition = self.types.iter().find(|definition| definition.name == name);
        let definition = definition.ok_or_else(unknown)?;
        if self.depth == MAX_DEPTH || !definition.generics.is_empty() {
            return Err(unknown());
        }
        self.depth += 1;
        let value = match &definition.ty {
            IdlTypeDefTy::Struct { fields } => Value::Struct(self.body(fields.as_ref())?),
            IdlTypeDefTy::Enum { variants } => {
                let tag = self.byte(what)?;
                let variant = variants
                    .get(usize::from(tag))
                    .ok_or_else(|| DecodeError::NotCanonical {
                        what: what.to_owned(),
                        value: tag,
                        expected: "one of its variants",
                    })?;
                Value::Variant {
                    name: variant.name.clone(),
                    fields: self.body(variant.fields.as_ref())?,
                }
            }
            IdlTypeDefTy::Type { alias } => self.value(alias, what)?,
        };
        self.depth -= 1;
        Ok(value)
    }

    fn body(&mut self, fields: Option<&IdlDefinedFields>) -> Result<Fields, DecodeError> {
        match fields {
            Some(IdlDefinedFields::Named(fields)) => self.fields(fields),
            Some(IdlDefinedFields::Tuple(types)) => types
                .iter()
                .enumerate()
                .map(|(at, ty)| Ok((at.to_string(), self.value(ty, &at.to_string())?)))
                .collect(),
            None => Ok(Fields::default()),
        }
    }

    fn value(&mut self, ty: &IdlType, what: &str) -> Result<Value, DecodeError> {
        Ok(match ty {
            IdlType::Bool => Value::Bool(self.flag(what, "0 or 1")?),
            IdlType::U8 => Value::Unsigned(self.byte(what)?.into()),
            IdlType::U16 => Value::Unsigned(u16::from_le_bytes(self.take(what)?).into()),
            IdlType::U32 => Value::Unsigned(u32::from_le_bytes(self.take(what)?).into()),
            IdlType::U64 => Value::Unsigned(u64::from_le_bytes(self.take(what)?)),
            IdlType::U128 => Value::Unsigned128(u128::from_le_bytes(self.take(what)?)),
            IdlType::I8 => Value::Signed(i8::from_le_bytes(self.take(what)?).into()),
            IdlType::I16 => Value::Signed(i16::from_le_bytes(self.take(what)?).into()),
            IdlType::I32 => Value::Signed(i32::from_le_bytes(self.take(what)?).into()),
            IdlType::I64 => Value::Signed(i64::from_le_bytes(self.take(what)?)),
            IdlType::I128 => Value::Signed128(i128::from_le_bytes(self.take(what)?)),
            IdlType::Pubkey => Value::Address(Address::new_from_array(self.take(what)?)),
            IdlType::Bytes => self.list(&IdlType::U8, None, what)?,
            IdlType::Vec(item) => self.list(item, None, what)?,
            IdlType::Array(item, IdlArrayLen::Value(len)) => self.list(item, Some(*len), what)?,
            IdlType::String => match self.list(&IdlType::U8, None, what)? {
                Value::Bytes(bytes) => {
                    Value::Text(String::from_utf8(bytes).map_err(|_| DecodeError::NotText {
                        what: what.to_owned(),
                    })?)
                }
                other => other,
            },
            IdlType::Option(inner) => match self.flag(what, "0 for none or 1 for some")? {
                true => self.value(inner, what)?,
                false => Value::None,
            },
            IdlType::Defined { name, generics } if generics.is_empty() => self.defined(name, what)?,
            other => {
                return Err(DecodeError::UnknownType {
                    what: what.to_owned(),
                    ty: format!("{other:?}"),
                })
            }
        })
    }

    /// A list of `len` items, or of as many as four bytes in front of it say.
    fn list(&mut self, item: &IdlType, len: Option<usize>, what: &str) -> Result<Value, DecodeError> {
        let len = match len {
            Some(len) => len,
            None => u32::from_le_bytes(self.take(what)?) as usize,
        };
        // Every item takes a byte at least; a length beyond that would only cost time.
        if len > self.data.len() {
            return Err(self.too_short(what, len));
        }
        if *item == IdlType::U8 {
            let (bytes, rest) = self.data.split_at(len);
            self.data = rest;
            return Ok(Value::Bytes(bytes.to_vec()));
        }
        let items: Result<_, _> = (0..len).map(|_| self.value(item, what)).collect();
        Ok(Value::List(items?))
    }

    fn flag(&mut self, what: &str, expected: &'static str) -> Result<bool, DecodeError> {
        match self.byte(what)? {
            0 => Ok(false),
            1 => Ok(true),
            value => Err(DecodeError::NotCanonical {
                what: what.to_owned(),
                value,
                expected,
            }),
        }
    }

    fn byte(&mut self, what: &str) -> Result<u8, DecodeError> {
        Ok(u8::from_le_bytes(self.take(what)?))
    }

    fn take<const N: usize>(&mut self, what: &str) -> Result<[u8; N], DecodeError> {
        let (bytes, rest) = self
            .data
            .split_first_chunk()
            .ok_or_else(|| self.too_short(what, N))?;
        self.data = rest;
        Ok(*bytes)
    }

    fn too_short(&self, what: &str, needed: usize) -> DecodeError {
        DecodeError::TooShort {
            what: what.to_owned(),
            needed,
            left: self.data.len(),
        }
    }
}
