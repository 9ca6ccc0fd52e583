// Operators that need whole rows: a workgroup works on one row at a time. The definitions are those of
// crates/proof/src/arith/norm.rs and softmax.rs, whose names are used here.

struct Rows {
    rows: u32,
    cols: u32,
    out_pitch: u32,
    x_pitch: u32,
    x_wide: u32,
    shift: u32,
    eps: u32,
    centred: u32,
    mult: u32,
    masked: u32,
    mask_pitch: u32,
    first: u32,
    mask_divisor: u32,
    mask_modulus: u32,
    mask_first: u32,
}

@group(0) @binding(0) var<uniform> p: Rows;

// What the threads have found, each in its own place, is brought together in the first place.
var<workgroup> words: array<u32, 256>;
var<workgroup> wides: array<Wide, 256>;

// What the elements of a row share, found by one thread: I, and h.
var<workgroup> inverse: Wide;
var<workgroup> down: u32;

fn x_at(row: u32, col: u32) -> i32 {
    if (p.x_wide != 0u) {
        return bitcast<i32>(first[row * p.x_pitch + col]);
    }
    return byte_of(first[row * p.x_pitch + col / 4u], col % 4u);
}

fn or_of_all(thread: u32, value: u32) -> u32 {
    words[thread] = value;
    workgroupBarrier();
    for (var half = GROUP / 2u; half > 0u; half >>= 1u) {
        if (thread < half) {
            words[thread] |= words[thread + half];
        }
        workgroupBarrier();
    }
    let all = words[0];
    workgroupBarrier();
    return all;
}

fn max_of_all(thread: u32, value: i32) -> i32 {
    words[thread] = bitcast<u32>(value);
    workgroupBarrier();
    for (var half = GROUP / 2u; half > 0u; half >>= 1u) {
        if (thread < half) {
            let larger = max(bitcast<i32>(words[thread]), bitcast<i32>(words[thread + half]));
            words[thread] = bitcast<u32>(larger);
        }
        workgroupBarrier();
    }
    let all = bitcast<i32>(words[0]);
    workgroupBarrier();
    return all;
}

fn sum_of_all(thread: u32, value: u32) -> u32 {
    words[thread] = value;
    workgroupBarrier();
    for (var half = GROUP / 2u; half > 0u; half >>= 1u) {
        if (thread < half) {
            words[thread] += words[thread + half];
        }
        workgroupBarrier();
    }
    let all = words[0];
    workgroupBarrier();
    return all;
}

fn wide_sum_of_all(thread: u32, value: Wide) -> Wide {
    wides[thread] = value;
    workgroupBarrier();
    for (var half = GROUP / 2u; half > 0u; half >>= 1u) {
        if (thread < half) {
            wides[thread] = plus(wides[thread], wides[thread + half]);
        }
        workgroupBarrier();
    }
    let all = wides[0];
    workgroupBarrier();
    return all;
}

// The largest number of 32 bits whose square is at most `value`, which is below 2^63.
fn root_of(value: Wide) -> u32 {
    var root = 0u;
    for (var bit = 0x80000000u; bit != 0u; bit >>= 1u) {
        let candidate = root | bit;
        let square = product_unsigned(candidate, candidate);
        // A square of 2^63 or more looks negative.
        if (at_most(wide(0), square) && at_most(square, value)) {
            root = candidate;
        }
    }
    return root;
}

// floor(2^62 / divisor); `divisor` is at least 2^30, so 32 bits hold it.
fn inverse_of(divisor: u32) -> u32 {
    let dividend = left(wide(1), 62u);
    var quotient = 0u;
    for (var bit = 0x80000000u; bit != 0u; bit >>= 1u) {
        let candidate = quotient | bit;
        let covered = product_unsigned(candidate, divisor);
        if (at_most(wide(0), covered) && at_most(covered, dividend)) {
            quotient = candidate;
        }
    }
    return quotient;
}

// Step 1: (x + floor(2^e / 2)) >> e, written so that nothing leaves i32.
fn narrowed(x: i32, narrow: u32) -> i32 {
    if (narrow == 0u) {
        return x;
    }
    return (x >> narrow) + ((x >> (narrow - 1u)) & 1);
}

@compute @workgroup_size(256)
fn normalise(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) thread: u32,
) {
    for (var row = group.x; row < p.rows; row += groups.x) {
        var narrow = 0u;
        if (p.x_wide != 0u) {
            // Or-ing is enough: only the highest bit counts.
            var magnitudes = 0u;
            for (var col = thread; col < p.cols; col += GROUP) {
                let x = x_at(row, col);
                magnitudes |= select(bitcast<u32>(x), 0u - bitcast<u32>(x), x < 0);
            }
            let used = 32u - countLeadingZeros(or_of_all(thread, magnitudes));
            narrow = max(used, 15u) - 15u;
        }
        var sum = 0;
        var squares = wide(0);
        for (var col = thread; col < p.cols; col += GROUP) {
            let x = narrowed(x_at(row, col), narrow);
            sum += x;
            squares = plus(squares, product(x, x));
        }
        // n 2^15 is at most 2^29.
        let total = bitcast<i32>(sum_of_all(thread, bitcast<u32>(sum)));
        let total_squares = wide_sum_of_all(thread, squares);
        // S
        let mean = select(0, total, p.centred != 0u);

        if (thread == 0u) {
            let variance = minus(times(p.cols, total_squares), product(mean, mean));
            let floor = right(product_unsigned(p.eps, p.cols * p.cols), 2u * narrow);
            // W
            let spread = plus(variance, floor);
            var zeros = countLeadingZeros(high(spread));
            if (zeros == 32u) {
                zeros += countLeadingZeros(low(spread) | 1u);
            }
            // s
            let up = (zeros - 1u) & 0xfffffffeu;
            down = 46u - up / 2u;
            inverse = wide(0);
            if ((low(spread) | high(spread)) != 0u) {
                inverse = wide_unsigned(inverse_of(root_of(left(spread, up))));
            }
        }
        workgroupBarrier();

        for (var at = thread; at < p.out_pitch; at += GROUP) {
            var word = 0u;
            for (var lane = 0u; lane < 4u && at * 4u + lane < p.cols; lane++) {
                let col = at * 4u + lane;
                // d, at most 2^30 in magnitude.
                let deviation = i32(p.cols) * narrowed(x_at(row, col), narrow) - mean;
                var scaled = product_unsigned(bitcast<u32>(abs(deviation)), low(inverse));
                if (deviation < 0) {
                    scaled = minus(wide(0), scaled);
                }
                // t, at most 2^24 in magnitude.
                let normalised = bitcast<i32>(low(round_shift(scaled, down)));
                var value = product(normalised, bitcast<i32>(second[col]));
                if (p.centred != 0u) {
                    value = plus(value, left(wide(bitcast<i32>(third[col])), 16u));
                }
                word = with_byte(word, lane, requantised(value, p.shift, 0u));
            }
            result[row * p.out_pitch + at] = word;
        }
        // The next row's statistics must not come before this row's last element.
        workgroupBarrier();
    }
}

// Whether the mask leaves this column.
fn left_by_mask(row: u32, col: u32) -> bool {
    if (p.masked == 0u) {
        return true;
    }
    let mask_row = (p.first + row) / p.mask_divisor % p.mask_modulus - p.mask_first;
    return byte_of(third[mask_row * p.mask_pitch + col / 4u], col % 4u) != 0;
}

// E
fn exponential(x: i32, largest: i32) -> u32 {
    let distance = bitcast<u32>(largest) - bitcast<u32>(x);
    var scaled = product_unsigned(distance, p.mult);
    if (p.shift != 0u) {
        scaled = right_unsigned(plus(scaled, left(wide(1), p.shift - 1u)), p.shift);
    }
    let index = select(min(low(scaled), 255u), 255u, high(scaled) != 0u);
    return bitcast<u32>(clamp(bitcast<i32>(second[index]), 0, 65535));
}

// floor(127 * 2^40 / divisor), bit by bit; `divisor` is at most 2^30.
fn share_of(divisor: u32) -> Wide {
    var quotient = wide(0);
    var rest = 0u;
    for (var bit = 47u; bit > 0u; bit--) {
        // 127 * 2^40 has seven ones and 40 zeros.
        rest = rest * 2u + select(0u, 1u, bit > 40u);
        quotient = left(quotient, 1u);
        if (rest >= divisor) {
            rest -= divisor;
            quotient = plus(quotient, wide(1));
        }
    }
    return quotient;
}

@compute @workgroup_size(256)
fn softmax(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) thread: u32,
) {
    for (var row = group.x; row < p.rows; row += groups.x) {
        var own = -0x7fffffff - 1;
        for (var col = thread; col < p.cols; col += GROUP) {
            if (left_by_mask(row, col)) {
                own = max(own, x_at(row, col));
            }
        }
        let largest = max_of_all(thread, own);
        var sum = 0u;
        for (var col = thread; col < p.cols; col += GROUP) {
            if (left_by_mask(row, col)) {
                sum += exponential(x_at(row, col), largest);
            }
        }
        // T; 0 when nothing is left.
        let total = sum_of_all(thread, sum);
        if (thread == 0u) {
            inverse = wide(0);
            if (total != 0u) {
                inverse = share_of(total);
            }
        }
        workgroupBarrier();

        for (var at = thread; at < p.out_pitch; at += GROUP) {
            var word = 0u;
            for (var lane = 0u; lane < 4u && at * 4u + lane < p.cols; lane++) {
                let col = at * 4u + lane;
                if (left_by_mask(row, col)) {
                    let share = times(exponential(x_at(row, col), largest), inverse);
                    word = with_byte(word, lane, bitcast<i32>(low(round_shift(share, 40u))));
                }
            }
            result[row * p.out_pitch + at] = word;
        }
        workgroupBarrier();
    }
}
