//! Tiny real jobs, evaluated by the reference, and traces with one wrong number.

mod every_op;

use assay_client::escrow::Opening;
use assay_proof::{
    benchmark::Benchmark,
    commitment,
    demand::{self, LeafAt},
    eval,
    evidence::{Case, LeafOpening},
    input_root, pov, seeded, trace_root, DType, Hash, JobSpec, Mult, Op, OpDesc, Shape, Source, Tensor,
    TensorTree, View, WeightDesc, LEAF_BYTES,
};
use solana_address::Address;

/// A spec with its weights and inputs.
#[derive(Clone)]
pub struct Work {
    pub spec: JobSpec,
    pub weights: Vec<Tensor>,
    pub inputs: Vec<Tensor>,
}

/// What a provider says it computed.
#[derive(Clone)]
pub struct Claim {
    /// Result of every op.
    pub trace: Vec<Tensor>,
    pub trace_root: Hash,
    pub output_root: Hash,
    pub salt: Hash,
}

const fn i8s(rows: u32, cols: u32) -> Shape {
    Shape::new(DType::I8, rows, cols)
}

const fn i32s(rows: u32, cols: u32) -> Shape {
    Shape::new(DType::I32, rows, cols)
}

/// Numbers of this many, small and of both signs, the same for the same seed.
fn numbers(count: u32, seed: u32) -> Vec<i32> {
    let spread = |n: u32| {
        (n.wrapping_mul(2_654_435_761)
            .wrapping_add(seed.wrapping_mul(40_503))
            >> 16)
            % 201
    };
    (0..count).map(|n| spread(n + 1) as i32 - 100).collect()
}

fn tensor(shape: Shape, seed: u32) -> Tensor {
    let values = numbers(shape.elements() as u32, seed);
    let (rows, cols) = (shape.rows, shape.cols);
    match shape.dtype {
        DType::I8 => {
            let bytes: Vec<i8> = values.iter().map(|&value| value as i8).collect();
            Tensor::from_i8(rows, cols, &bytes)
        }
        DType::I32 => Tensor::from_i32(rows, cols, &values),
    }
    .expect("a small shape")
}

fn ops() -> Vec<OpDesc> {
    use Source::{Input, Op as Result, Weight};
    let op = |op, shape| OpDesc { op, shape };
    let requant = |x, mult| Op::Requant { x, mult, shift: 8 };
    let matmul = |a, b| Op::MatMul { a, b, batch: 1 };
    vec![
        op(matmul(Input(0), Weight(0)), i32s(4, 6)),
        op(
            Op::AddBias {
                x: Result(0),
                bias: Weight(1),
            },
            i32s(4, 6),
        ),
        op(requant(Result(1), Mult::Scalar(3)), i8s(4, 6)),
        op(
            Op::Lut {
                x: Result(2),
                table: Weight(2),
            },
            i8s(4, 6),
        ),
        op(matmul(Result(3), Weight(3)), i32s(4, 3)),
        op(requant(Result(4), Mult::PerColumn(Weight(4))), i8s(4, 3)),
        op(
            Op::Add {
                x: Result(5),
                y: Input(1),
                mx: Mult::Scalar(3),
                my: Mult::Scalar(-2),
                shift: 2,
            },
            i8s(4, 3),
        ),
        op(
            Op::Mul {
                x: Result(6),
                y: Result(5),
                mult: 5,
                shift: 7,
            },
            i8s(4, 3),
        ),
        op(Op::View(View::Transpose { x: Result(7) }), i8s(3, 4)),
    ]
}

impl Work {
    /// The job of this seed: another seed, other weights and inputs.
    ///
    /// # Panics
    /// Never: the shapes fit.
    pub fn new(seed: u32) -> Self {
        let shapes = [i8s(6, 8), i32s(1, 6), i8s(1, 256), i8s(3, 6), i32s(1, 3)];
        let weights: Vec<Tensor> = shapes
            .iter()
            .zip(seed + 1..)
            .map(|(&shape, seed)| tensor(shape, seed))
            .collect();
        let inputs = vec![tensor(i8s(4, 8), seed + 11), tensor(i8s(4, 3), seed + 12)];
        Self::of(weights, inputs, ops())
    }

    /// The job of these ops on these weights and inputs.
    fn of(weights: Vec<Tensor>, inputs: Vec<Tensor>, ops: Vec<OpDesc>) -> Self {
        let descriptor = |weight: &Tensor| WeightDesc {
            shape: weight.shape(),
            root: weight.root(),
        };
        let spec = JobSpec {
            inputs: inputs.iter().map(Tensor::shape).collect(),
            weights: weights.iter().map(descriptor).collect(),
            ops,
        };
        spec.validate().expect("a well-formed spec");
        Self {
            spec,
            weights,
            inputs,
        }
    }

    /// The benchmark of this size that has this seed.
    ///
    /// # Panics
    /// When it is out of its bounds.
    pub fn benchmark(size: &Benchmark, seed: &Hash) -> Self {
        let spec = size.spec().expect("a size in its bounds");
        let weights = spec.weights.iter().zip(0..);
        Self {
            weights: weights.map(|(weight, n)| seeded(seed, n, weight.shape)).collect(),
            inputs: vec![size.input()],
            spec,
        }
    }

    pub fn spec_root(&self) -> Hash {
        self.spec.spec_root()
    }

    fn input_roots(&self) -> Vec<Hash> {
        self.inputs.iter().map(Tensor::root).collect()
    }

    pub fn input_root(&self) -> Hash {
        input_root(&self.input_roots())
    }

    /// The right result.
    pub fn honest(&self) -> Claim {
        self.run(None)
    }

    /// One element of one op's result off by one; what follows is computed from it, so no other number is wrong.
    pub fn cheat(&self, op: u16, (i, j): (u32, u32)) -> Claim {
        self.run(Some((op, i, j)))
    }

    fn run(&self, flipped: Option<(u16, u32, u32)>) -> Claim {
        let mut trace: Vec<Tensor> = Vec::new();
        for (index, desc) in self.spec.ops.iter().enumerate() {
            let operands = self.operands(&trace, index as u16);
            let mut result = eval(&desc.op, desc.shape, &operands).expect("a valid spec");
            if let Some((op, i, j)) = flipped {
                if usize::from(op) == index {
                    let (i, j) = (i as usize, j as usize);
                    result.set(i, j, result.get(i, j) ^ 1);
                }
            }
            trace.push(result);
        }
        Claim::of(trace)
    }

    /// A tensor of the job, with this claim for its result.
    pub fn tensor<'a>(&'a self, claim: &'a Claim, source: Source) -> &'a Tensor {
        self.find(&claim.trace, source)
    }

    fn find<'a>(&'a self, trace: &'a [Tensor], source: Source) -> &'a Tensor {
        match source {
            Source::Input(n) => &self.inputs[usize::from(n)],
            Source::Weight(n) => &self.weights[usize::from(n)],
            Source::Op(n) => &trace[usize::from(n)],
        }
    }

    /// What an honest verifier with this seed computes.
    pub fn vectors(&self, claim: &Claim, seed: &Hash) -> Vec<Option<pov::Vectors>> {
        let of = |(op, desc): (u16, &OpDesc)| {
            let (a, b, _) = pov::product(&desc.op)?;
            let tensors = [a, b, Source::Op(op)].map(|source| self.tensor(claim, source));
            pov::vectors((op, desc), seed, (tensors[0], tensors[1], tensors[2]))
        };
        (0..).zip(&self.spec.ops).map(of).collect()
    }

    fn operands<'a>(&'a self, trace: &'a [Tensor], op: u16) -> Vec<&'a Tensor> {
        let find = |source: &Source| self.find(trace, *source);
        let desc = &self.spec.ops[usize::from(op)];
        desc.op.operands().iter().map(find).collect()
    }

    /// The first op and element that is not what its operands give.
    pub fn first_wrong(&self, claim: &Claim) -> Option<(u16, (u32, u32))> {
        self.spec.ops.iter().enumerate().find_map(|(index, desc)| {
            let operands = self.operands(&claim.trace, index as u16);
            let right = eval(&desc.op, desc.shape, &operands).expect("a valid spec");
            let claimed = &claim.trace[index];
            let cells = (0..desc.shape.rows).flat_map(|i| (0..desc.shape.cols).map(move |j| (i, j)));
            let differs = |&(i, j): &(u32, u32)| {
                let (i, j) = (i as usize, j as usize);
                right.get(i, j) != claimed.get(i, j)
            };
            cells
                .clone()
                .find(differs)
                .map(|position| (index as u16, position))
        })
    }

    /// What evidence about `claim` is written from.
    pub fn case(&self, claim: &Claim) -> Case<'_> {
        Case::new(&self.spec, &self.input_roots(), &claim.roots())
    }

    /// Evidence about one element of a claim.
    pub fn evidence(&self, claim: &Claim, op: u16, position: (u32, u32)) -> Vec<u8> {
        let operands = self.operands(&claim.trace, op);
        self.case(claim)
            .element(op, position, &claim.trace[usize::from(op)], &operands)
            .expect("an element of this work")
    }

    /// The answer to a demand for a leaf of `claim`, or that it has none such.
    pub fn answer(&self, claim: &Claim, at: LeafAt) -> Vec<u8> {
        let tensor = claim.trace.get(usize::from(at.op));
        let tree = tensor.map(Tensor::tree);
        let root = tree.as_ref().map(TensorTree::merkle_root);
        let opening = tensor.zip(tree.as_ref()).and_then(|(tensor, tree)| {
            let shape = tensor.shape();
            let inside = at.row < shape.rows && (at.leaf as usize) < shape.leaves_per_row();
            inside.then(|| open(tensor, tree, at))
        });
        let tensor = tensor.map(Tensor::shape).zip(root.as_ref());
        demand::write(&claim.roots(), at, tensor, opening.as_ref())
    }
}

/// A leaf of a tensor with its path.
fn open(tensor: &Tensor, tree: &TensorTree, at: LeafAt) -> LeafOpening {
    let start = at.leaf as usize * LEAF_BYTES;
    let row = tensor.row(at.row as usize);
    let content = &row[start..row.len().min(start + LEAF_BYTES)];
    let mut bytes = [0; LEAF_BYTES];
    bytes[..content.len()].copy_from_slice(content);
    let mut opening = LeafOpening {
        row: at.row,
        leaf: at.leaf,
        bytes,
        path: Vec::new(),
    };
    opening.path = tree.path(0, opening.index(&tensor.shape()));
    opening
}

impl Claim {
    /// The claim that `trace` is the result.
    pub fn of(trace: Vec<Tensor>) -> Self {
        let roots: Vec<Hash> = trace.iter().map(Tensor::root).collect();
        Self {
            trace_root: trace_root(&roots),
            output_root: *roots.last().expect("at least one op"),
            trace,
            salt: [7; 32],
        }
    }

    pub fn roots(&self) -> Vec<Hash> {
        self.trace.iter().map(Tensor::root).collect()
    }

    pub fn opening(&self) -> Opening {
        Opening {
            trace_root: self.trace_root,
            output_root: self.output_root,
            salt: self.salt,
        }
    }

    pub fn commitment(&self, job: &Address, operator: &Address) -> Hash {
        let (job, operator) = (job.as_array(), operator.as_array());
        commitment(job, operator, &self.trace_root, &self.output_root, &self.salt)
    }
}
