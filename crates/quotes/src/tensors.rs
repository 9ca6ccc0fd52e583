//! Tensors in safetensors files.

use assay_proof::{input_root, DType, Hash, Shape, Tensor};
use safetensors::{tensor::TensorView, Dtype, SafeTensors};

/// Reads the tensors `{kind}.0`, `{kind}.1`, ... with exactly these shapes.
///
/// # Errors
/// A sentence that names the tensor that is missing, superfluous or of another type or shape.
pub fn read_tensors(bytes: &[u8], kind: &str, shapes: &[Shape]) -> Result<Vec<Tensor>, String> {
    let file =
        SafeTensors::deserialize(bytes).map_err(|error| format!("it is not a safetensors file: {error}"))?;
    if file.len() != shapes.len() {
        return Err(format!(
            "it holds {} tensors, but the job has {} of kind {kind}",
            file.len(),
            shapes.len()
        ));
    }
    shapes
        .iter()
        .enumerate()
        .map(|(at, shape)| {
            let name = format!("{kind}.{at}");
            let view = file
                .tensor(&name)
                .map_err(|_| format!("tensor {name} is missing"))?;
            let wanted = [shape.rows as usize, shape.cols as usize];
            if view.dtype() != dtype_of(shape.dtype) || view.shape() != wanted {
                return Err(format!(
                    "tensor {name} is {:?} {:?}, but the job says {shape}",
                    view.dtype(),
                    view.shape()
                ));
            }
            Tensor::new(*shape, view.data().to_vec()).map_err(|error| format!("tensor {name}: {error}"))
        })
        .collect()
}

/// Writes tensors as `{kind}.0`, `{kind}.1`, ...
#[must_use]
pub fn write_tensors(kind: &str, tensors: &[Tensor]) -> Vec<u8> {
    let views = tensors.iter().enumerate().map(|(at, tensor)| {
        let shape = tensor.shape();
        let view = TensorView::new(
            dtype_of(shape.dtype),
            vec![shape.rows as usize, shape.cols as usize],
            tensor.data(),
        )
        .expect("a tensor's data has the length of its shape");
        (format!("{kind}.{at}"), view)
    });
    safetensors::serialize(views, None).expect("names are distinct and shapes match")
}

/// The root of a job's inputs, which the job on chain names.
#[must_use]
pub fn root_of(inputs: &[Tensor]) -> Hash {
    let roots: Vec<Hash> = inputs.iter().map(Tensor::root).collect();
    input_root(&roots)
}

fn dtype_of(dtype: DType) -> Dtype {
    match dtype {
        DType::I8 => Dtype::I8,
        DType::I32 => Dtype::I32,
    }
}
