//! Every device gives the bits of the definition, op by op, at the edges of sizes and numbers.
//!
//! These run on whatever adapter there is. A machine without one skips them, unless `ASSAY_REQUIRE_GPU=1` says that
//! there must be one (as it does where the software driver is installed).

mod cases;
mod cuda;
mod faults;
mod held;

use assay_proof::eval;

use super::device::Device;
use super::engine::Engine;
use super::webgpu::{Graphics, WgpuBackend};
use crate::backend::{Backend as _, BackendError};
use cases::Case;

/// What is missing is skipped, unless `variable` says that it must be there.
fn opened<T, E: core::fmt::Display>(opened: Result<T, E>, variable: &str) -> Option<T> {
    match opened {
        Ok(opened) => Some(opened),
        Err(error) if std::env::var_os(variable).is_some_and(|value| value == "1") => {
            panic!("{variable}=1, but {error}")
        }
        Err(error) => {
            eprintln!("skipped: {error}");
            None
        }
    }
}

/// The adapter with 64-bit arithmetic as it has it, and with that put together from words.
fn graphics() -> Vec<Engine<Graphics>> {
    let open = |emulated| opened(Graphics::open(emulated), "ASSAY_REQUIRE_GPU").map(Engine::new);
    [false, true].into_iter().filter_map(open).collect()
}

/// Calls `test` on every device of this machine.
fn on_every_device(test: impl Tester) {
    for mut engine in graphics() {
        test.run(&mut engine);
    }
    cuda::on_every_device(&test);
}

/// A test that is written for any device.
trait Tester {
    fn run<D: Device>(&self, engine: &mut Engine<D>);
}

impl<D: Device> Engine<D> {
    fn run_case(&mut self, case: &Case) -> Result<assay_proof::Tensor, BackendError> {
        let operands: Vec<&assay_proof::Tensor> = case.operands.iter().collect();
        self.run_unnamed(&case.op, case.out, &operands)
    }

    fn assert_like_eval(&mut self, case: &Case) {
        let tensors: Vec<&assay_proof::Tensor> = case.operands.iter().collect();
        let expected = eval(&case.op, case.out, &tensors).unwrap();
        let got = self.run_case(case).unwrap();
        let first = (0..expected.data().len()).find(|&at| expected.data()[at] != got.data()[at]);
        assert_eq!(first, None, "byte that differs of {case:?} on {}", self.name());
    }
}

/// Runs all cases.
struct Cases(Vec<Case>);

impl Tester for Cases {
    fn run<D: Device>(&self, engine: &mut Engine<D>) {
        self.0.iter().for_each(|case| engine.assert_like_eval(case));
    }
}

#[test]
fn products_of_every_edge_of_the_tiling() {
    on_every_device(Cases(cases::products()));
}

#[test]
fn operators_on_elements() {
    on_every_device(Cases(cases::elements()));
}

#[test]
fn operators_on_rows() {
    on_every_device(Cases(cases::rows()));
}

#[test]
fn operators_that_move() {
    on_every_device(Cases(cases::moves()));
}

#[test]
fn the_largest_numbers_of_every_operator() {
    on_every_device(Cases(cases::extremes()));
}

/// Every operator with buffers that hold a few rows only.
struct InPieces;

impl Tester for InPieces {
    fn run<D: Device>(&self, engine: &mut Engine<D>) {
        engine.set_buffer_bytes(4096);
        cases::larger_than_a_page()
            .iter()
            .for_each(|case| engine.assert_like_eval(case));
    }
}

#[test]
fn tensors_larger_than_a_buffer_are_cut_and_put_together_again() {
    on_every_device(InPieces);
}

#[test]
fn the_backend_names_its_adapter() {
    let Ok(backend) = WgpuBackend::new() else { return };
    let name = backend.name();
    assert!(name.starts_with("wgpu (") && name.len() > 8, "{name}");
}
