//! What keeps a machine from showing its class.

use assay_client::ClientError;
use solana_address::Address;

use crate::execute::ExecuteError;

/// Why there is no class.
#[derive(Debug, thiserror::Error)]
pub enum BenchmarkFailure {
    /// The chain cannot be read, or refused.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The run failed.
    #[error(transparent)]
    Execute(#[from] ExecuteError),
    /// The keypair is not the operator's agent.
    #[error("{agent} is not the agent of operator {operator}, which is {actual}: pass the agent's keypair with --keypair, or name it with `assay stake update`")]
    NotAgent {
        /// The keypair's address.
        agent: Address,
        /// The operator account.
        operator: Address,
        /// The agent it names.
        actual: Address,
    },
    /// There is no such class.
    #[error("the pool has no class {class}; it has {}: `assay stake classes` says what they ask for", list(.known))]
    NoClass {
        /// Asked for.
        class: u16,
        /// What there is.
        known: Vec<u16>,
    },
    /// The class has another spec than its sizes give.
    #[error("the spec of class {class} is not the one that its sizes give here: this worker is older or newer than whoever made the class")]
    OtherSpec {
        /// The class.
        class: u16,
    },
    /// The operator is at the benchmark of another class, or at one that has failed.
    #[error("operator {operator} is at a benchmark of class {class} already{}: try again {until}", if *.failed { ", which has failed" } else { "" })]
    Busy {
        /// The operator account.
        operator: Address,
        /// Class of that benchmark.
        class: u16,
        /// Whether a wrong number was shown.
        failed: bool,
        /// When it is over.
        until: String,
    },
    /// The run took too long.
    #[error("too late for class {class}: the result was due by slot {due}, and it is slot {slot} after {seconds:.1} s of running: try a lower class, or a faster backend")]
    TooLate {
        /// The class.
        class: u16,
        /// Last slot.
        due: u64,
        /// This slot.
        slot: u64,
        /// How long the run took; 0 when there was none.
        seconds: f64,
    },
    /// The elements were not shown in time.
    #[error("the elements drawn were not shown in time, {done} of {of} were: try again with a higher --priority-fee")]
    NotShown {
        /// Shown.
        done: u32,
        /// Drawn.
        of: u16,
    },
    /// A number of this machine's own is wrong.
    #[error("element ({i}, {j}) of step {op} is not what its operands give: the backend computes wrongly, look at it with `assay worker doctor`; nothing was shown")]
    Wrong {
        /// Step.
        op: u16,
        /// Row.
        i: u32,
        /// Column.
        j: u32,
    },
    /// Someone showed a wrong number.
    #[error("the benchmark has failed: a number of its result was shown to be wrong")]
    Failed,
    /// What was computed is not what was proven before.
    #[error("the result differs from the one that was proven: the backend computes wrongly, look at it with `assay worker doctor`")]
    OtherResult,
    /// Evidence cannot be written, or a thread broke.
    #[error("the benchmark broke off: {0}")]
    Broken(String),
}

fn list(classes: &[u16]) -> String {
    match classes {
        [] => "none".to_owned(),
        classes => classes.iter().map(u16::to_string).collect::<Vec<_>>().join(", "),
    }
}
