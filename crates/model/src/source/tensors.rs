//! Tensors of floats from a safetensors file.

use crate::error::ModelError;
use half::{bf16, f16};
use ndarray::{Array1, Array2};
use safetensors::{Dtype, SafeTensors};
use std::{collections::HashMap, path::Path};

/// A tensor of any number of dimensions, row-major.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FloatTensor {
    pub shape: Vec<usize>,
    pub data: Vec<f32>,
}

impl FloatTensor {
    /// The tensor, when all its elements are numbers.
    pub(crate) fn checked(name: &str, shape: Vec<usize>, data: Vec<f32>) -> Result<Self, ModelError> {
        if let Some(at) = data.iter().position(|value| !value.is_finite()) {
            return Err(ModelError::NotFinite {
                tensor: name.to_owned(),
                position: position(at, &shape),
                value: data[at],
            });
        }
        Ok(Self { shape, data })
    }
}

/// The indices of element `at` of a row-major tensor.
fn position(at: usize, shape: &[usize]) -> Vec<usize> {
    let mut rest = at;
    let mut indices: Vec<usize> = shape
        .iter()
        .rev()
        .map(|&size| {
            let index = rest % size.max(1);
            rest /= size.max(1);
            index
        })
        .collect();
    indices.reverse();
    indices
}

/// A safetensors file.
pub(crate) struct Tensors<'a> {
    file: SafeTensors<'a>,
    /// What the file's author wrote beside the tensors.
    pub metadata: HashMap<String, String>,
}

impl<'a> Tensors<'a> {
    /// Reads the header of `bytes`, the content of `path`.
    pub(crate) fn parse(path: &Path, bytes: &'a [u8]) -> Result<Self, ModelError> {
        let malformed = |error: safetensors::SafeTensorError| ModelError::Malformed {
            path: path.to_owned(),
            what: "safetensors file",
            reason: error.to_string(),
        };
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(malformed)?;
        Ok(Self {
            file: SafeTensors::deserialize(bytes).map_err(malformed)?,
            metadata: header.metadata().clone().unwrap_or_default(),
        })
    }

    /// Names of the tensors.
    pub(crate) fn names(&self) -> Vec<&str> {
        self.file.names().into_iter().map(AsRef::as_ref).collect()
    }

    /// Whether there is such a tensor.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.file.tensor(name).is_ok()
    }

    /// The elements of a tensor, as `f32`, all of them numbers.
    pub(crate) fn get(&self, name: &str) -> Result<FloatTensor, ModelError> {
        let view = self.file.tensor(name).map_err(|_| ModelError::MissingTensor {
            tensor: name.to_owned(),
        })?;
        let bytes = view.data();
        let data = match view.dtype() {
            Dtype::F32 => numbers(bytes, f32::from_le_bytes),
            Dtype::F64 => numbers(bytes, |bytes| f64::from_le_bytes(bytes) as f32),
            Dtype::F16 => numbers(bytes, |bytes| f16::from_le_bytes(bytes).to_f32()),
            Dtype::BF16 => numbers(bytes, |bytes| bf16::from_le_bytes(bytes).to_f32()),
            other => {
                return Err(ModelError::UnsupportedLayer {
                    layer: name.to_owned(),
                    kind: format!("a tensor of {other:?}"),
                    supported: "give F64, F32, F16 or BF16",
                })
            }
        };
        FloatTensor::checked(name, view.shape().to_vec(), data)
    }

    /// The elements of a tensor of data: integers are numbers, too.
    pub(crate) fn data(&self, name: &str) -> Result<FloatTensor, ModelError> {
        let view = self.file.tensor(name).map_err(|_| ModelError::MissingTensor {
            tensor: name.to_owned(),
        })?;
        let bytes = view.data();
        let data = match view.dtype() {
            Dtype::I8 => numbers(bytes, |bytes| i8::from_le_bytes(bytes).into()),
            Dtype::U8 => numbers(bytes, |bytes| u8::from_le_bytes(bytes).into()),
            Dtype::I32 => numbers(bytes, |bytes| i32::from_le_bytes(bytes) as f32),
            Dtype::I64 => numbers(bytes, |bytes| i64::from_le_bytes(bytes) as f32),
            _ => return self.get(name),
        };
        let shape = view.shape().to_vec();
        Ok(FloatTensor { shape, data })
    }

    /// A matrix of any size.
    pub(crate) fn matrix(&self, name: &str) -> Result<Array2<f32>, ModelError> {
        let tensor = self.get(name)?;
        let &[rows, columns] = tensor.shape.as_slice() else {
            return Err(ModelError::WeightShape {
                tensor: name.to_owned(),
                found: tensor.shape,
                expected: vec![0, 0],
            });
        };
        Ok(Array2::from_shape_vec((rows, columns), tensor.data).expect("a tensor's data has its size"))
    }

    /// A vector of `len` elements.
    pub(crate) fn vector(&self, name: &str, len: usize) -> Result<Array1<f32>, ModelError> {
        let tensor = self.get(name)?;
        if tensor.shape != [len] {
            return Err(ModelError::WeightShape {
                tensor: name.to_owned(),
                found: tensor.shape,
                expected: vec![len],
            });
        }
        Ok(tensor.data.into())
    }
}

fn numbers<const N: usize>(bytes: &[u8], read: impl Fn([u8; N]) -> f32) -> Vec<f32> {
    let (elements, _) = bytes.as_chunks::<N>();
    elements.iter().map(|element| read(*element)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_is_none_is_named_with_its_place() {
        for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            let mut data = vec![0.5; 24];
            data[17] = value;
            let error = FloatTensor::checked("encoder.weight", vec![2, 3, 4], data).unwrap_err();
            let ModelError::NotFinite { tensor, position, .. } = &error else {
                panic!("{error}")
            };
            assert_eq!(
                (tensor.as_str(), position.as_slice()),
                ("encoder.weight", &[1, 1, 1][..])
            );
        }
    }
}
