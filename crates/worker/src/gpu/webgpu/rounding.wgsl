// The arithmetic of crates/proof/src/arith.

// round_shift: `(value + 2^(shift - 1)) >> shift`.
fn round_shift(value: Wide, shift: u32) -> Wide {
    if (shift == 0u) {
        return value;
    }
    return right(plus(value, left(wide(1), shift - 1u)), shift);
}

// The rounded and shifted value, clamped to 127 in magnitude or, for an i32, to 2^31 - 1.
fn requantised(value: Wide, shift: u32, is_wide: u32) -> i32 {
    let limit = select(127, 0x7fffffff, is_wide != 0u);
    let rounded = round_shift(value, shift);
    if (at_most(wide(limit), rounded)) {
        return limit;
    }
    if (at_most(rounded, wide(-limit))) {
        return -limit;
    }
    return bitcast<i32>(low(rounded));
}

// `factor * value`, for a value of any size whose product fits.
fn times(factor: u32, value: Wide) -> Wide {
    return plus(product_unsigned(factor, low(value)), left(product_unsigned(factor, high(value)), 32u));
}
