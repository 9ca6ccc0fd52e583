//! Where the programs under test come from.

use std::path::PathBuf;

/// Names the folder with other builds of the programs, for testing the tests themselves.
const FOLDER: &str = "ASSAY_PROGRAMS";

/// The ELF file of the program `name`, as `cargo xtask build` leaves it.
///
/// # Panics
/// When it has not been built.
pub fn program_elf(name: &str) -> Vec<u8> {
    let folder = std::env::var_os(FOLDER).map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/deploy")),
        PathBuf::from,
    );
    let path = folder.join(name).with_extension("so");
    std::fs::read(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; run `cargo xtask build` first", path.display()))
}
