//! Changes of bytes, positions taken modulo what there is.

use libfuzzer_sys::arbitrary::{self, Arbitrary};

/// One change of a piece of evidence or of an opening.
#[derive(Arbitrary, Debug)]
pub enum Edit {
    /// Exclusive or with a byte.
    Flip { at: u16, bits: u8 },
    /// Another number, little-endian.
    Put { at: u16, value: u32 },
    /// Another byte or word, in the place of counts and kinds.
    Set { at: u16, value: u8 },
    /// What follows is dropped.
    Cut { len: u16 },
    /// Bytes are added to the end.
    Grow { byte: u8, len: u8 },
    /// Bytes of another piece that is true, from the same position or from the position `source`.
    Splice {
        other: u8,
        source: Option<u16>,
        at: u16,
        len: u16,
    },
}

impl Edit {
    /// Applies the change to `bytes`; `others` are what a splice takes from.
    pub fn apply(&self, bytes: &mut Vec<u8>, others: &[Vec<u8>]) {
        let mut put = |at: u16, new: &[u8]| {
            let at = usize::from(at) % bytes.len().max(1);
            for (old, new) in bytes.iter_mut().skip(at).zip(new) {
                *old = *new;
            }
        };
        match *self {
            Self::Flip { at, bits } => {
                let len = bytes.len().max(1);
                if let Some(byte) = bytes.get_mut(usize::from(at) % len) {
                    *byte ^= bits;
                }
            }
            Self::Put { at, value } => put(at, &value.to_le_bytes()),
            Self::Set { at, value } => put(at, &[value]),
            Self::Cut { len } => bytes.truncate(usize::from(len)),
            Self::Grow { byte, len } => bytes.resize(bytes.len() + usize::from(len), byte),
            Self::Splice {
                other,
                source,
                at,
                len,
            } => {
                let other = &others[usize::from(other) % others.len()];
                let from = usize::from(source.unwrap_or(at)) % other.len();
                let end = other.len().min(from + usize::from(len));
                put(at, &other[from..end]);
            }
        }
    }
}
