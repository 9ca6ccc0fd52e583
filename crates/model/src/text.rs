//! Sentences to tokens, and tokens to the inputs of a job.

use crate::error::ModelError;
use assay_proof::Tensor;
use std::path::{Path, PathBuf};
use tokenizers::{Tokenizer, TruncationParams};

/// The tokenizer's file beside a model and a job.
pub const TOKENIZER_FILE: &str = "tokenizer.json";

/// Turns sentences into tokens.
pub struct Sentences {
    tokenizer: Tokenizer,
    vocabulary: usize,
    sequence: usize,
}

impl Sentences {
    /// The tokenizer of the file at `path`, for a model of `vocabulary` tokens and sequences of `sequence`.
    ///
    /// # Errors
    ///
    /// When the file is missing or malformed.
    pub fn open(path: &Path, vocabulary: usize, sequence: usize) -> Result<Self, ModelError> {
        let bytes = std::fs::read(path).map_err(ModelError::file(path))?;
        let malformed = |error: tokenizers::Error| ModelError::Malformed {
            path: PathBuf::from(path),
            what: "tokenizer",
            reason: error.to_string(),
        };
        let mut tokenizer = Tokenizer::from_bytes(bytes).map_err(malformed)?;
        // What is too long loses its last words, not the token that ends it.
        let truncation = TruncationParams {
            max_length: sequence,
            ..TruncationParams::default()
        };
        tokenizer.with_truncation(Some(truncation)).map_err(malformed)?;
        tokenizer.with_padding(None);
        Ok(Self {
            tokenizer,
            vocabulary,
            sequence,
        })
    }

    /// The tokens of each sentence, without padding, at most the model's sequence of them.
    ///
    /// # Errors
    ///
    /// [`ModelError::EmptySequence`] for a sentence without a token of its own, [`ModelError::IdOutOfRange`] when
    /// the tokenizer is another model's.
    pub fn tokens<S: AsRef<str>>(&self, sentences: &[S]) -> Result<Vec<Vec<u32>>, ModelError> {
        let each = sentences.iter().enumerate();
        each.map(|(index, sentence)| self.tokens_of(index, sentence.as_ref()))
            .collect()
    }

    fn tokens_of(&self, index: usize, sentence: &str) -> Result<Vec<u32>, ModelError> {
        let encoding = self
            .tokenizer
            .encode(sentence, true)
            .map_err(|error| ModelError::Tokenizer {
                index,
                reason: error.to_string(),
            })?;
        // A tokenizer puts its own tokens around nothing, too.
        if encoding
            .get_special_tokens_mask()
            .iter()
            .all(|&special| special == 1)
        {
            return Err(ModelError::EmptySequence {
                what: "sentence",
                index,
            });
        }
        let ids = encoding.get_ids().to_vec();
        if let Some(position) = ids.iter().position(|&id| id as usize >= self.vocabulary) {
            return Err(ModelError::IdOutOfRange {
                what: "sentence",
                index,
                position,
                id: i64::from(ids[position]),
                vocabulary: self.vocabulary,
            });
        }
        Ok(ids)
    }

    /// The inputs of a job of `batch` sentences: ids, `i32 [batch, sequence]`, and mask, `i8 [batch, sequence]`. A
    /// batch that is not full repeats its last sentence.
    ///
    /// # Errors
    ///
    /// [`ModelError::Batch`] for no sentence or too many, and as [`Sentences::tokens`].
    pub fn inputs<S: AsRef<str>>(&self, sentences: &[S], batch: usize) -> Result<[Tensor; 2], ModelError> {
        if sentences.is_empty() || sentences.len() > batch {
            return Err(ModelError::Batch {
                given: sentences.len(),
                of: "sentences",
                batch,
            });
        }
        let mut rows = self.tokens(sentences)?;
        let last = rows[rows.len() - 1].clone();
        rows.resize(batch, last);
        Ok(padded(&rows, self.sequence))
    }
}

/// Ids and mask of sequences, each padded to `sequence`.
pub(crate) fn padded(rows: &[Vec<u32>], sequence: usize) -> [Tensor; 2] {
    let (mut ids, mut mask) = (Vec::new(), Vec::new());
    for row in rows {
        let padding = sequence - row.len();
        ids.extend(row.iter().map(|&id| id as i32));
        ids.extend(std::iter::repeat_n(0, padding));
        mask.extend(std::iter::repeat_n(1i8, row.len()));
        mask.extend(std::iter::repeat_n(0i8, padding));
    }
    let (rows, sequence) = (rows.len() as u32, sequence as u32);
    let ids = Tensor::from_i32(rows, sequence, &ids).expect("a batch has tokens");
    [
        ids,
        Tensor::from_i8(rows, sequence, &mask).expect("a batch has tokens"),
    ]
}
