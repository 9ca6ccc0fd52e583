// 64-bit integers, two's complement, as two words: the low one in x.

alias Wide = vec2<u32>;

fn wide(value: i32) -> Wide {
    return Wide(bitcast<u32>(value), bitcast<u32>(value >> 31u));
}

fn wide_unsigned(value: u32) -> Wide {
    return Wide(value, 0u);
}

fn product(a: i32, b: i32) -> Wide {
    let p = product_unsigned(bitcast<u32>(a), bitcast<u32>(b));
    // Read unsigned, a negative factor is 2^32 too large.
    let excess = select(0u, bitcast<u32>(b), a < 0) + select(0u, bitcast<u32>(a), b < 0);
    return Wide(p.x, p.y - excess);
}

fn product_unsigned(a: u32, b: u32) -> Wide {
    let a0 = a & 0xffffu;
    let a1 = a >> 16u;
    let b0 = b & 0xffffu;
    let b1 = b >> 16u;
    let p00 = a0 * b0;
    let p01 = a0 * b1;
    let p10 = a1 * b0;
    // At most 3 (2^16 - 1): no carry is lost.
    let middle = (p00 >> 16u) + (p01 & 0xffffu) + (p10 & 0xffffu);
    let upper = a1 * b1 + (p01 >> 16u) + (p10 >> 16u) + (middle >> 16u);
    return Wide((p00 & 0xffffu) | (middle << 16u), upper);
}

fn plus(a: Wide, b: Wide) -> Wide {
    let x = a.x + b.x;
    return Wide(x, a.y + b.y + select(0u, 1u, x < a.x));
}

fn minus(a: Wide, b: Wide) -> Wide {
    return Wide(a.x - b.x, a.y - b.y - select(0u, 1u, a.x < b.x));
}

// `value << by`, `by` below 64.
fn left(value: Wide, by: u32) -> Wide {
    if (by == 0u) {
        return value;
    }
    if (by >= 32u) {
        return Wide(0u, value.x << (by - 32u));
    }
    return Wide(value.x << by, (value.y << by) | (value.x >> (32u - by)));
}

// `value >> by` with the sign, `by` below 64.
fn right(value: Wide, by: u32) -> Wide {
    if (by == 0u) {
        return value;
    }
    let sign = bitcast<i32>(value.y);
    if (by >= 32u) {
        return Wide(bitcast<u32>(sign >> (by - 32u)), bitcast<u32>(sign >> 31u));
    }
    return Wide((value.x >> by) | (value.y << (32u - by)), bitcast<u32>(sign >> by));
}

// `value >> by` of a value read without a sign, `by` below 64.
fn right_unsigned(value: Wide, by: u32) -> Wide {
    if (by == 0u) {
        return value;
    }
    if (by >= 32u) {
        return Wide(value.y >> (by - 32u), 0u);
    }
    return Wide((value.x >> by) | (value.y << (32u - by)), value.y >> by);
}

fn at_most(a: Wide, b: Wide) -> bool {
    let upper_a = bitcast<i32>(a.y);
    let upper_b = bitcast<i32>(b.y);
    return upper_a < upper_b || (upper_a == upper_b && a.x <= b.x);
}

fn low(value: Wide) -> u32 {
    return value.x;
}

fn high(value: Wide) -> u32 {
    return value.y;
}
