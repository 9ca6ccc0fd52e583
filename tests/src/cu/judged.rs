//! Results to be convicted: one op each, at the size of a large model's layer.

use super::kernel::{numbers, Graph, Kernel};
use assay_proof::{check, evidence::Case as Evidence, Hash, JobSpec, Reject, Roots, Shape, Tensor};

/// The wrong element, of a result that has as many columns.
const AT: (u32, u32) = (123, 456);

/// Evidence and the roots it convicts under.
pub struct Judged {
    pub evidence: Vec<u8>,
    pub roots: Roots,
}

/// What is proven wrong.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// An element of the op's result.
    Element(Kernel),
    Header,
    TraceLength,
    Output,
}

impl Wrong {
    /// What is not about an element.
    pub const OTHERS: [(Self, &'static str); 3] = [
        (Self::Header, "a result of another shape"),
        (Self::TraceLength, "a trace of another length"),
        (Self::Output, "an output that is not the last result"),
    ];

    /// Everything, with its name.
    pub fn all() -> impl Iterator<Item = (Self, &'static str)> {
        let elements = Kernel::ALL
            .into_iter()
            .map(|(kernel, name)| (Self::Element(kernel), name));
        elements.chain(Self::OTHERS)
    }

    /// Evidence of it.
    ///
    /// # Panics
    /// When the judge does not convict.
    pub fn judged(self) -> Judged {
        let graph = match self {
            Self::Element(kernel) => kernel.graph(),
            _ => Kernel::Requant.graph(),
        };
        let spec = graph.spec();
        spec.validate().expect("a well-formed spec");
        let out = graph.ops.last().expect("an op").shape;
        let mut claimed = match self {
            Self::Header => numbers(Shape::new(out.dtype, out.rows, out.cols - 1), 9),
            _ => numbers(out, 9),
        };
        loop {
            let (evidence, roots) = self.write(&graph, &spec, &claimed);
            match check(&evidence, &roots) {
                Ok(_) => return Judged { evidence, roots },
                Err(Reject::Honest) => {
                    let (i, j) = at(&claimed);
                    let (i, j) = (i as usize, j as usize);
                    claimed.set(i, j, claimed.get(i, j) ^ 1);
                }
                Err(reject) => panic!("the judge rejects it: {reject}"),
            }
        }
    }

    fn write(self, graph: &Graph, spec: &JobSpec, claimed: &Tensor) -> (Vec<u8>, Roots) {
        let root = claimed.root();
        let mut trace: Vec<Hash> = graph.results.iter().map(Tensor::root).collect();
        let op = trace.len() as u16;
        trace.push(root);
        if self == Self::TraceLength {
            trace.push(root);
        }
        let inputs: Vec<Hash> = graph.inputs.iter().map(Tensor::root).collect();
        let case = Evidence::new(spec, &inputs, &trace);
        let evidence = match self {
            Self::Element(_) => case.element(op, at(claimed), claimed, &graph.operands()),
            Self::Header => case.header(op, claimed.shape(), &claimed.tree().merkle_root()),
            Self::TraceLength => Ok(case.trace_length()),
            Self::Output => case.output(),
        };
        let output = if self == Self::Output { [7; 32] } else { root };
        (evidence.expect("it can be written"), case.roots(output))
    }
}

fn at(result: &Tensor) -> (u32, u32) {
    let (i, j) = AT;
    (i, j.min(result.shape().cols - 1))
}
