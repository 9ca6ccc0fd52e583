// The result is x in its upper left and y in the rest.

struct Concat {
    rows: u32,
    cols: u32,
    out_pitch: u32,
    wide: u32,
    x_pitch: u32,
    y_pitch: u32,
    split_row: u32,
    split_col: u32,
    y_row: u32,
    y_col: u32,
}

@group(0) @binding(0) var<uniform> p: Concat;

fn element(row: u32, col: u32) -> i32 {
    let in_x = row < p.split_row && col < p.split_col;
    let each = lanes(p.wide);
    if (in_x) {
        let word = first[row * p.x_pitch + col / each];
        if (p.wide != 0u) {
            return bitcast<i32>(word);
        }
        return byte_of(word, col % 4u);
    }
    let y_col = col - p.y_col;
    let word = second[(row - p.y_row) * p.y_pitch + y_col / each];
    if (p.wide != 0u) {
        return bitcast<i32>(word);
    }
    return byte_of(word, y_col % 4u);
}

@compute @workgroup_size(256)
fn concat(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let each = lanes(p.wide);
    for (var at = id.x; at < p.rows * p.out_pitch; at += groups.x * GROUP) {
        let row = at / p.out_pitch;
        let col = at % p.out_pitch * each;
        var word = 0u;
        for (var lane = 0u; lane < each && col + lane < p.cols; lane++) {
            word = with_element(word, lane, element(row, col + lane), p.wide);
        }
        result[at] = word;
    }
}
