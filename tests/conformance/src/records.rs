//! Cases with two numbers in and two numbers out.

/// Bytes of one case: two operands, two results, each a little-endian `u128`.
pub const RECORD_BYTES: usize = 64;

/// One case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record {
    pub a: u128,
    pub b: u128,
    pub out: [u128; 2],
}

impl Record {
    pub fn read(bytes: &[u8]) -> Self {
        Self {
            a: number(bytes, 0),
            b: number(bytes, 1),
            out: [number(bytes, 2), number(bytes, 3)],
        }
    }

    pub fn write(&self, bytes: &mut [u8]) {
        for (slot, number) in bytes
            .chunks_exact_mut(16)
            .zip([self.a, self.b, self.out[0], self.out[1]])
        {
            slot.copy_from_slice(&number.to_le_bytes());
        }
    }
}

fn number(bytes: &[u8], index: usize) -> u128 {
    let mut word = [0; 16];
    word.copy_from_slice(&bytes[16 * index..16 * index + 16]);
    u128::from_le_bytes(word)
}

/// Runs `operation` on each case of `buffer`.
pub fn each(buffer: &mut [u8], operation: fn(u128, u128) -> [u128; 2]) {
    for bytes in buffer.chunks_exact_mut(RECORD_BYTES) {
        let mut record = Record::read(bytes);
        record.out = operation(record.a, record.b);
        record.write(bytes);
    }
}
