//! `assay model import`.

use crate::output::{table, Output};
use anyhow::Context as _;
use assay_client::content::{write_tensors, SPEC_FILE, WEIGHTS_FILE};
use assay_model::{
    data, import, source, Accuracy, Evaluation, Example, Imported, ModelError, Network, Sentences, Size,
    MODEL_FILE, TOKENIZER_FILE,
};
use assay_proof::Tensor;
use serde_json::json;
use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

#[derive(clap::Args)]
pub struct Arguments {
    /// Folder of an encoder (config.json, model.safetensors, tokenizer.json), .safetensors file of linear layers, or
    /// .onnx file
    model: PathBuf,
    /// Typical data to choose scales with: a text file of sentences, one a line, or a .safetensors file of rows
    #[arg(long, value_name = "FILE")]
    calibration: PathBuf,
    /// Data to measure the loss of accuracy on, with `labels` for a classifier [default: every fourth example of the
    /// calibration data, which is then not calibrated with]
    #[arg(long, value_name = "FILE")]
    evaluation: Option<PathBuf>,
    /// Folder to write the job to
    #[arg(short, long, value_name = "FOLDER")]
    output: PathBuf,
    /// Sentences, or rows, of one job
    #[arg(long, default_value_t = 64)]
    batch: u32,
    /// Tokens of a sentence, padding included; what is longer is cut
    #[arg(long, default_value_t = 64)]
    sequence: u32,
    /// The function after every linear layer but the last, for a .safetensors file that does not name it
    #[arg(long, value_name = "FUNCTION")]
    activation: Option<String>,
    /// Pool the tokens of an .onnx encoder to one embedding of each sentence, of length 1
    #[arg(long)]
    pool: bool,
    /// The tokenizer of a model that takes sentences [default: tokenizer.json beside the model]
    #[arg(long, value_name = "FILE")]
    tokenizer: Option<PathBuf>,
    /// Name of the model [default: that of its file or folder]
    #[arg(long)]
    name: Option<String>,
}

pub fn run(out: Output, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let started = Instant::now();
    let spinner = out.spinner("reading the model");
    let options = source::Options {
        activation: arguments.activation.clone(),
        pool: arguments.pool,
    };
    let network = source::read(&arguments.model, &options)?;
    let tokenizer = arguments.tokenizer();
    let read = |path: &Path| examples(&network, &tokenizer, path, arguments.sequence);
    let mut calibration = read(&arguments.calibration)?;
    let evaluation = match &arguments.evaluation {
        Some(path) => read(path)?,
        None => calibration.hold_back(),
    };
    spinner.set_message("calibrating, quantising and measuring");
    // Rows of numbers are one sequence long.
    let sequence = network.vocabulary().map_or(1, |_| arguments.sequence);
    let size = Size {
        batch: arguments.batch,
        sequence,
    };
    let name = arguments.name();
    let imported = import(&name, &network, &calibration.examples, &evaluation, size)?;
    spinner.set_message("writing the job");
    write(&arguments.output, &imported)?;
    if network.vocabulary().is_some() {
        let copy = arguments.output.join(TOKENIZER_FILE);
        fs::copy(&tokenizer, &copy)
            .with_context(|| format!("copying the tokenizer to {}", copy.display()))?;
    }
    spinner.finish_and_clear();

    let seconds = started.elapsed().as_secs_f64();
    let mut value = json!(imported.model);
    value["folder"] = json!(arguments.output);
    value["operators"] = json!(imported.spec.ops.len());
    value["seconds"] = json!(seconds);
    let next = if network.vocabulary().is_some() {
        "SENTENCES.txt"
    } else {
        "ROWS.safetensors"
    };
    out.result(&value, || {
        format!(
            "{name}: {} weights are a job of {} operators in {}, made in {seconds:.0} s\n{}\nnext: assay model encode {} {next}",
            imported.model.parameters,
            imported.spec.ops.len(),
            arguments.output.display(),
            accuracy_table(&imported.model.accuracy),
            arguments.output.display(),
        )
    })?;
    Ok(ExitCode::SUCCESS)
}

impl Arguments {
    fn name(&self) -> String {
        let stem = || {
            self.model
                .canonicalize()
                .ok()?
                .file_stem()?
                .to_str()
                .map(str::to_owned)
        };
        self.name
            .clone()
            .or_else(stem)
            .unwrap_or_else(|| "model".to_owned())
    }

    fn tokenizer(&self) -> PathBuf {
        let folder = || match self.model.is_dir() {
            true => self.model.clone(),
            false => self.model.with_file_name(""),
        };
        self.tokenizer
            .clone()
            .unwrap_or_else(|| folder().join(TOKENIZER_FILE))
    }
}

/// The data in the file at `path`: sentences for a network of tokens, else rows.
fn examples(
    network: &Network,
    tokenizer: &Path,
    path: &Path,
    sequence: u32,
) -> Result<Evaluation, ModelError> {
    match network.vocabulary() {
        Some((vocabulary, positions)) => {
            let sequence = sequence as usize;
            if !(2..=positions).contains(&sequence) {
                return Err(ModelError::Sequence { sequence, positions });
            }
            let tokenizer = Sentences::open(tokenizer, vocabulary, sequence)?;
            let tokens = tokenizer.tokens(&data::sentences(path)?)?;
            Ok(Evaluation {
                examples: tokens.into_iter().map(Example::Tokens).collect(),
                labels: None,
            })
        }
        None => data::rows(path).map(Evaluation::from),
    }
}

fn write(folder: &Path, imported: &Imported) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("making the folder {}", folder.display()))?;
    let weights: Vec<Tensor> = imported
        .graph
        .weights()
        .iter()
        .map(|weight| Tensor::clone(weight))
        .collect();
    for (name, bytes) in [
        (SPEC_FILE, imported.spec.to_bytes()),
        (WEIGHTS_FILE, write_tensors("weight", &weights)),
        (MODEL_FILE, serde_json::to_vec_pretty(&imported.model)?),
    ] {
        let path = folder.join(name);
        fs::write(&path, bytes).with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(())
}

fn accuracy_table(accuracy: &Accuracy) -> String {
    let share = |of: usize| {
        format!(
            "{of} of {} ({:.2} %)",
            accuracy.rows,
            100.0 * of as f64 / accuracy.rows as f64
        )
    };
    let mut rows = vec![
        ["rows compared".to_owned(), accuracy.rows.to_string()],
        [
            "cosine with the float model, mean".to_owned(),
            format!("{:.4}", accuracy.mean_cosine),
        ],
        [
            "cosine with the float model, least".to_owned(),
            format!("{:.4}", accuracy.min_cosine),
        ],
    ];
    if let Some(correlation) = accuracy.rank_correlation {
        rows.push([
            "rank correlation of similarities".to_owned(),
            format!("{correlation:.4}"),
        ]);
    }
    rows.push(["same largest column".to_owned(), share(accuracy.same_class)]);
    if let Some(labelled) = accuracy.labelled {
        rows.push(["right, float model".to_owned(), share(labelled.float_correct)]);
        rows.push(["right, job".to_owned(), share(labelled.int_correct)]);
    }
    table(["accuracy", ""], rows)
}
