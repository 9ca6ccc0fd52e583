//! Evidence of every kind about every op of a job, the way an honest builder writes it.

use crate::job::Job;
use assay_proof::evidence::LeafOpening;

/// About the length and the output, then about each op's header, first and last element, and padding. `job`'s results
/// are what was committed to, whether they are right or not.
pub fn evidence_of_every_kind(job: &Job) -> Vec<Vec<u8>> {
    let trace = job.trace();
    let case = job.case(&trace);
    let mut all = vec![
        case.trace_length(),
        case.output().expect("a trace of the right length"),
    ];
    for (n, result) in job.results.iter().enumerate() {
        let (op, shape, tree) = (n as u16, result.shape(), result.tree());
        let root = tree.merkle_root();
        all.push(case.header(op, shape, &root).expect("an op of the job"));
        for position in [(shape.rows - 1, shape.cols - 1), (0, 0)] {
            let evidence = case.element(op, position, result, &job.operands(n));
            all.push(evidence.expect("an element of the job"));
        }
        let mut bytes = [0; 256];
        let row = result.row(0);
        let tail = &row[(shape.leaves_per_row() - 1) * 256..];
        bytes[..tail.len()].copy_from_slice(tail);
        let leaf = shape.leaves_per_row() as u32 - 1;
        let opening = LeafOpening {
            row: 0,
            leaf,
            bytes,
            path: tree.path(0, leaf as usize),
        };
        let evidence = case.padding_in_leaf(op, shape, &root, &opening);
        all.push(evidence.expect("an op of the job"));
        if !shape.rows.is_power_of_two() {
            let (level, index) = (shape.row_depth() as u8, shape.rows);
            let node = tree.node(level.into(), index as usize);
            let path = tree.path(level.into(), index as usize);
            let evidence = case.padding_node(op, (shape, &root), (level, index), &node, &path);
            all.push(evidence.expect("an op of the job"));
        }
    }
    all
}
