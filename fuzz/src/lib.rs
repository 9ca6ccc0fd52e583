//! What the fuzz targets share: jobs on trial, and bytes that become one.

mod bend;
#[path = "../../crates/proof/tests/proof/catalogue.rs"]
mod catalogue;
#[path = "../../crates/proof/tests/proof/job.rs"]
pub mod job;
mod single;
mod trial;

pub use bend::Edit;
pub use single::Single;
pub use trial::Trial;
