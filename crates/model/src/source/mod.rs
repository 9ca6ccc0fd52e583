//! Reading models.

mod encoder;
mod tensors;

use crate::error::ModelError;
use crate::network::Network;
use std::path::Path;

/// Reads the model at `path`: a folder of an encoder.
///
/// # Errors
///
/// When it is none of these, damaged, or holds a layer that is not supported.
pub fn read(path: &Path) -> Result<Network, ModelError> {
    if path.join("config.json").is_file() {
        return encoder::read(path);
    }
    Err(ModelError::UnknownSource {
        path: path.to_owned(),
    })
}
