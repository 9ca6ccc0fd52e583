//! The CUDA backend: on a card, where there is one (`ASSAY_REQUIRE_CUDA=1` says that there must be), and its kernels
//! compiled for the processor everywhere else.

use assay_proof::{eval, DType, Op, Shape, Source, Tensor};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::cases::Case;
use super::{opened, Tester};
use crate::backend::{BackendError, Operand, TensorId};
use crate::gpu::cuda::emulated::Emulated;
#[cfg(feature = "cuda")]
use crate::gpu::cuda::CudaBackend;
use crate::gpu::cuda::{CudaDevice, Driver};
use crate::gpu::device::{Device as _, Layout};
use crate::gpu::engine::Engine;

/// Memory of an emulated card.
const MEMORY_BYTES: u64 = 256 << 20;
/// p = 2⁶¹ − 1
const P: u64 = (1 << 61) - 1;

/// Emulated cards: one that multiplies on tensor cores, and one that leaves products to the kernels.
fn emulated() -> Vec<CudaDevice<Emulated>> {
    let open = |multiplies| {
        opened(
            Emulated::open(multiplies, MEMORY_BYTES),
            "ASSAY_REQUIRE_CUDA_KERNELS",
        )
    };
    [true, false].into_iter().filter_map(open).collect()
}

#[cfg(feature = "cuda")]
fn card() -> Option<CudaBackend> {
    opened(CudaBackend::new(), "ASSAY_REQUIRE_CUDA")
}

pub(super) fn on_every_device(test: &impl Tester) {
    for device in emulated() {
        test.run(&mut Engine::new(device));
    }
    #[cfg(feature = "cuda")]
    if let Some(mut backend) = card() {
        test.run(&mut backend.engine);
    }
}

/// A test of what only cards do.
trait CardTester {
    fn run<R: Driver>(&self, device: &CudaDevice<R>);
}

fn on_every_card(test: impl CardTester) {
    emulated().iter().for_each(|device| test.run(device));
    #[cfg(feature = "cuda")]
    if let Some(backend) = card() {
        test.run(backend.engine.device());
    }
}

fn noise(shape: Shape, seed: u64) -> Tensor {
    let mut data = vec![0u8; shape.bytes() as usize];
    StdRng::seed_from_u64(seed).fill(&mut data[..]);
    Tensor::new(shape, data).unwrap()
}

fn vector(len: u32, seed: u64) -> Vec<u64> {
    let mut rng = StdRng::seed_from_u64(seed);
    let ends = [0, 1, P - 1, P >> 1];
    (0..len as usize)
        .map(|at| *ends.get(at).unwrap_or(&rng.random_range(0..P)))
        .collect()
}

struct Roots;

impl CardTester for Roots {
    fn run<R: Driver>(&self, device: &CudaDevice<R>) {
        let sizes = [
            (1, 1),
            (1, 255),
            (1, 256),
            (1, 257),
            (2, 512),
            (3, 513),
            (5, 700),
            (17, 4096),
            (1, 70_000),
            (1_030, 5),
            (70, 1_300),
        ];
        for (rows, cols) in sizes {
            for dtype in [DType::I8, DType::I32] {
                let tensor = noise(Shape::new(dtype, rows, cols), 1);
                let layout = Layout::of(tensor.shape(), rows as usize, CudaDevice::<R>::ROW_ALIGN);
                let memory = device.upload(layout, tensor.data()).unwrap();
                assert_eq!(
                    device.hashed(layout, &memory).unwrap(),
                    tensor.root(),
                    "{}",
                    tensor.shape()
                );
            }
        }
    }
}

#[test]
fn roots_hashed_on_the_card_are_those_of_the_definition() {
    on_every_card(Roots);
}

/// A result large enough to be hashed where it is comes with its root, also when rows are filled up.
struct ResultRoot;

impl Tester for ResultRoot {
    fn run<D: crate::gpu::device::Device>(&self, engine: &mut Engine<D>) {
        let (a, b) = (
            noise(Shape::new(DType::I8, 150, 70), 1),
            noise(Shape::new(DType::I8, 601, 70), 2),
        );
        let op = Op::MatMul {
            a: Source::Input(0),
            b: Source::Input(1),
            batch: 1,
        };
        let operands = [&a, &b].map(|tensor| Operand { tensor, id: None });
        let out = Shape::new(DType::I32, 150, 601);
        let computed = engine.run(&op, out, &operands, Some(TensorId::fresh())).unwrap();
        assert_eq!(computed.tensor, eval(&op, out, &[&a, &b]).unwrap());
        assert_eq!(computed.root, Some(computed.tensor.root()));
    }
}

#[test]
fn large_results_come_with_their_root() {
    on_every_device(&ResultRoot);
}

struct Field;

impl CardTester for Field {
    fn run<R: Driver>(&self, device: &CudaDevice<R>) {
        let p = i128::from(P);
        for (rows, cols) in [(1, 1), (3, 257), (600, 5), (5, 600)] {
            for dtype in [DType::I8, DType::I32] {
                let mut x = noise(Shape::new(dtype, rows, cols), 3);
                x.set(0, 0, i32::MIN);
                let sum = |terms: &mut dyn Iterator<Item = (i32, u64)>| {
                    let sum: i128 = terms.map(|(x, v)| i128::from(x) * i128::from(v)).sum();
                    sum.rem_euclid(p) as u64
                };
                let by_row = vector(cols, 4);
                let expected: Vec<u64> = (0..rows as usize)
                    .map(|i| sum(&mut (0..cols as usize).map(|j| (x.get(i, j), by_row[j]))))
                    .collect();
                assert_eq!(
                    device.times_vector(&x, &by_row).unwrap(),
                    expected,
                    "{}",
                    x.shape()
                );
                let by_column = vector(rows, 5);
                let expected: Vec<u64> = (0..cols as usize)
                    .map(|j| sum(&mut (0..rows as usize).map(|i| (x.get(i, j), by_column[i]))))
                    .collect();
                assert_eq!(
                    device.vector_times(&by_column, &x).unwrap(),
                    expected,
                    "{}",
                    x.shape()
                );
            }
        }
    }
}

#[test]
fn products_with_vectors_are_exact_modulo_the_prime() {
    on_every_card(Field);
}

struct Freivalds;

impl CardTester for Freivalds {
    fn run<R: Driver>(&self, device: &CudaDevice<R>) {
        let (a, b) = (
            noise(Shape::new(DType::I8, 40, 300), 6),
            noise(Shape::new(DType::I8, 33, 300), 7),
        );
        let op = Op::MatMul {
            a: Source::Input(0),
            b: Source::Input(1),
            batch: 1,
        };
        let mut c = eval(&op, Shape::new(DType::I32, 40, 33), &[&a, &b]).unwrap();
        let random = vector(33, 8);
        assert_eq!(
            device.wrong_rows((&a, &b, &c), &random).unwrap(),
            Vec::<usize>::new()
        );
        c.set(3, 32, c.get(3, 32) + 1);
        c.set(39, 5, c.get(39, 5).wrapping_sub(i32::MIN));
        assert_eq!(device.wrong_rows((&a, &b, &c), &random).unwrap(), [3, 39]);
    }
}

#[test]
fn a_single_wrong_sum_is_found_in_its_row() {
    on_every_card(Freivalds);
}

fn double(values: &[i8]) -> Case {
    let x = Tensor::from_i8(1, values.len() as u32, values).unwrap();
    Case {
        op: Op::Mul {
            x: Source::Input(0),
            y: Source::Input(1),
            mult: 2,
            shift: 0,
        },
        out: x.shape(),
        operands: vec![
            x,
            Tensor::from_i8(1, values.len() as u32, &vec![1; values.len()]).unwrap(),
        ],
    }
}

#[test]
fn a_card_that_is_lost_is_opened_again() {
    for device in emulated() {
        let mut engine = Engine::new(device);
        engine.device().driver.lose_next.set(true);
        let error = engine.run_case(&double(&[1, 2])).unwrap_err();
        assert!(matches!(&error, BackendError::Lost { op: "Mul", .. }), "{error}");
        assert_eq!(
            engine.run_case(&double(&[1, 2])).unwrap(),
            Tensor::from_i8(1, 2, &[2, 4]).unwrap()
        );
    }
}

/// What is held gives way to an op that needs the memory; an op that needs more than there is fails.
#[test]
fn what_is_held_gives_way_when_the_memory_is_full() {
    let Some(device) = opened(Emulated::open(false, 1 << 16), "ASSAY_REQUIRE_CUDA_KERNELS") else {
        return;
    };
    let mut engine = Engine::new(device);
    // Two tensors of 7,000 bytes and their result, three times with what fills them up: half of the memory.
    let case = double(&[3; 2_000]);
    let names = [TensorId::fresh(), TensorId::fresh()];
    let held: Vec<Operand<'_>> = case
        .operands
        .iter()
        .zip(names)
        .map(|(tensor, id)| Operand { tensor, id: Some(id) })
        .collect();
    engine
        .run(&case.op, case.out, &held, Some(TensorId::fresh()))
        .unwrap();
    let large = double(&[5; 4_000]);
    let expected = Tensor::from_i8(1, 4_000, &[10; 4_000]).unwrap();
    assert_eq!(engine.run_case(&large).unwrap(), expected);
    let error = engine.run_case(&double(&[1; 8_000])).unwrap_err();
    assert!(
        matches!(&error, BackendError::Memory { op: "Mul", .. }),
        "{error}"
    );
}

#[test]
#[cfg(feature = "cuda")]
fn a_machine_without_a_card_says_what_is_missing() {
    match CudaBackend::new() {
        Ok(_) => {}
        Err(BackendError::NoCuda { reason }) => assert!(!reason.is_empty()),
        Err(error) => assert!(matches!(error, BackendError::NoDevice { .. }), "{error}"),
    }
}
