//! A graph of ops with an honest provider's results, as a verifier has them in memory.

use assay_proof::{eval, DType, Op, Shape, Source, Tensor, View};
use assay_verifier::freivalds::*;
use assay_verifier::{exact, Fp};
use rand::rngs::StdRng;
use rand::Rng;
use std::hint::black_box;

/// What an op is part of, for the table.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Linear,
    AttentionProducts,
    Softmax,
    Norm,
    Rotary,
    Gating,
    Residual,
    Moving,
}

pub const PARTS: [(Part, &str); 8] = [
    (Part::Linear, "linear layers"),
    (Part::AttentionProducts, "attention products"),
    (Part::Softmax, "softmax"),
    (Part::Norm, "RmsNorm"),
    (Part::Rotary, "rotary"),
    (Part::Gating, "SiLU, gate"),
    (Part::Residual, "residual"),
    (Part::Moving, "views"),
];

/// Position of a tensor in its graph.
pub type Id = usize;

/// The sources of an op's fields do not matter to its check.
const ANY: Source = Source::Input(0);
/// Nonzero elements in a row of a weight: a check's work depends on sizes only, and honest sums are cheap to make.
const NONZERO: u32 = 8;

#[derive(Clone)]
enum Check {
    Exact {
        op: Op,
        claimed: Id,
        operands: Vec<Id>,
    },
    /// A product with a weight, folded beforehand; requantised if it has a result besides the sums.
    Linear {
        a: Id,
        sums: Id,
        claimed: Option<(Id, Rescale)>,
        folded: Folded,
        r: Challenge,
    },
    /// A product of two results, in blocks, whose right operand is folded for this job; requantised if it has a result
    /// besides the sums.
    Product {
        a: Id,
        b: Id,
        batch: usize,
        sums: Id,
        claimed: Option<(Id, Rescale)>,
    },
}

/// Ops, with all tensors in memory of their own.
#[derive(Clone)]
pub struct Graph {
    tensors: Vec<Tensor>,
    /// Which tensors a provider commits to.
    committed: Vec<Id>,
    checks: Vec<(Part, Check)>,
}

impl Graph {
    pub const fn new() -> Self {
        Self {
            tensors: Vec::new(),
            committed: Vec::new(),
            checks: Vec::new(),
        }
    }

    pub fn input(&mut self, tensor: Tensor) -> Id {
        self.tensors.push(tensor);
        self.tensors.len() - 1
    }

    fn result(&mut self, tensor: Tensor) -> Id {
        let id = self.input(tensor);
        self.committed.push(id);
        id
    }

    pub fn rows(&self, id: Id) -> u32 {
        self.tensors[id].shape().rows
    }

    pub fn columns(&self, id: Id) -> u32 {
        self.tensors[id].shape().cols
    }

    /// Bytes of the tensors.
    pub fn bytes(&self) -> usize {
        self.tensors.iter().map(|tensor| tensor.data().len()).sum()
    }

    /// Bytes of what is committed to.
    pub fn committed_bytes(&self) -> usize {
        self.committed
            .iter()
            .map(|&id| self.tensors[id].data().len())
            .sum()
    }

    /// Hashes what is committed to, as a verifier of everything does.
    pub fn hash(&self) {
        for &id in &self.committed {
            black_box(assay_hash::parallel_root(&self.tensors[id]));
        }
    }

    pub fn exact(&mut self, part: Part, op: Op, out: Shape, operands: &[Id]) -> Id {
        let tensors: Vec<&Tensor> = operands.iter().map(|&id| &self.tensors[id]).collect();
        let result = eval(&op, out, &tensors).expect("shapes fit");
        let claimed = self.result(result);
        let operands = operands.to_vec();
        self.checks.push((
            part,
            Check::Exact {
                op,
                claimed,
                operands,
            },
        ));
        claimed
    }

    pub fn view(&mut self, part: Part, view: View, (rows, cols): (u32, u32), operands: &[Id]) -> Id {
        let out = Shape::new(self.tensors[operands[0]].shape().dtype, rows, cols);
        self.exact(part, Op::View(view), out, operands)
    }

    /// `a` times a random weight of `n` columns: `i32` sums, or requantised to `i8`.
    pub fn linear(&mut self, a: Id, n: u32, requantised: bool, rng: &mut StdRng) -> Id {
        let (rows, k) = (self.tensors[a].shape().rows, self.tensors[a].shape().cols);
        let r = Challenge::random(n as usize, rng);
        let mut fold = vec![0i128; k as usize];
        let mut sums = vec![0i32; (rows * n) as usize];
        let x = self.tensors[a].as_i8().expect("a Linear's operand is i8");
        for (j, element) in r.elements().iter().enumerate() {
            for part in 0..NONZERO {
                let t = (part * (k / NONZERO) + rng.random_range(0..k / NONZERO)) as usize;
                let weight: i8 = rng.random();
                fold[t] += i128::from(weight) * i128::from(element.value());
                for (i, row) in x.chunks_exact(k as usize).enumerate() {
                    sums[i * n as usize + j] += i32::from(row[t]) * i32::from(weight);
                }
            }
        }
        let elements: Vec<Fp> = fold.into_iter().map(Fp::from_i128).collect();
        let folded = Folded::of(&elements);
        let sums = Tensor::from_i32(rows, n, &sums).expect("a shape");
        let (sums, claimed) = self.requantised(sums, requantised, rng);
        let check = Check::Linear {
            a,
            sums,
            claimed: claimed.clone(),
            folded,
            r,
        };
        self.checks.push((Part::Linear, check));
        claimed.map_or(sums, |(claimed, _)| claimed)
    }

    /// Sums that are committed to, or their requantisation.
    fn requantised(
        &mut self,
        sums: Tensor,
        requantised: bool,
        rng: &mut StdRng,
    ) -> (Id, Option<(Id, Rescale)>) {
        if !requantised {
            return (self.result(sums), None);
        }
        let scale = Scale::random(sums.shape().cols, DType::I8, rng);
        let claimed = self.result(scale.apply(&sums));
        (self.input(sums), Some((claimed, scale.prepared())))
    }

    /// The product of two results in blocks: `i32` sums, or requantised to `i8`.
    pub fn product(&mut self, a: Id, b: Id, batch: u32, requantised: bool, rng: &mut StdRng) -> Id {
        let (left, right) = (&self.tensors[a], &self.tensors[b]);
        let n = right.shape().rows / batch;
        let op = Op::MatMul {
            a: ANY,
            b: ANY,
            batch,
        };
        let out = Shape::new(DType::I32, left.shape().rows, n);
        let sums = eval(&op, out, &[left, right]).expect("shapes fit");
        let (sums, claimed) = self.requantised(sums, requantised, rng);
        let check = Check::Product {
            a,
            b,
            batch: batch as usize,
            sums,
            claimed: claimed.clone(),
        };
        self.checks.push((Part::AttentionProducts, check));
        claimed.map_or(sums, |(claimed, _)| claimed)
    }

    /// Checks every op; `done` is told after each.
    pub fn check(&self, kernel: Kernel, rng: &mut StdRng, mut done: impl FnMut(Part)) {
        for (part, check) in &self.checks {
            assert!(self.holds(check, kernel, rng), "an honest result passes");
            done(*part);
        }
    }

    fn holds(&self, check: &Check, kernel: Kernel, rng: &mut StdRng) -> bool {
        let tensor = |id: &Id| &self.tensors[*id];
        let i8s = |id: &Id| self.tensors[*id].as_i8().expect("operands of products are i8");
        match check {
            Check::Exact {
                op,
                claimed,
                operands,
            } => {
                let operands: Vec<&Tensor> = operands.iter().map(tensor).collect();
                exact::first_wrong(op, tensor(claimed), &operands, kernel).is_none()
            }
            Check::Linear {
                a,
                sums,
                claimed,
                folded,
                r,
            } => {
                let claimed = claimed.as_ref().map(|(id, rescale)| (tensor(id).data(), rescale));
                product_holds(i8s(a), tensor(sums).data(), claimed, (folded, r), kernel)
            }
            Check::Product {
                a,
                b,
                batch,
                sums,
                claimed,
            } => {
                let sums = tensor(sums);
                let k = tensor(a).shape().cols as usize;
                let r = Challenge::random(sums.shape().cols as usize, rng);
                (0..*batch).all(|p| {
                    let folded = Folded::new(block(i8s(b), p, *batch), k, &r, kernel);
                    let claimed = claimed.as_ref().map(|(id, rescale)| {
                        let claimed = block(tensor(id).data(), p, *batch);
                        (claimed, rescale)
                    });
                    let (a, sums) = (block(i8s(a), p, *batch), block(sums.data(), p, *batch));
                    product_holds(a, sums, claimed, (&folded, &r), kernel)
                })
            }
        }
    }
}

/// Block `p` of `batch` equal ones.
fn block<T>(data: &[T], p: usize, batch: usize) -> &[T] {
    let size = data.len() / batch;
    &data[p * size..][..size]
}

/// Whether the sums are the product, and the claimed elements what they give.
fn product_holds(
    a: &[i8],
    sums: &[u8],
    claimed: Option<(&[u8], &Rescale)>,
    (folded, r): (&Folded, &Challenge),
    kernel: Kernel,
) -> bool {
    match claimed {
        None => first_wrong_row(a, sums, folded, r, kernel).is_none(),
        Some((claimed, rescale)) => {
            let rows = LinearRows { a, sums, claimed };
            first_wrong_linear(rows, folded, r, rescale, kernel).is_none()
        }
    }
}

/// The bias and multipliers of a Linear.
struct Scale {
    bias: Vec<i32>,
    mult: Vec<i32>,
    shift: u8,
    dtype: DType,
}

impl Scale {
    /// Multipliers of 30 bits, as an import makes them, that bring the sums here to `i8`.
    fn random(n: u32, dtype: DType, rng: &mut StdRng) -> Self {
        Self {
            bias: (0..n).map(|_| rng.random_range(-20_000..20_000)).collect(),
            mult: (0..n).map(|_| rng.random_range(1 << 29..1 << 30)).collect(),
            shift: 39,
            dtype,
        }
    }

    fn apply(&self, sums: &Tensor) -> Tensor {
        let n = self.mult.len();
        let values = sums.as_i32().expect("sums are i32");
        let linear = |(at, &sum): (usize, &i32)| {
            let (bias, mult) = (self.bias[at % n], self.mult[at % n]);
            assay_proof::arith::linear(sum, bias, mult, self.shift, self.dtype)
        };
        let values: Vec<i8> = values.iter().enumerate().map(linear).map(|x| x as i8).collect();
        Tensor::from_i8(sums.shape().rows, sums.shape().cols, &values).expect("a shape")
    }

    fn prepared(&self) -> Rescale {
        Rescale::new(Some(&self.bias), &self.mult, self.shift, self.dtype)
    }
}

/// Random tensors.
pub fn random_i8(rows: u32, cols: u32, rng: &mut StdRng) -> Tensor {
    let values: Vec<i8> = (0..rows * cols).map(|_| rng.random()).collect();
    Tensor::from_i8(rows, cols, &values).expect("a shape")
}

pub fn random_i32(rows: u32, cols: u32, limit: i32, rng: &mut StdRng) -> Tensor {
    let values: Vec<i32> = (0..rows * cols)
        .map(|_| rng.random_range(-limit..limit))
        .collect();
    Tensor::from_i32(rows, cols, &values).expect("a shape")
}
