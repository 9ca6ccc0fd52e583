//! Every backend gives the bits of the reference, op by op, on random graphs.

mod common;

use assay_proof::Tensor;
use assay_worker::{Backend, CpuBackend, WgpuBackend};
use common::Job;

/// All backends of this machine. Without a graphics adapter that is the processor's only, unless
/// `ASSAY_REQUIRE_GPU=1` says that there must be one.
fn backends() -> Vec<Box<dyn Backend>> {
    let mut all: Vec<Box<dyn Backend>> = Vec::new();
    all.extend(
        CpuBackend::all()
            .into_iter()
            .map(|backend| Box::new(backend) as Box<dyn Backend>),
    );
    match WgpuBackend::new() {
        Ok(backend) => all.push(Box::new(backend)),
        Err(error) => {
            let required = std::env::var_os("ASSAY_REQUIRE_GPU").is_some_and(|value| value == "1");
            assert!(!required, "ASSAY_REQUIRE_GPU=1, but {error}");
        }
    }
    all
}

#[test]
fn random_graphs_give_the_same_bits_on_every_backend() {
    let mut backends = backends();
    let mut ops = std::collections::BTreeMap::<&str, usize>::new();
    for seed in 0..60 {
        let job = Job::random(seed, 14);
        let results = job.reference();
        for (op, desc) in job.spec.ops.iter().enumerate() {
            *ops.entry(desc.op.name()).or_default() += 1;
            let operands: Vec<Tensor> = desc
                .op
                .operands()
                .iter()
                .map(|&source| job.operand(&results, source))
                .collect();
            let operands: Vec<&Tensor> = operands.iter().collect();
            for backend in &mut backends {
                let got = backend.run(&desc.op, desc.shape, &operands).unwrap();
                assert!(
                    got == results[op],
                    "seed {seed}, op {op}: {desc:?} on {}",
                    backend.name()
                );
            }
        }
    }
    assert_eq!(ops.len(), 11, "the graphs must hold every operator: {ops:?}");
}
