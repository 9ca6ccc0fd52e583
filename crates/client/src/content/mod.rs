//! The content of a job: `spec.bin`, `weights.safetensors` and `inputs.safetensors` under one base
//! URI, fetched with limits and checked against the roots on chain before anybody acts on it.

mod source;

use assay_quotes::tensors::root_of;
pub use assay_quotes::tensors::{read_tensors, write_tensors};
pub use source::{ContentError, Limits};

use assay_proof::{Hash, JobSpec, Shape, Tensor};
use solana_address::Address;
use source::Source;

/// The job's graph, as [`JobSpec::to_bytes`] writes it.
pub const SPEC_FILE: &str = "spec.bin";
/// Tensors named `weight.0`, `weight.1`, ...
pub const WEIGHTS_FILE: &str = "weights.safetensors";
/// Tensors named `input.0`, `input.1`, ...
pub const INPUTS_FILE: &str = "inputs.safetensors";

/// Everything a provider needs to run a job.
#[derive(Debug, Clone)]
pub struct Content {
    pub spec: JobSpec,
    pub weights: Vec<Tensor>,
    pub inputs: Vec<Tensor>,
}

impl Content {
    /// The root of the inputs, which the job on chain names.
    #[must_use]
    pub fn input_root(&self) -> Hash {
        root_of(&self.inputs)
    }
}

/// Fetches the content of jobs.
#[derive(Debug, Clone)]
pub struct Fetcher {
    limits: Limits,
    http: reqwest::Client,
}

impl Fetcher {
    /// A fetcher that takes no more than `limits` from anybody.
    ///
    /// # Errors
    /// When the system offers no TLS.
    pub fn new(limits: Limits) -> Result<Self, ContentError> {
        let http = reqwest::Client::builder()
            .timeout(limits.timeout)
            .connect_timeout(limits.timeout)
            .redirect(reqwest::redirect::Policy::limited(3))
            .build()
            .map_err(|error| ContentError::NoClient(error.to_string()))?;
        Ok(Self { limits, http })
    }

    /// Everything under `uri`, for the client that is about to post it: nothing on chain says yet
    /// what it should be, but the weights must be those of the graph.
    ///
    /// # Errors
    /// When something cannot be fetched or parsed, or the weights are not the graph's.
    pub async fn inspect(&self, uri: &str) -> Result<Content, ContentError> {
        let spec = self
            .parse_spec(&Source::new(uri, SPEC_FILE, &self.limits)?)
            .await?;
        let weights = self.weights(uri, &spec).await?;
        let source = Source::new(uri, INPUTS_FILE, &self.limits)?;
        let inputs = self.tensors(&source, "input", &spec.inputs).await?;
        Ok(Content {
            spec,
            weights,
            inputs,
        })
    }

    /// The job's graph, if it is the one with root `expected`.
    ///
    /// # Errors
    /// When it cannot be fetched or parsed, or has another root.
    pub async fn spec(&self, uri: &str, expected: &Hash) -> Result<JobSpec, ContentError> {
        let source = Source::new(uri, SPEC_FILE, &self.limits)?;
        let spec = self.parse_spec(&source).await?;
        check_root("spec", &source, &spec.spec_root(), expected)?;
        Ok(spec)
    }

    /// The job's weights; every root is compared with the graph's.
    ///
    /// # Errors
    /// When they cannot be fetched or parsed, or one has another shape or root.
    pub async fn weights(&self, uri: &str, spec: &JobSpec) -> Result<Vec<Tensor>, ContentError> {
        let source = Source::new(uri, WEIGHTS_FILE, &self.limits)?;
        let shapes: Vec<Shape> = spec.weights.iter().map(|weight| weight.shape).collect();
        let tensors = self.tensors(&source, "weight", &shapes).await?;
        for (tensor, weight) in tensors.iter().zip(&spec.weights) {
            check_root("weights", &source, &tensor.root(), &weight.root)?;
        }
        Ok(tensors)
    }

    /// The job's inputs, if they are the ones with root `expected`.
    ///
    /// # Errors
    /// When they cannot be fetched or parsed, or have another shape or root.
    pub async fn inputs(
        &self,
        uri: &str,
        spec: &JobSpec,
        expected: &Hash,
    ) -> Result<Vec<Tensor>, ContentError> {
        let source = Source::new(uri, INPUTS_FILE, &self.limits)?;
        let tensors = self.tensors(&source, "input", &spec.inputs).await?;
        check_root("inputs", &source, &root_of(&tensors), expected)?;
        Ok(tensors)
    }

    /// The result of a job from its provider's endpoint, if it is the one with root `expected`.
    ///
    /// # Errors
    /// When it cannot be fetched, or has another length or root.
    pub async fn output(
        &self,
        endpoint: &str,
        job: &Address,
        shape: Shape,
        expected: &Hash,
    ) -> Result<Tensor, ContentError> {
        let base = format!("{}/v1/jobs/{job}", endpoint.trim_end_matches('/'));
        let source = Source::new(&base, "output", &self.limits)?;
        let bytes = source.read(&self.http, self.limits.tensor_bytes).await?;
        let tensor = Tensor::new(shape, bytes).map_err(|error| ContentError::Tensors {
            from: source.to_string(),
            reason: error.to_string(),
        })?;
        check_root("result", &source, &tensor.root(), expected)?;
        Ok(tensor)
    }

    async fn parse_spec(&self, source: &Source) -> Result<JobSpec, ContentError> {
        let bytes = source.read(&self.http, self.limits.spec_bytes).await?;
        JobSpec::parse(&bytes).map_err(|error| ContentError::Spec {
            from: source.to_string(),
            reason: error.to_string(),
        })
    }

    async fn tensors(
        &self,
        source: &Source,
        kind: &str,
        shapes: &[Shape],
    ) -> Result<Vec<Tensor>, ContentError> {
        let bytes = source.read(&self.http, self.limits.tensor_bytes).await?;
        read_tensors(&bytes, kind, shapes).map_err(|reason| ContentError::Tensors {
            from: source.to_string(),
            reason,
        })
    }
}

fn check_root(
    what: &'static str,
    source: &Source,
    actual: &Hash,
    expected: &Hash,
) -> Result<(), ContentError> {
    if actual == expected {
        return Ok(());
    }
    Err(ContentError::WrongRoot {
        what,
        from: source.to_string(),
        actual: hex::encode(actual),
        expected: hex::encode(expected),
    })
}
