// Operators that work on each element by itself.

struct Elements {
    u32 rows, cols, out_pitch, out_wide, x_pitch, x_wide, y_pitch, shift;
    i32 mult;
    u32 x_step, y_step;
};

KERNEL(add_bias, Elements) {
    FOR_EACH_WORD(at, p.rows, p.out_pitch) {
        u32 row = at / p.out_pitch, col = at % p.out_pitch;
        if (col >= p.cols) {
            continue;
        }
        i32 x = element_at(first, p.x_pitch, p.x_wide, row, col);
        i32 bias = (i32)second[col];
        i32 sum = (i32)((u32)x + (u32)bias);
        // Both terms have the sign that the sum has not; or the bias is not below 2^30 in magnitude.
        if (((x ^ sum) & (bias ^ sum)) < 0 || bias >= (1 << 30) || bias <= -(1 << 30)) {
            *status = 1u;
        }
        result[at] = (u32)sum;
    }
}

KERNEL(requant, Elements) {
    FOR_EACH_WORD(at, p.rows, p.out_pitch) {
        u32 row = at / p.out_pitch, col = at % p.out_pitch * 4u, word = 0u;
        for (u32 lane = 0u; lane < 4u && col + lane < p.cols; lane++) {
            i64 x = element_at(first, p.x_pitch, p.x_wide, row, col + lane);
            i64 mult = (i32)second[(col + lane) * p.x_step];
            word = with_byte(word, lane, requantised(x * mult, p.shift, 0u));
        }
        result[at] = word;
    }
}

KERNEL(add, Elements) {
    u32 each = lanes(p.out_wide);
    FOR_EACH_WORD(at, p.rows, p.out_pitch) {
        u32 row = at / p.out_pitch, col = at % p.out_pitch * each, word = 0u;
        for (u32 lane = 0u; lane < each && col + lane < p.cols; lane++) {
            u32 j = col + lane;
            i64 x = element_at(first, p.x_pitch, p.x_wide, row, j);
            i64 y = element_at(second, p.y_pitch, 0u, row, j);
            i64 sum = x * (i32)third[j * p.x_step] + y * (i32)fourth[j * p.y_step];
            word = with_element(word, lane, requantised(sum, p.shift, p.out_wide), p.out_wide);
        }
        result[at] = word;
    }
}

KERNEL(mul, Elements) {
    FOR_EACH_WORD(at, p.rows, p.out_pitch) {
        u32 row = at / p.out_pitch, col = at % p.out_pitch * 4u, word = 0u;
        for (u32 lane = 0u; lane < 4u && col + lane < p.cols; lane++) {
            i64 x = element_at(first, p.x_pitch, 0u, row, col + lane);
            i64 y = element_at(second, p.y_pitch, 0u, row, col + lane);
            word = with_byte(word, lane, requantised(x * y * p.mult, p.shift, 0u));
        }
        result[at] = word;
    }
}

KERNEL(lut, Elements) {
    FOR_EACH_WORD(at, p.rows, p.out_pitch) {
        u32 row = at / p.out_pitch, col = at % p.out_pitch * 4u, word = 0u;
        for (u32 lane = 0u; lane < 4u && col + lane < p.cols; lane++) {
            // Read unsigned: the upper half of the table serves the negative values.
            u32 entry = (u32)element_at(first, p.x_pitch, 0u, row, col + lane) & 255u;
            word = with_byte(word, lane, byte_of(second[entry / 4u], entry % 4u));
        }
        result[at] = word;
    }
}
