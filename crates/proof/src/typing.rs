//! Which shapes an operator accepts and yields.

use crate::op::{Mask, Mult, Op, View};
use crate::shape::{DType, Shape, MAX_INNER, MAX_ROW};

/// Why shapes do not fit an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShapeError {
    /// Another number of operands than the operator has.
    #[error("{given} operands given, the operator takes {takes}")]
    Count {
        /// Operands given.
        given: usize,
        /// Operands the operator has.
        takes: usize,
    },
    /// An operand has the wrong type or size.
    #[error("operand {operand} is {found}, which does not fit the other operands or the operator")]
    Operand {
        /// Position of the operand.
        operand: usize,
        /// Its shape.
        found: Shape,
    },
    /// The result has the wrong type or size.
    #[error("the result is declared as {declared}, the operator gives {gives}")]
    Result {
        /// The shape in the descriptor.
        declared: Shape,
        /// The shape that the operands give.
        gives: Shape,
    },
    /// The inner dimension of a MatMul is too long for exact `i32` sums.
    #[error("inner dimension {0} is above 16384; split the product and add the parts")]
    Inner(u32),
    /// A MatMul's batch does not divide the rows of both operands.
    #[error("batch {batch} does not divide {a_rows} and {b_rows} rows")]
    Batch {
        /// Number of blocks.
        batch: u32,
        /// Rows of the left operand.
        a_rows: u32,
        /// Rows of the right operand.
        b_rows: u32,
    },
    /// A slice reaches outside its operand.
    #[error("the slice at ({row}, {col}) of size {size} reaches outside {of}")]
    Slice {
        /// First row.
        row: u32,
        /// First column.
        col: u32,
        /// Size of the slice.
        size: Shape,
        /// Operand.
        of: Shape,
    },
    /// A row is too long for an op that works on whole rows.
    #[error("rows of {0} elements are longer than 16384, the most that an op on whole rows takes")]
    Row(u32),
    /// A mask's rows do not divide those of the scores.
    #[error("a mask of {mask} rows does not divide {rows} rows")]
    MaskRows {
        /// Rows of the mask.
        mask: u32,
        /// Rows of the scores.
        rows: u32,
    },
    /// The dimensions of a Permute do not multiply to the number of elements, or one is 0.
    #[error("the dimensions of a Permute give another number of elements than {of} has")]
    Dims {
        /// Operand.
        of: Shape,
    },
    /// A reshape changes the number of elements or the type.
    #[error("a reshape cannot turn {from} into {to}")]
    Reshape {
        /// Operand.
        from: Shape,
        /// Result.
        to: Shape,
    },
}

fn require(condition: bool, operand: usize, operands: &[Shape]) -> Result<(), ShapeError> {
    if condition {
        Ok(())
    } else {
        Err(ShapeError::Operand {
            operand,
            found: operands[operand],
        })
    }
}

impl Op {
    /// Checks that the operator takes `operands` and gives `result`.
    ///
    /// # Errors
    ///
    /// [`ShapeError`] says which shape does not fit and why.
    pub fn check_shapes(&self, operands: &[Shape], result: Shape) -> Result<(), ShapeError> {
        let takes = self.operands().len();
        if operands.len() != takes {
            return Err(ShapeError::Count {
                given: operands.len(),
                takes,
            });
        }
        let x = operands[0];
        let gives = match *self {
            Self::MatMul { batch, .. } => {
                return same(result, matmul(x, operands[1], batch, DType::I32)?);
            }
            Self::Linear {
                bias, mult, batch, ..
            } => {
                let gives = matmul(x, operands[1], batch, result.dtype)?;
                let row = Shape::new(DType::I32, 1, gives.cols);
                let rows = usize::from(bias.is_some()) + usize::from(mult.source().is_some());
                for n in 2..2 + rows {
                    require(operands[n] == row, n, operands)?;
                }
                gives
            }
            Self::AddBias { .. } => {
                require(x.dtype == DType::I32, 0, operands)?;
                require(operands[1] == Shape::new(DType::I32, 1, x.cols), 1, operands)?;
                x
            }
            Self::Requant { mult, .. } => {
                require(x.dtype == DType::I32, 0, operands)?;
                if let Mult::PerColumn(_) = mult {
                    require(operands[1] == Shape::new(DType::I32, 1, x.cols), 1, operands)?;
                }
                Shape::new(DType::I8, x.rows, x.cols)
            }
            Self::Add { mx, my, .. } => {
                let narrow = Shape::new(DType::I8, x.rows, x.cols);
                require(operands[1] == narrow, 1, operands)?;
                let rows = usize::from(mx.source().is_some()) + usize::from(my.source().is_some());
                for n in 2..2 + rows {
                    require(operands[n] == Shape::new(DType::I32, 1, x.cols), n, operands)?;
                }
                Shape::new(result.dtype, x.rows, x.cols)
            }
            Self::LayerNorm { .. } | Self::RmsNorm { .. } => {
                for n in 1..takes {
                    require(operands[n] == Shape::new(DType::I32, 1, x.cols), n, operands)?;
                }
                whole_row(x)?;
                Shape::new(DType::I8, x.rows, x.cols)
            }
            Self::Softmax { mask, .. } => {
                require(x.dtype == DType::I32, 0, operands)?;
                require(operands[1] == Shape::new(DType::I32, 1, 256), 1, operands)?;
                whole_row(x)?;
                if let Mask::Blocks(_) | Mask::Cycle(_) = mask {
                    let mask = operands[2];
                    require(mask.dtype == DType::I8 && mask.cols == x.cols, 2, operands)?;
                    if !x.rows.is_multiple_of(mask.rows) {
                        return Err(ShapeError::MaskRows {
                            mask: mask.rows,
                            rows: x.rows,
                        });
                    }
                }
                Shape::new(DType::I8, x.rows, x.cols)
            }
            Self::Gather { .. } => {
                require(x.dtype == DType::I32, 0, operands)?;
                let table = operands[1];
                require(table.dtype == DType::I8, 1, operands)?;
                // A number of ids that no tensor has rows for is no declared result's either.
                let rows = x.elements().min(u64::from(u32::MAX)) as u32;
                Shape::new(DType::I8, rows, table.cols)
            }
            Self::Mul { .. } => {
                require(x.dtype == DType::I8, 0, operands)?;
                require(operands[1] == x, 1, operands)?;
                x
            }
            Self::Lut { .. } => {
                require(x.dtype == DType::I8, 0, operands)?;
                require(operands[1] == Shape::new(DType::I8, 1, 256), 1, operands)?;
                x
            }
            Self::View(view) => return view.check_shapes(operands, result),
        };
        same(result, gives)
    }
}

fn same(declared: Shape, gives: Shape) -> Result<(), ShapeError> {
    if declared == gives {
        Ok(())
    } else {
        Err(ShapeError::Result { declared, gives })
    }
}

fn whole_row(x: Shape) -> Result<(), ShapeError> {
    if x.cols <= MAX_ROW {
        Ok(())
    } else {
        Err(ShapeError::Row(x.cols))
    }
}

/// The shape of a product, of type `dtype`.
fn matmul(a: Shape, b: Shape, batch: u32, dtype: DType) -> Result<Shape, ShapeError> {
    let operands = [a, b];
    require(a.dtype == DType::I8, 0, &operands)?;
    require(b.dtype == DType::I8 && b.cols == a.cols, 1, &operands)?;
    if a.cols > MAX_INNER {
        return Err(ShapeError::Inner(a.cols));
    }
    if batch == 0 || !a.rows.is_multiple_of(batch) || !b.rows.is_multiple_of(batch) {
        return Err(ShapeError::Batch {
            batch,
            a_rows: a.rows,
            b_rows: b.rows,
        });
    }
    Ok(Shape::new(dtype, a.rows, b.rows / batch))
}

impl View {
    fn check_shapes(&self, operands: &[Shape], result: Shape) -> Result<(), ShapeError> {
        let x = operands[0];
        match *self {
            Self::Transpose { .. } => same(result, Shape::new(x.dtype, x.cols, x.rows)),
            Self::Slice { row, col, .. } => {
                let inside =
                    |start: u32, len: u32, of: u32| start.checked_add(len).is_some_and(|end| end <= of);
                if result.dtype == x.dtype
                    && inside(row, result.rows, x.rows)
                    && inside(col, result.cols, x.cols)
                {
                    Ok(())
                } else {
                    Err(ShapeError::Slice {
                        row,
                        col,
                        size: result,
                        of: x,
                    })
                }
            }
            Self::Reshape { .. } => {
                if result.dtype == x.dtype && result.elements() == x.elements() {
                    Ok(())
                } else {
                    Err(ShapeError::Reshape { from: x, to: result })
                }
            }
            Self::Permute { dims, .. } => {
                let mut elements = 1u64;
                for dim in dims {
                    elements = elements.saturating_mul(u64::from(dim));
                }
                if elements != x.elements() {
                    return Err(ShapeError::Dims { of: x });
                }
                if result.dtype == x.dtype && result.elements() == elements {
                    Ok(())
                } else {
                    Err(ShapeError::Reshape { from: x, to: result })
                }
            }
            Self::ConcatRows { .. } => {
                let y = operands[1];
                require(y.dtype == x.dtype && y.cols == x.cols, 1, operands)?;
                same(result, Shape::new(x.dtype, x.rows.saturating_add(y.rows), x.cols))
            }
            Self::ConcatCols { .. } => {
                let y = operands[1];
                require(y.dtype == x.dtype && y.rows == x.rows, 1, operands)?;
                same(result, Shape::new(x.dtype, x.rows, x.cols.saturating_add(y.cols)))
            }
        }
    }
}
