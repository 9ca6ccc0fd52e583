// 64-bit integers, two's complement, where the device has them.

alias Wide = i64;

fn wide(value: i32) -> Wide {
    return i64(value);
}

fn wide_unsigned(value: u32) -> Wide {
    return i64(value);
}

fn product(a: i32, b: i32) -> Wide {
    return i64(a) * i64(b);
}

fn product_unsigned(a: u32, b: u32) -> Wide {
    return i64(u64(a) * u64(b));
}

fn plus(a: Wide, b: Wide) -> Wide {
    return a + b;
}

fn minus(a: Wide, b: Wide) -> Wide {
    return a - b;
}

// `value << by`, `by` below 64.
fn left(value: Wide, by: u32) -> Wide {
    return value << by;
}

// `value >> by` with the sign, `by` below 64.
fn right(value: Wide, by: u32) -> Wide {
    return value >> by;
}

// `value >> by` of a value read without a sign, `by` below 64.
fn right_unsigned(value: Wide, by: u32) -> Wide {
    return i64(u64(value) >> by);
}

fn at_most(a: Wide, b: Wide) -> bool {
    return a <= b;
}

fn low(value: Wide) -> u32 {
    return u32(u64(value) & 0xfffffffflu);
}

fn high(value: Wide) -> u32 {
    return u32(u64(value) >> 32u);
}
