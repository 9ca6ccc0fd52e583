//! The model that the jobs run: one that comes with the suite, by name, or a job's folder.

use super::numbers::{closest, Score};
use anyhow::{ensure, Context as _};
use assay_model::{data, Model as Description, MODEL_FILE};
use assay_proof::Tensor;
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// Sentences of one job of MiniLM.
const BATCH: usize = 64;

/// A job's folder, and what its rows are.
pub struct Model {
    pub folder: PathBuf,
    /// What the rows of the first input are, for the story.
    pub rows: &'static str,
    /// Least time for a committee, seconds: three verifiers share this machine.
    pub attest_seconds: u32,
    sentences: Vec<String>,
}

/// What the result of a job says.
pub struct Reading {
    /// For the story.
    pub told: String,
    /// Share of the right answers, of a model with labels.
    pub accuracy: Option<f64>,
}

impl Model {
    /// `digits` and `minilm` come with the suite; anything else is a folder. MiniLM is imported into `home`.
    pub fn find(named: &Path, home: &Path) -> anyhow::Result<Self> {
        if named == Path::new("minilm") && !named.is_dir() {
            return Self::minilm(home);
        }
        let (folder, rows) = match named == Path::new("digits") && !named.is_dir() {
            true => (
                in_repository("models/digits/spec.bin")?.with_file_name(""),
                "handwritten digits",
            ),
            false => (named.to_owned(), "rows"),
        };
        Ok(Self {
            folder,
            rows,
            attest_seconds: 0,
            sentences: Vec::new(),
        })
    }

    /// Imports all-MiniLM-L6-v2 and encodes sentences that it was not calibrated with.
    fn minilm(home: &Path) -> anyhow::Result<Self> {
        let source = cache()?.join("tools/minilm");
        ensure!(
            source.join("model.safetensors").is_file(),
            "{} holds no model: `cargo xtask setup` fetches it",
            source.display()
        );
        let texts = in_repository("models/minilm/evaluation.txt")?;
        let folder = home.join("minilm");
        let mut sentences = data::sentences(&texts)?;
        sentences.truncate(BATCH);
        std::fs::create_dir_all(&folder)?;
        let chosen = folder.join("sentences.txt");
        std::fs::write(&chosen, sentences.join("\n"))
            .with_context(|| format!("writing {}", chosen.display()))?;
        assay(&[
            "model".as_ref(),
            "import".as_ref(),
            source.as_ref(),
            "--name".as_ref(),
            "all-MiniLM-L6-v2".as_ref(),
            "--calibration".as_ref(),
            texts.with_file_name("calibration.txt").as_ref(),
            "--evaluation".as_ref(),
            chosen.as_ref(),
            "--output".as_ref(),
            folder.as_ref(),
        ])?;
        assay(&[
            "model".as_ref(),
            "encode".as_ref(),
            folder.as_ref(),
            chosen.as_ref(),
        ])?;
        Ok(Self {
            folder,
            rows: "sentences",
            attest_seconds: 60,
            sentences,
        })
    }

    /// Whether it is the one of sentences.
    pub fn is_minilm(&self) -> bool {
        !self.sentences.is_empty()
    }

    /// What the result says.
    pub fn read(&self, output: &Tensor) -> anyhow::Result<Reading> {
        if self.folder.join("labels.json").is_file() {
            let score = Score::of(output, &self.folder)?;
            return Ok(Reading {
                told: format!(
                    "{} of {} answers are right ({:.2} %)",
                    score.right,
                    score.total,
                    score.accuracy() * 100.0
                ),
                accuracy: Some(score.accuracy()),
            });
        }
        let mut told = format!("{} rows of {} numbers", output.shape().rows, output.shape().cols);
        if !self.sentences.is_empty() && self.folder.join(MODEL_FILE).is_file() {
            let embeddings = Description::open(&self.folder)?.output.decode(output)?;
            if let Some((a, b, cosine)) = closest(&embeddings) {
                let (a, b) = (&self.sentences[a], &self.sentences[b]);
                told = format!(
                    "of the embeddings, the closest two (cosine {cosine:.2}) are those of {a:?} and {b:?}"
                );
            }
        }
        Ok(Reading { told, accuracy: None })
    }
}

/// This program, for one of its other commands.
fn assay(arguments: &[&std::ffi::OsStr]) -> anyhow::Result<()> {
    let this = std::env::current_exe().context("finding this program")?;
    let run = Command::new(this)
        .args(arguments)
        .output()
        .context("running this program")?;
    ensure!(
        run.status.success(),
        "importing the model failed: {}",
        String::from_utf8_lossy(&run.stderr).trim()
    );
    Ok(())
}

/// Where `cargo xtask` keeps what it installs.
fn cache() -> anyhow::Result<PathBuf> {
    match (std::env::var_os("ASSAY_CACHE"), std::env::var_os("HOME")) {
        (Some(cache), _) => Ok(cache.into()),
        (None, Some(home)) => Ok(Path::new(&home).join(".cache/assay")),
        (None, None) => {
            anyhow::bail!("neither ASSAY_CACHE nor HOME is set: set ASSAY_CACHE to the folder of the tools")
        }
    }
}

/// A file of the repository, seen from here or from a folder below.
fn in_repository(file: &str) -> anyhow::Result<PathBuf> {
    let here = std::env::current_dir()?;
    let found = here
        .ancestors()
        .map(|folder| folder.join(file))
        .find(|path| path.is_file());
    found.with_context(|| {
        format!("no {file} here or in a folder above: run this in the repository, or name a job's folder with --model")
    })
}
