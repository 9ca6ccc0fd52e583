//! memcpy, memmove, memset and memcmp: inlined, called, and through the runtime's own syscalls,
//! depending on the length.

/// Bytes of one case: a header, and memory to work on.
pub const ARENA_BYTES: usize = 1024;
const HEADER_BYTES: usize = 8;
/// Where a comparison's result goes: past anything the operations touch.
const RESULT: usize = ARENA_BYTES - 2;

/// One case: `size` bytes at `from` and at `to`, both offsets from the end of the header.
#[derive(Clone, Copy, Debug)]
pub struct Arena {
    pub size: u16,
    pub from: u16,
    pub to: u16,
}

impl Arena {
    pub fn read(bytes: &[u8]) -> Self {
        let field = |index: usize| u16::from_le_bytes([bytes[2 * index], bytes[2 * index + 1]]);
        Self {
            size: field(0),
            from: field(1),
            to: field(2),
        }
    }

    pub fn write(&self, bytes: &mut [u8]) {
        for (slot, field) in bytes.chunks_exact_mut(2).zip([self.size, self.from, self.to]) {
            slot.copy_from_slice(&field.to_le_bytes());
        }
    }

    /// The places of the two ranges in the arena's bytes, and their length.
    pub fn ranges(&self) -> (usize, usize, usize) {
        let [size, from, to] = [self.size, self.from, self.to].map(usize::from);
        (HEADER_BYTES + from, HEADER_BYTES + to, size)
    }
}

/// Runs `operation` on each arena of `buffer`.
pub fn each(buffer: &mut [u8], operation: fn(&mut [u8], Arena)) {
    for bytes in buffer.chunks_exact_mut(ARENA_BYTES) {
        let arena = Arena::read(bytes);
        operation(bytes, arena);
    }
}

/// memcpy; the ranges must not overlap, `from` first.
pub fn copy(bytes: &mut [u8], arena: Arena) {
    let (from, to, size) = arena.ranges();
    let (source, destination) = bytes.split_at_mut(to);
    destination[..size].copy_from_slice(&source[from..from + size]);
}

/// memmove; the ranges may overlap either way.
pub fn shift(bytes: &mut [u8], arena: Arena) {
    let (from, to, size) = arena.ranges();
    bytes.copy_within(from..from + size, to);
}

/// memset, with the byte at `from`.
pub fn fill(bytes: &mut [u8], arena: Arena) {
    let (from, to, size) = arena.ranges();
    let value = bytes[from];
    bytes[to..to + size].fill(value);
}

/// memcmp: the order, and equality.
pub fn compare(bytes: &mut [u8], arena: Arena) {
    let (from, to, size) = arena.ranges();
    let (left, right) = (&bytes[from..from + size], &bytes[to..to + size]);
    let result = [left.cmp(right) as i8 as u8, u8::from(left == right)];
    bytes[RESULT..].copy_from_slice(&result);
}

/// Copies of a length the compiler knows, which it expands itself. `size` chooses among them.
pub fn copy_fixed(bytes: &mut [u8], arena: Arena) {
    match arena.size % 12 {
        0 => copy_array::<1>(bytes, arena),
        1 => copy_array::<3>(bytes, arena),
        2 => copy_array::<7>(bytes, arena),
        3 => copy_array::<8>(bytes, arena),
        4 => copy_array::<15>(bytes, arena),
        5 => copy_array::<16>(bytes, arena),
        6 => copy_array::<31>(bytes, arena),
        7 => copy_array::<32>(bytes, arena),
        8 => copy_array::<33>(bytes, arena),
        9 => copy_array::<64>(bytes, arena),
        10 => copy_array::<165>(bytes, arena),
        _ => copy_array::<256>(bytes, arena),
    }
}

/// Through a value on the stack, so that both a load and a store of `N` bytes are needed.
fn copy_array<const N: usize>(bytes: &mut [u8], arena: Arena) {
    let (from, to, _) = arena.ranges();
    let mut value = [0; N];
    value.copy_from_slice(&bytes[from..from + N]);
    let value = std::hint::black_box(value);
    bytes[to..to + N].copy_from_slice(&value);
}
