//! Reading calibration and evaluation data.

use crate::error::ModelError;
use crate::source::tensors::Tensors;
use ndarray::Array2;
use std::path::Path;

/// Name of the tensor of rows, where a file has several.
const INPUT: &str = "input";
/// Name of the tensor of labels.
const LABELS: &str = "labels";

/// Rows of numbers, and the classes that they are of where the file says so.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    /// One example in each row.
    pub rows: Array2<f32>,
    /// The class of each.
    pub labels: Option<Vec<usize>>,
}

/// The sentences of a text file, one a line. Empty lines at the end are none; others are refused where they are
/// turned into tokens, by number.
///
/// # Errors
///
/// When the file cannot be read, is no UTF-8 or holds no sentence.
pub fn sentences(path: &Path) -> Result<Vec<String>, ModelError> {
    let text = std::fs::read_to_string(path).map_err(ModelError::file(path))?;
    let sentences: Vec<String> = text
        .trim_end()
        .lines()
        .map(|line| line.trim().to_owned())
        .collect();
    if sentences.is_empty() {
        return Err(ModelError::NoData {
            what: path.display().to_string(),
            of: "sentences",
        });
    }
    Ok(sentences)
}

/// The rows of a safetensors file: its only tensor, or `input` and, for the classes, `labels`. Floats and integers are
/// read.
///
/// # Errors
///
/// When the file cannot be read, has no such tensor, or one of another size than rows and a class for each.
pub fn rows(path: &Path) -> Result<Rows, ModelError> {
    let bytes = std::fs::read(path).map_err(ModelError::file(path))?;
    let tensors = Tensors::parse(path, &bytes)?;
    let name = match tensors.names().as_slice() {
        [only] => (*only).to_owned(),
        _ => INPUT.to_owned(),
    };
    let what = |name: &str| format!("{} of {}", name, path.display());
    let tensor = tensors.data(&name)?;
    let &[count, width] = tensor.shape.as_slice() else {
        return Err(ModelError::DataShape {
            what: what(&name),
            found: format!("of size {:?}", tensor.shape),
            expected: "rows, [count, columns]".to_owned(),
        });
    };
    if count == 0 {
        return Err(ModelError::NoData {
            what: what(&name),
            of: "rows",
        });
    }
    let labels = match name != LABELS && tensors.has(LABELS) {
        true => Some(labels(&tensors, count, &what(LABELS))?),
        false => None,
    };
    let rows = Array2::from_shape_vec((count, width), tensor.data).expect("a tensor's data has its size");
    Ok(Rows { rows, labels })
}

fn labels(tensors: &Tensors<'_>, count: usize, what: &str) -> Result<Vec<usize>, ModelError> {
    let tensor = tensors.data(LABELS)?;
    let wrong = |found: String| ModelError::DataShape {
        what: what.to_owned(),
        found,
        expected: format!("a class, 0 or above, for each of {count} rows"),
    };
    if tensor.shape != [count] {
        return Err(wrong(format!("of size {:?}", tensor.shape)));
    }
    let class = |&label: &f32| {
        let whole = label >= 0.0 && label.fract() == 0.0;
        whole
            .then_some(label as usize)
            .ok_or_else(|| wrong(format!("with a class of {label}")))
    };
    tensor.data.iter().map(class).collect()
}
