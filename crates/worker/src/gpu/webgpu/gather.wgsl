// Rows of a table, chosen by ids that the caller has checked.

struct Gather {
    rows: u32,
    out_pitch: u32,
    ids_cols: u32,
    ids_pitch: u32,
}

@group(0) @binding(0) var<uniform> p: Gather;

@compute @workgroup_size(256)
fn gather(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    for (var at = id.x; at < p.rows * p.out_pitch; at += groups.x * GROUP) {
        let row = at / p.out_pitch;
        let chosen = first[row / p.ids_cols * p.ids_pitch + row % p.ids_cols];
        // The table's rows are as wide as the result's, and filled up alike.
        result[at] = second[chosen * p.out_pitch + at % p.out_pitch];
    }
}
