// Operators that move elements.

struct Stride {
    dims: vec4<u32>,
    strides: vec4<u32>,
    offset: u32,
    rows: u32,
    cols: u32,
    out_pitch: u32,
    x_cols: u32,
    x_pitch: u32,
    wide: u32,
}

@group(0) @binding(0) var<uniform> p: Stride;

@compute @workgroup_size(256)
fn stride(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let each = lanes(p.wide);
    for (var at = id.x; at < p.rows * p.out_pitch; at += groups.x * GROUP) {
        let row = at / p.out_pitch;
        let col = at % p.out_pitch * each;
        var word = 0u;
        for (var lane = 0u; lane < each && col + lane < p.cols; lane++) {
            var rest = row * p.cols + col + lane;
            var from_element = p.offset;
            for (var d = 4u; d > 0u; d--) {
                from_element += rest % p.dims[d - 1u] * p.strides[d - 1u];
                rest /= p.dims[d - 1u];
            }
            let x_row = from_element / p.x_cols;
            let x_col = from_element % p.x_cols;
            var value = 0;
            if (p.wide != 0u) {
                value = bitcast<i32>(first[x_row * p.x_pitch + x_col]);
            } else {
                value = byte_of(first[x_row * p.x_pitch + x_col / 4u], x_col % 4u);
            }
            word = with_element(word, lane, value, p.wide);
        }
        result[at] = word;
    }
}
