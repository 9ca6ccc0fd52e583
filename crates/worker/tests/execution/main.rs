//! Running, committing, and going on after a kill.

#[path = "../common/mod.rs"]
mod common;
mod devices;

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use assay_proof::{
    benchmark::Benchmark, commitment, seeded, trace_root, DType, Hash, JobSpec, Mult, Op, OpDesc, Shape,
    Source, Tensor, WeightDesc,
};
use assay_worker::execute::{check_operands, run, Control, ExecuteError, Footprint, Trace};
use assay_worker::store::{JobId, Store, StoreError};
use assay_worker::{execute, BackendError, CpuBackend, TensorId};
use common::Job;
use devices::{Counting, Losing, Misshapen, Trusting};

const ID: JobId = JobId([7; 32]);
const PROVIDER: Hash = [9; 32];

#[test]
fn an_execution_holds_every_result_and_commits_to_each() {
    let job = Job::random(3, 20);
    let execution = execute(&job.spec, &job.weights, &job.inputs, &mut CpuBackend::new()).unwrap();
    let reference = job.reference();
    assert_eq!(execution.tensors, reference);
    let roots: Vec<Hash> = reference.iter().map(Tensor::root).collect();
    assert_eq!(execution.roots, roots);
    assert_eq!(execution.trace_root, trace_root(&roots));
    assert_eq!(execution.output_root, *roots.last().unwrap());
}

/// All of them have the same root, which says nothing about them.
#[test]
fn weights_of_a_seed_are_held_by_names_of_their_own_and_not_after_the_run() {
    let size = Benchmark {
        rows: 2,
        width: 32,
        weights: 3,
        steps: 7,
    };
    let (spec, inputs) = (size.spec().unwrap(), [size.input()]);
    let mut backend = Trusting {
        inner: CpuBackend::new(),
        held: HashMap::new(),
    };
    for seed in [[1; 32], [2; 32]] {
        let weights: Vec<Tensor> = (0..3).map(|n| seeded(&seed, n, spec.weights[0].shape)).collect();
        let right = execute(&spec, &weights, &inputs, &mut CpuBackend::new()).unwrap();
        let found = execute(&spec, &weights, &inputs, &mut backend).unwrap();
        assert_eq!(found.trace_root, right.trace_root);
        assert!(backend.held.is_empty());
    }
}

#[test]
fn an_op_whose_device_was_lost_is_tried_once_more() {
    let job = Job::random(7, 12);
    let mut backend = Losing::every(3);
    let execution = execute(&job.spec, &job.weights, &job.inputs, &mut backend).unwrap();
    assert_eq!(execution.tensors, job.reference());
    // Gone twice is gone.
    let error = execute(&job.spec, &job.weights, &job.inputs, &mut Losing::every(1)).unwrap_err();
    let ExecuteError::Backend {
        op: 0,
        error: BackendError::Lost { reason, .. },
    } = error
    else {
        panic!("{error}")
    };
    assert_eq!(reason, "unplugged");
}

#[test]
fn every_result_has_a_name_of_its_own_and_is_released() {
    let job = Job::random(8, 12);
    let mut backend = Losing::every(usize::MAX);
    for runs in 1..3 {
        execute(&job.spec, &job.weights, &job.inputs, &mut backend).unwrap();
        let given: HashSet<TensorId> = backend.given.iter().copied().collect();
        assert_eq!(given.len(), runs * job.spec.ops.len());
        assert!(given.iter().all(|id| backend.released.contains(id)));
    }
}

#[test]
fn a_run_stopped_at_any_op_goes_on_from_there() {
    let job = Job::random(5, 12);
    let ops = job.spec.ops.len();
    let whole = execute(&job.spec, &job.weights, &job.inputs, &mut CpuBackend::new()).unwrap();
    let stop = AtomicBool::new(false);
    for limit in 1..ops {
        let dir = tempfile::tempdir().unwrap();
        let control = Control {
            stop: Some(&stop),
            progress: None,
        };
        let store = Store::open(dir.path()).unwrap();
        let mut folder = store.create(ID).unwrap();
        let mut first = Counting::new(limit, &stop);
        let stopped = run(
            &job.spec,
            &job.weights,
            &job.inputs,
            &mut first,
            &mut folder,
            &control,
        );
        assert!(
            matches!(stopped, Err(ExecuteError::Stopped { op }) if op == limit),
            "{stopped:?}"
        );
        drop((folder, store));

        let store = Store::open(dir.path()).unwrap();
        let mut folder = store.job(ID).unwrap().unwrap();
        folder.recover(&job.spec).unwrap();
        assert_eq!(folder.done(), limit);
        let mut second = Counting::new(usize::MAX, &stop);
        run(
            &job.spec,
            &job.weights,
            &job.inputs,
            &mut second,
            &mut folder,
            &control,
        )
        .unwrap();
        assert_eq!(first.ran + second.ran, ops, "nothing is computed twice");
        assert_eq!(folder.seal(&PROVIDER).unwrap().trace_root, whole.trace_root);
    }
}

fn finished(store: &Store, job: &Job) -> assay_worker::store::JobFolder {
    let mut folder = store.create(ID).unwrap();
    let mut backend = CpuBackend::new();
    run(
        &job.spec,
        &job.weights,
        &job.inputs,
        &mut backend,
        &mut folder,
        &Control::default(),
    )
    .unwrap();
    folder
}

#[test]
fn the_salt_is_drawn_once_and_survives() {
    let dir = tempfile::tempdir().unwrap();
    let job = Job::random(6, 5);
    let store = Store::open(dir.path()).unwrap();
    let sealed = finished(&store, &job).seal(&PROVIDER).unwrap();
    assert_ne!(sealed.salt, [0; 32]);
    let expected = commitment(
        &ID.0,
        &PROVIDER,
        &sealed.trace_root,
        &sealed.output_root,
        &sealed.salt,
    );
    assert_eq!(sealed.commitment, expected);
    drop(store);
    let store = Store::open(dir.path()).unwrap();
    let mut folder = store.job(ID).unwrap().unwrap();
    assert_eq!(folder.record().sealed.as_ref(), Some(&sealed));
    assert_eq!(folder.seal(&PROVIDER).unwrap(), sealed);
    assert!(!folder.record().revealed);

    let other = tempfile::tempdir().unwrap();
    let elsewhere = finished(&Store::open(other.path()).unwrap(), &job)
        .seal(&PROVIDER)
        .unwrap();
    assert_ne!(elsewhere.salt, sealed.salt, "every run draws its own salt");
}

#[test]
fn what_a_crash_tears_is_computed_again_and_nothing_else() {
    let job = Job::random(7, 10);
    let ops = job.spec.ops.len();
    // Each tears one thing of the last-but-one result; recovery must keep exactly what is before it.
    let torn = ops - 2;
    type Tear = fn(&std::path::Path, usize);
    let tears: [Tear; 4] = [
        |folder, op| std::fs::remove_file(folder.join(format!("ops/{op}.bin"))).unwrap(),
        |folder, op| std::fs::write(folder.join(format!("ops/{op}.bin")), [1]).unwrap(),
        |folder, op| {
            let path = folder.join(format!("ops/{op}.bin"));
            let mut bytes = std::fs::read(&path).unwrap();
            bytes[0] ^= 1;
            std::fs::write(path, bytes).unwrap();
        },
        |folder, op| {
            let path = folder.join("trace.bin");
            let bytes = std::fs::read(&path).unwrap();
            std::fs::write(path, &bytes[..op * 41 + 40]).unwrap();
        },
    ];
    for tear in tears {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        drop(finished(&store, &job));
        tear(&dir.path().join("jobs").join(ID.to_string()), torn);
        let mut folder = store.job(ID).unwrap().unwrap();
        folder.recover(&job.spec).unwrap();
        assert_eq!(folder.done(), torn);
        drop(folder);
        let folder = finished(&store, &job);
        let reference: Vec<Hash> = job.reference().iter().map(Tensor::root).collect();
        assert_eq!(folder.roots(), reference);
    }
}

#[test]
fn results_of_another_spec_are_not_taken_for_this_ones() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    drop(finished(&store, &Job::dense(1, 4, 20, 30)));
    let mut folder = store.job(ID).unwrap().unwrap();
    folder.recover(&Job::dense(1, 5, 20, 30).spec).unwrap();
    assert_eq!(folder.done(), 0);
}

#[test]
fn two_workers_cannot_share_a_folder() {
    let dir = tempfile::tempdir().unwrap();
    let first = Store::open(dir.path()).unwrap();
    assert!(matches!(Store::open(dir.path()), Err(StoreError::InUse { .. })));
    drop(first);
    assert!(Store::open(dir.path()).is_ok());
}

#[cfg(unix)]
#[test]
fn the_salt_is_readable_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path().join("data")).unwrap();
    finished(&store, &Job::random(8, 3)).seal(&PROVIDER).unwrap();
    let folder = dir.path().join("data/jobs").join(ID.to_string());
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder.join("state.json")), 0o600);
    assert_eq!(mode(&folder), 0o700);
}

#[test]
fn a_damaged_state_file_is_an_error_that_names_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    drop(store.create(ID).unwrap());
    std::fs::write(
        dir.path().join("jobs").join(ID.to_string()).join("state.json"),
        "{",
    )
    .unwrap();
    let error = store.job(ID).unwrap_err();
    assert!(error.to_string().contains("state.json is damaged"), "{error}");
}

#[test]
fn operands_are_checked_before_anything_runs() {
    let mut job = Job::dense(2, 3, 8, 5);
    let check = |spec: &JobSpec, weights: &[Tensor], inputs: &[Tensor]| check_operands(spec, weights, inputs);
    assert!(check(&job.spec, &job.weights, &job.inputs).is_ok());
    let missing = check(&job.spec, &job.weights[1..], &job.inputs);
    assert!(
        matches!(
            missing,
            Err(ExecuteError::Count {
                what: "weight",
                expected: 4,
                found: 3
            })
        ),
        "{missing:?}"
    );
    let input = Tensor::from_i8(3, 9, &[0; 27]).unwrap();
    let wrong = check(&job.spec, &job.weights, &[input]);
    assert!(
        matches!(
            wrong,
            Err(ExecuteError::Shape {
                what: "input",
                index: 0,
                ..
            })
        ),
        "{wrong:?}"
    );
    job.weights[1].set(0, 2, 1 << 30);
    let bias = check(&job.spec, &job.weights, &job.inputs);
    assert!(
        matches!(
            bias,
            Err(ExecuteError::Bias {
                op: 1,
                column: 2,
                value: 1_073_741_824
            })
        ),
        "{bias:?}"
    );
}

/// Looks up rows of a table of five by ids that are an input and by ids that are a weight.
fn lookup(input_ids: &[i32], weight_ids: &[i32]) -> Job {
    let table = Tensor::from_i8(5, 3, &[1; 15]).unwrap();
    let given = Tensor::from_i32(1, input_ids.len() as u32, input_ids).unwrap();
    let fixed = Tensor::from_i32(1, weight_ids.len() as u32, weight_ids).unwrap();
    let gather = |ids, rows: usize| OpDesc {
        op: Op::Gather {
            ids,
            table: Source::Weight(0),
        },
        shape: Shape::new(DType::I8, rows as u32, 3),
    };
    let spec = JobSpec {
        inputs: vec![given.shape()],
        weights: [&table, &fixed].map(describe).to_vec(),
        ops: vec![
            gather(Source::Weight(1), weight_ids.len()),
            gather(Source::Input(0), input_ids.len()),
        ],
    };
    spec.validate().unwrap();
    Job {
        spec,
        weights: vec![table, fixed],
        inputs: vec![given],
    }
}

fn describe(tensor: &Tensor) -> WeightDesc {
    WeightDesc {
        shape: tensor.shape(),
        root: tensor.root(),
    }
}

#[test]
fn ids_outside_their_table_are_refused_before_anything_runs_with_op_place_and_value() {
    let check =
        |job: &Job| check_operands(&job.spec, &job.weights, &job.inputs).map_err(|error| error.to_string());
    assert_eq!(check(&lookup(&[0, 4], &[4, 0, 2])), Ok(()));
    let refused = |op, id, position, ids| {
        Err(format!(
            "op {op}: id {id} at position {position} of {ids} is outside a table of 5 rows; refuse the job"
        ))
    };
    assert_eq!(check(&lookup(&[0, 5], &[4])), refused(1, 5, 1, "input 0"));
    assert_eq!(check(&lookup(&[-1], &[4])), refused(1, -1, 0, "input 0"));
    assert_eq!(
        check(&lookup(&[0], &[4, 3, i32::MIN])),
        refused(0, i32::MIN, 2, "weight 1")
    );

    let job = lookup(&[0], &[7]);
    let stop = AtomicBool::new(false);
    let mut counting = Counting::new(1, &stop);
    let error = execute(&job.spec, &job.weights, &job.inputs, &mut counting).unwrap_err();
    assert!(
        matches!(
            error,
            ExecuteError::Id {
                op: 0,
                id: 7,
                rows: 5,
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(counting.ran, 0);
}

#[test]
fn the_footprint_counts_products_by_their_inner_dimension_and_other_ops_by_what_they_take() {
    let shape = |dtype, rows, cols| Shape::new(dtype, rows, cols);
    let product = |fused| {
        let (a, b) = (Source::Input(0), Source::Weight(0));
        let op = match fused {
            false => Op::MatMul { a, b, batch: 1 },
            true => Op::Linear {
                a,
                b,
                bias: None,
                mult: Mult::Scalar(1),
                shift: 0,
                batch: 1,
            },
        };
        let weight = Tensor::from_i8(6, 50, &[0; 300]).unwrap();
        let dtype = if fused { DType::I8 } else { DType::I32 };
        JobSpec {
            inputs: vec![shape(DType::I8, 4, 50)],
            weights: vec![describe(&weight)],
            ops: vec![OpDesc {
                op,
                shape: shape(dtype, 4, 6),
            }],
        }
    };
    let (apart, fused) = (Footprint::of(&product(false)), Footprint::of(&product(true)));
    assert_eq!(
        (apart.arithmetic, fused.arithmetic),
        (2 * 4 * 6 * 50, 2 * 4 * 6 * 50)
    );
    assert_eq!((apart.trace_bytes, fused.trace_bytes), (96, 24));

    let mut spec = product(false);
    let gain = Tensor::from_i32(1, 6, &[1; 6]).unwrap();
    spec.weights.push(describe(&gain));
    spec.ops.push(OpDesc {
        op: Op::RmsNorm {
            x: Source::Op(0),
            gain: Source::Weight(1),
            eps: 0,
            shift: 0,
        },
        shape: shape(DType::I8, 4, 6),
    });
    spec.validate().unwrap();
    let normed = Footprint::of(&spec);
    assert_eq!(normed.trace_bytes, 96 + 24);
    assert_eq!(normed.peak_bytes, 96 + 24);
    assert!(
        normed.arithmetic > apart.arithmetic + 24 * 100,
        "a norm's element takes the time of hundreds of operations, {} counted",
        normed.arithmetic - apart.arithmetic
    );
}

#[test]
fn a_backend_that_returns_another_shape_is_caught() {
    let job = Job::dense(3, 2, 4, 3);
    let result = execute(&job.spec, &job.weights, &job.inputs, &mut Misshapen);
    assert!(
        matches!(result, Err(ExecuteError::ResultShape { op: 0, .. })),
        "{result:?}"
    );
}

#[test]
fn progress_counts_every_op_and_the_footprint_counts_every_byte() {
    let job = Job::dense(4, 10, 16, 8);
    let seen = AtomicUsize::new(0);
    let progress = |progress: assay_worker::execute::Progress| {
        assert_eq!(progress.of, 6);
        assert_eq!(seen.fetch_add(1, Ordering::Relaxed) + 1, progress.done);
    };
    let dir = tempfile::tempdir().unwrap();
    let mut folder = Store::open(dir.path()).unwrap().create(ID).unwrap();
    let control = Control {
        stop: None,
        progress: Some(&progress),
    };
    run(
        &job.spec,
        &job.weights,
        &job.inputs,
        &mut CpuBackend::new(),
        &mut folder,
        &control,
    )
    .unwrap();
    assert_eq!(seen.into_inner(), 6);

    let footprint = Footprint::of(&job.spec);
    // Results: i32 [10,16] twice, i8 [10,16], i32 [10,8] twice, i8 [10,8].
    assert_eq!(footprint.trace_bytes, 640 * 2 + 160 + 320 * 2 + 80);
    // Most at once: the first product and its biased copy.
    assert_eq!(footprint.peak_bytes, 1280);
    assert_eq!(footprint.operand_bytes, 160 + 16 * 16 + 64 + 8 * 16 + 32);
    assert_eq!(job.spec.ops[0].shape.dtype, DType::I32);
}
