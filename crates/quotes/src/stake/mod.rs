//! What stake is worth and earns.

pub mod projection;

use stake::state::{Farm, Operator, Pool, Position};
