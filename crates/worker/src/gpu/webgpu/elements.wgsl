// Operators that work on each element by itself.

struct Elements {
    rows: u32,
    cols: u32,
    out_pitch: u32,
    out_wide: u32,
    x_pitch: u32,
    x_wide: u32,
    y_pitch: u32,
    shift: u32,
    mult: i32,
    x_step: u32,
    y_step: u32,
}

@group(0) @binding(0) var<uniform> p: Elements;

// Element (row, col) of the first operand.
fn x_at(row: u32, col: u32) -> i32 {
    if (p.x_wide != 0u) {
        return bitcast<i32>(first[row * p.x_pitch + col]);
    }
    return byte_of(first[row * p.x_pitch + col / 4u], col % 4u);
}

// Element (row, col) of the second operand, an i8.
fn y_at(row: u32, col: u32) -> i32 {
    return byte_of(second[row * p.y_pitch + col / 4u], col % 4u);
}

@compute @workgroup_size(256)
fn add_bias(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    for (var at = id.x; at < p.rows * p.out_pitch; at += groups.x * GROUP) {
        let row = at / p.out_pitch;
        let col = at % p.out_pitch;
        let x = x_at(row, col);
        let bias = bitcast<i32>(second[col]);
        let sum = x + bias;
        // Both terms have the sign that the sum has not; or the bias is not below 2^30 in magnitude.
        if (((x ^ sum) & (bias ^ sum)) < 0 || bias >= 0x40000000 || bias <= -0x40000000) {
            atomicStore(&status, 1u);
        }
        result[at] = bitcast<u32>(sum);
    }
}

@compute @workgroup_size(256)
fn requant(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    for (var at = id.x; at < p.rows * p.out_pitch; at += groups.x * GROUP) {
        let row = at / p.out_pitch;
        let col = at % p.out_pitch * 4u;
        var word = 0u;
        for (var lane = 0u; lane < 4u && col + lane < p.cols; lane++) {
            let mult = bitcast<i32>(second[(col + lane) * p.x_step]);
            let scaled = product(x_at(row, col + lane), mult);
            word = with_byte(word, lane, requantised(scaled, p.shift, 0u));
        }
        result[at] = word;
    }
}

@compute @workgroup_size(256)
fn add(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let each = lanes(p.out_wide);
    for (var at = id.x; at < p.rows * p.out_pitch; at += groups.x * GROUP) {
        let row = at / p.out_pitch;
        let col = at % p.out_pitch * each;
        var word = 0u;
        for (var lane = 0u; lane < each && col + lane < p.cols; lane++) {
            let j = col + lane;
            let x = product(x_at(row, j), bitcast<i32>(third[j * p.x_step]));
            let y = product(y_at(row, j), bitcast<i32>(fourth[j * p.y_step]));
            word = with_element(word, lane, requantised(plus(x, y), p.shift, p.out_wide), p.out_wide);
        }
        result[at] = word;
    }
}

@compute @workgroup_size(256)
fn mul(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    for (var at = id.x; at < p.rows * p.out_pitch; at += groups.x * GROUP) {
        let row = at / p.out_pitch;
        let col = at % p.out_pitch * 4u;
        var word = 0u;
        for (var lane = 0u; lane < 4u && col + lane < p.cols; lane++) {
            let scaled = product(x_at(row, col + lane) * y_at(row, col + lane), p.mult);
            word = with_byte(word, lane, requantised(scaled, p.shift, 0u));
        }
        result[at] = word;
    }
}

@compute @workgroup_size(256)
fn lut(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    for (var at = id.x; at < p.rows * p.out_pitch; at += groups.x * GROUP) {
        let row = at / p.out_pitch;
        let col = at % p.out_pitch * 4u;
        var word = 0u;
        for (var lane = 0u; lane < 4u && col + lane < p.cols; lane++) {
            // Read unsigned: the upper half of the table serves the negative values.
            let entry = bitcast<u32>(x_at(row, col + lane)) & 255u;
            word = with_byte(word, lane, byte_of(second[entry / 4u], entry % 4u));
        }
        result[at] = word;
    }
}
