//! The check of single rows, from what was opened of their operands.

use crate::product::{wrong_product_column, Fold, Scale};
use crate::recompute;
use assay_proof::{row_needs, DType, Op, OpDesc, Opened, OpenedLeaves, Shape, Tensor, View};

/// An operand as far as it is known.
#[derive(Clone, Copy)]
pub(crate) enum Operand<'a> {
    /// An input or a weight.
    Whole(&'a Tensor),
    /// What was opened of a result.
    Part(&'a OpenedLeaves),
    /// A weight of this shape that is not in memory.
    Absent(Shape),
}

impl<'a> Operand<'a> {
    pub(crate) fn shape(&self) -> Shape {
        match self {
            Self::Whole(tensor) => tensor.shape(),
            Self::Part(part) => part.shape(),
            Self::Absent(shape) => *shape,
        }
    }

    /// The bytes of rows `rows`.
    fn rows(&self, rows: std::ops::Range<u32>) -> Option<&'a [u8]> {
        match self {
            Self::Whole(tensor) => {
                let bytes = tensor.shape().row_bytes();
                Some(&tensor.data()[rows.start as usize * bytes..rows.end as usize * bytes])
            }
            Self::Part(part) => part.rows(rows),
            Self::Absent(_) => None,
        }
    }

    /// The bytes of element `(row, col)`.
    fn element(&self, row: u32, col: u32) -> Option<&'a [u8]> {
        let size = self.shape().dtype.size();
        let at = col as usize * size;
        match self {
            Self::Whole(tensor) => tensor.row(row as usize).get(at..at + size),
            Self::Part(part) => {
                let leaf = part.leaf(row, (at / assay_proof::LEAF_BYTES) as u32)?;
                let at = at % assay_proof::LEAF_BYTES;
                leaf.get(at..at + size)
            }
            Self::Absent(_) => None,
        }
    }
}

/// The id that element `(row, col)` of a Gather's ids holds, when it is inside a table of `rows` rows.
pub(crate) fn id(ids: Operand<'_>, row: u32, col: u32, rows: u32) -> Option<u32> {
    let bytes = ids.element(row, col)?.try_into().ok()?;
    let id = u32::try_from(i32::from_le_bytes(bytes)).ok()?;
    (id < rows).then_some(id)
}

/// What is known of one row besides operands.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    pub(crate) desc: &'a OpDesc,
    /// Its number.
    pub(crate) i: u32,
    /// What the provider committed to.
    pub(crate) claimed: &'a [u8],
    /// In the order of the op's fields.
    pub(crate) operands: &'a [Operand<'a>],
}

/// What comes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Right,
    /// Wrong in this column.
    Wrong(u32),
    /// A weight that is not in memory decides.
    Undecided,
}

impl Outcome {
    fn of(column: Option<usize>) -> Self {
        column.map_or(Self::Right, |j| Self::Wrong(j as u32))
    }
}

impl Row<'_> {
    /// Checks the row of a product by two dot products. `sums` are a Linear's, as the provider shows them.
    pub(crate) fn check_folded(&self, fold: Fold<'_>, sums: Option<&[u8]>) -> Outcome {
        let rows = self.desc.shape.rows;
        let a = self.operands[0].rows(self.i..self.i + 1);
        let a = a.expect("what a row needs was opened");
        match self.desc.op {
            Op::MatMul { .. } if fold.holds(a, self.claimed, self.i, rows) => Outcome::Right,
            Op::Linear { .. } => match sums {
                Some(sums) if fold.holds(a, sums, self.i, rows) => self.requantised(sums),
                _ => self.recompute(),
            },
            _ => self.recompute(),
        }
    }

    /// Compares the row of a Linear with sums that are the product.
    fn requantised(&self, sums: &[u8]) -> Outcome {
        let constants = self.operands[2..].iter().map(|operand| match operand {
            Operand::Whole(tensor) => Some(*tensor),
            Operand::Part(_) | Operand::Absent(_) => None,
        });
        let constants: Option<Vec<&Tensor>> = constants.collect();
        let scale = constants.and_then(|constants| Scale::of(self.desc, &constants));
        let scale = scale.expect("a Linear's constants are weights in memory");
        Outcome::of(scale.rescale().first_wrong(sums, self.claimed))
    }

    /// Recomputes the row exactly.
    pub(crate) fn recompute(&self) -> Outcome {
        if let Op::View(view) = self.desc.op {
            return Outcome::of(self.wrong_in_view(view));
        }
        let shapes: Vec<Shape> = self.operands.iter().map(Operand::shape).collect();
        let id = |row, col| id(self.operands[0], row, col, shapes[1].rows);
        let mut alone = Vec::with_capacity(self.operands.len());
        for need in row_needs(self.desc, &shapes, self.i, id) {
            let operand = self.operands[need.operand];
            let shape = shapes[need.operand];
            let (rows, cols) = (need.rows.end - need.rows.start, need.cols.end - need.cols.start);
            let bytes = match cols == shape.cols {
                true => operand.rows(need.rows),
                false => operand.element(need.rows.start, need.cols.start),
            };
            let (Some(bytes), true) = (bytes, rows > 0) else {
                return Outcome::Undecided;
            };
            let part = Tensor::new(Shape::new(shape.dtype, rows, cols), bytes.to_vec());
            alone.push(part.expect("the bytes of these rows"));
        }
        if let Op::Gather { .. } = self.desc.op {
            alone[0].set(0, 0, 0);
        }
        let operands: Vec<&Tensor> = alone.iter().collect();
        let shape = Shape {
            rows: 1,
            ..self.desc.shape
        };
        let claimed = Tensor::new(shape, self.claimed.to_vec()).expect("the bytes of a row");
        let column = match self.desc.op {
            Op::MatMul { .. } => wrong_product_column(operands[0], operands[1], &claimed, 0, 0),
            _ => recompute::first_wrong(&single(self.desc.op), &claimed, &operands).map(|(_, j)| j as usize),
        };
        Outcome::of(column)
    }

    fn wrong_in_view(&self, view: View) -> Option<usize> {
        let shapes: Vec<Shape> = self.operands.iter().map(Operand::shape).collect();
        let elements = self.claimed.chunks_exact(self.desc.shape.dtype.size());
        elements.enumerate().position(|(j, claimed)| {
            let (operand, row, col) = view.locate(self.desc.shape, &shapes, self.i, j as u32);
            let element = self.operands[operand].element(row, col);
            element.expect("what a row needs was opened") != claimed
        })
    }
}

/// The op that gives one row from the parts that it needs.
const fn single(op: Op) -> Op {
    match op {
        Op::Linear {
            a,
            b,
            bias,
            mult,
            shift,
            ..
        } => Op::Linear {
            a,
            b,
            bias,
            mult,
            shift,
            batch: 1,
        },
        other => other,
    }
}

/// The sums of `rows` rows, from what [`Openings::row_sums`](crate::Openings::row_sums) gave for them; `None` when they
/// are not what [`put_sum`](assay_proof::put_sum) writes.
pub(crate) fn read_sums(
    scale: &Scale,
    claimed: &[&[u8]],
    dtype: DType,
    mut bytes: &[u8],
) -> Option<Vec<Vec<u8>>> {
    let mut rows = Vec::with_capacity(claimed.len());
    for row in claimed {
        let mut sums = Vec::with_capacity(row.len() / dtype.size() * 4);
        for (j, element) in row.chunks_exact(dtype.size()).enumerate() {
            let element = match *element {
                [a, b, c, d] => i32::from_le_bytes([a, b, c, d]),
                _ => i32::from(element[0] as i8),
            };
            let sum = assay_proof::take_sum(&mut bytes, element, scale.at(j), scale.shift())?;
            sums.extend_from_slice(&sum.to_le_bytes());
        }
        rows.push(sums);
    }
    bytes.is_empty().then_some(rows)
}
