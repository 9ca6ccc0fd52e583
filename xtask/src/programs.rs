//! The one table of on-chain programs.

/// A program that `cargo xtask build` compiles to an ELF file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Program {
    /// The library's name, the ELF file's stem, and the name in tables and JSON.
    pub name: &'static str,
    /// The cargo package.
    pub package: &'static str,
    /// Its folder in the checkout.
    pub folder: &'static str,
}

/// What is deployed. `target/deploy` holds these and nothing else.
pub const PROGRAMS: &[Program] = &[
    Program {
        name: "stake",
        package: "assay-stake",
        folder: "programs/stake",
    },
    Program {
        name: "escrow",
        package: "assay-escrow",
        folder: "programs/escrow",
    },
];

/// The program that pins what the toolchain must get right. It is never deployed, so its ELF file
/// is kept out of `target/deploy`.
pub const CONFORMANCE: Program = Program {
    name: "conformance",
    package: "conformance",
    folder: "tests/conformance",
};

/// The largest ELF file a program may have, in bytes (`docs` call it the size budget): rent for
/// the program's account grows with it.
pub const ELF_BUDGET: u64 = 150 * 1024;

/// Looks a program up by the name it has in tables.
pub fn find(name: &str) -> Option<Program> {
    PROGRAMS
        .iter()
        .chain([&CONFORMANCE])
        .find(|program| program.name == name)
        .copied()
}
