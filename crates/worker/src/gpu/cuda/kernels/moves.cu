// Operators that move elements.

struct Stride {
    u32 dims[4], strides[4];
    u32 offset, rows, cols, out_pitch, x_cols, x_pitch, wide;
};

KERNEL(stride, Stride) {
    u32 each = lanes(p.wide);
    FOR_EACH_WORD(at, p.rows, p.out_pitch) {
        u32 row = at / p.out_pitch, col = at % p.out_pitch * each, word = 0u;
        for (u32 lane = 0u; lane < each && col + lane < p.cols; lane++) {
            u32 rest = row * p.cols + col + lane, from = p.offset;
            for (u32 d = 4u; d > 0u; d--) {
                from += rest % p.dims[d - 1u] * p.strides[d - 1u];
                rest /= p.dims[d - 1u];
            }
            i32 value = element_at(first, p.x_pitch, p.wide, from / p.x_cols, from % p.x_cols);
            word = with_element(word, lane, value, p.wide);
        }
        result[at] = word;
    }
}

// The result is x in its upper left and y in the rest.
struct Concat {
    u32 rows, cols, out_pitch, wide, x_pitch, y_pitch, split_row, split_col, y_row, y_col;
};

KERNEL(concat, Concat) {
    u32 each = lanes(p.wide);
    FOR_EACH_WORD(at, p.rows, p.out_pitch) {
        u32 row = at / p.out_pitch, word = 0u;
        for (u32 lane = 0u; lane < each && at % p.out_pitch * each + lane < p.cols; lane++) {
            u32 col = at % p.out_pitch * each + lane;
            bool in_x = row < p.split_row && col < p.split_col;
            i32 value = in_x ? element_at(first, p.x_pitch, p.wide, row, col)
                             : element_at(second, p.y_pitch, p.wide, row - p.y_row, col - p.y_col);
            word = with_element(word, lane, value, p.wide);
        }
        result[at] = word;
    }
}

// Rows of a table, chosen by ids that the caller has checked.
struct Gather {
    u32 rows, out_pitch, ids_cols, ids_pitch;
};

KERNEL(gather, Gather) {
    FOR_EACH_WORD(at, p.rows, p.out_pitch) {
        u32 row = at / p.out_pitch;
        u32 chosen = first[(u64)(row / p.ids_cols) * p.ids_pitch + row % p.ids_cols];
        // The table's rows are as wide as the result's, and filled up alike.
        result[at] = second[(u64)chosen * p.out_pitch + at % p.out_pitch];
    }
}
