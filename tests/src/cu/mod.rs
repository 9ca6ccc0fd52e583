//! What every instruction costs, in compute units, on the real ELF files.

mod accused;
mod cases;
mod crowd;
mod figure;
mod judged;
mod kernel;
mod measure;
mod pools;
mod table;
mod votes;

pub use cases::cases;
pub use figure::{Case, Figure};
pub use measure::{elf_sizes, measure};
pub use table::{compare, load, render, Growth};
