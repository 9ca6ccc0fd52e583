//! What stake is worth and earns.

pub mod projection;

use stake::state::{Operator, Pool, Position};
