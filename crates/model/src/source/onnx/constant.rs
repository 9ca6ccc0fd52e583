//! Constants of an ONNX graph.

use super::proto::Tensor;
use crate::error::ModelError;
use crate::source::{tensors::FloatTensor, unsupported};
use half::{bf16, f16};
use ndarray::{Array1, Array2};

/// A constant tensor.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Constant {
    pub shape: Vec<usize>,
    pub data: Data,
}

/// The elements of a constant. Booleans are integers.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Data {
    Floats(Vec<f32>),
    Ints(Vec<i64>),
}

const FLOAT: i32 = 1;
const UINT8: i32 = 2;
const INT8: i32 = 3;
const INT32: i32 = 6;
const INT64: i32 = 7;
const BOOL: i32 = 9;
const FLOAT16: i32 = 10;
const DOUBLE: i32 = 11;
const BFLOAT16: i32 = 16;

/// Whether elements of this type are floats.
pub(super) const fn is_float(element: i32) -> bool {
    matches!(element, FLOAT | FLOAT16 | DOUBLE | BFLOAT16)
}

impl Constant {
    /// The tensor of a message. Weights, which are floats of two dimensions or one, must be numbers.
    pub(super) fn read(tensor: &Tensor, name: &str) -> Result<Self, ModelError> {
        if tensor.data_location != 0 {
            return Err(unsupported(
                name,
                "a tensor whose data lie in another file".to_owned(),
                "export the model with its weights inside the .onnx file",
            ));
        }
        let data = elements(tensor)
            .ok_or_else(|| unsupported(name, format!("a tensor of ONNX type {}", tensor.data_type), TYPES))?;
        let dims = tensor.dims.iter().map(|&dim| usize::try_from(dim).ok());
        let shape: Option<Vec<usize>> = dims.collect();
        let len = match &data {
            Data::Floats(values) => values.len(),
            Data::Ints(values) => values.len(),
        };
        let product = |shape: &Vec<usize>| shape.iter().try_fold(1usize, |all, &dim| all.checked_mul(dim));
        match shape.filter(|shape| product(shape) == Some(len)) {
            None => Err(ModelError::WeightShape {
                tensor: name.to_owned(),
                found: vec![len],
                expected: tensor.dims.iter().map(|&dim| dim.max(0) as usize).collect(),
            }),
            Some(shape) => Ok(Self { shape, data }),
        }
    }

    /// The only element.
    pub(super) fn scalar(&self) -> Option<f64> {
        match &self.data {
            Data::Floats(values) => (values.len() == 1).then(|| f64::from(values[0])),
            Data::Ints(values) => (values.len() == 1).then(|| values[0] as f64),
        }
    }

    /// The elements, when they are integers.
    pub(super) fn as_ints(&self) -> Option<&[i64]> {
        match &self.data {
            Data::Ints(values) => Some(values),
            Data::Floats(_) => None,
        }
    }

    /// A matrix of floats, all of them numbers.
    pub(super) fn matrix(&self, name: &str) -> Result<Array2<f32>, ModelError> {
        let tensor = self.floats(name)?;
        match *tensor.shape.as_slice() {
            [rows, columns] => {
                Ok(Array2::from_shape_vec((rows, columns), tensor.data)
                    .expect("a constant's data has its size"))
            }
            _ => Err(unsupported(
                name,
                format!("a weight of {} dimensions", tensor.shape.len()),
                "weights of two are",
            )),
        }
    }

    /// A row of floats, all of them numbers: all dimensions but the last are 1.
    pub(super) fn row(&self, name: &str) -> Result<Array1<f32>, ModelError> {
        let tensor = self.floats(name)?;
        match tensor.shape.split_last() {
            Some((_, others)) if others.iter().all(|&dim| dim == 1) => Ok(tensor.data.into()),
            _ => Err(unsupported(
                name,
                format!("a constant of size {:?} where a row is needed", tensor.shape),
                "one number for each column is",
            )),
        }
    }

    fn floats(&self, name: &str) -> Result<FloatTensor, ModelError> {
        match &self.data {
            Data::Floats(values) => FloatTensor::checked(name, self.shape.clone(), values.clone()),
            Data::Ints(_) => Err(unsupported(name, "a weight of integers".to_owned(), TYPES)),
        }
    }

    /// The same elements in another shape.
    pub(super) fn reshaped(&self, shape: Vec<usize>) -> Self {
        Self {
            shape,
            data: self.data.clone(),
        }
    }

    /// The same elements as floats or integers.
    pub(super) fn cast(&self, to_float: bool) -> Self {
        let data = match (&self.data, to_float) {
            (Data::Ints(values), true) => Data::Floats(values.iter().map(|&value| value as f32).collect()),
            (Data::Floats(values), false) => Data::Ints(values.iter().map(|&value| value as i64).collect()),
            (data, _) => data.clone(),
        };
        Self {
            shape: self.shape.clone(),
            data,
        }
    }
}

const TYPES: &str = "weights of FLOAT, FLOAT16, BFLOAT16 or DOUBLE are";

fn elements(tensor: &Tensor) -> Option<Data> {
    let raw = &tensor.raw;
    let inside = raw.is_empty();
    let small = || tensor.int32s.iter();
    Some(match tensor.data_type {
        FLOAT if inside => Data::Floats(tensor.floats.clone()),
        FLOAT => Data::Floats(each(raw, f32::from_le_bytes)),
        DOUBLE if inside => Data::Floats(tensor.doubles.iter().map(|&x| x as f32).collect()),
        DOUBLE => Data::Floats(each(raw, |bytes| f64::from_le_bytes(bytes) as f32)),
        FLOAT16 if inside => Data::Floats(small().map(|&x| f16::from_bits(x as u16).to_f32()).collect()),
        FLOAT16 => Data::Floats(each(raw, |bytes| f16::from_le_bytes(bytes).to_f32())),
        BFLOAT16 if inside => Data::Floats(small().map(|&x| bf16::from_bits(x as u16).to_f32()).collect()),
        BFLOAT16 => Data::Floats(each(raw, |bytes| bf16::from_le_bytes(bytes).to_f32())),
        INT64 if inside => Data::Ints(tensor.int64s.clone()),
        INT64 => Data::Ints(each(raw, i64::from_le_bytes)),
        INT32 if !inside => Data::Ints(each(raw, |bytes| i32::from_le_bytes(bytes).into())),
        BOOL | UINT8 if !inside => Data::Ints(raw.iter().map(|&byte| byte.into()).collect()),
        INT8 if !inside => Data::Ints(raw.iter().map(|&byte| i64::from(byte as i8)).collect()),
        INT32 | BOOL | UINT8 | INT8 => Data::Ints(small().map(|&x| x.into()).collect()),
        _ => return None,
    })
}

fn each<const N: usize, T>(bytes: &[u8], read: impl Fn([u8; N]) -> T) -> Vec<T> {
    let (elements, _) = bytes.as_chunks::<N>();
    elements.iter().map(|element| read(*element)).collect()
}
