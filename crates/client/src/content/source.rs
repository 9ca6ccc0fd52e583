//! Reading one file from `file:`, `http:` or `https:`, never more of it than allowed.

use futures_util::StreamExt;
use reqwest::Url;
use std::{fmt, path::PathBuf, time::Duration};

const MIB: u64 = 1 << 20;

/// How much of a stranger's content is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of a spec.
    pub spec_bytes: u64,
    /// Most bytes of a weights or inputs file.
    pub tensor_bytes: u64,
    /// Longest wait for one file.
    pub timeout: Duration,
    /// Whether `file:` URIs are followed. A daemon that serves strangers on other machines has no
    /// use for them.
    pub files: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            spec_bytes: 4 * MIB,
            tensor_bytes: 2_048 * MIB,
            timeout: Duration::from_secs(300),
            files: true,
        }
    }
}

/// Why a job's content was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    #[error("`{uri}` is not a base URI: give file:///folder, http://host/folder or https://host/folder")]
    BadUri { uri: String },
    #[error("`{uri}` names a local file, and this daemon does not follow those: serve the content over HTTP, or set `allow_files`")]
    FilesRefused { uri: String },
    #[error("{from} cannot be fetched: {reason}; check the job's content URI")]
    Unfetchable { from: String, reason: String },
    #[error("{from} is larger than the {limit} bytes allowed; raise the limit if the job is worth it")]
    TooLarge { from: String, limit: u64 },
    #[error("{from} is not a valid spec: {reason}")]
    Spec { from: String, reason: String },
    #[error("{from}: {reason}")]
    Tensors { from: String, reason: String },
    #[error("{from} has root {actual}, but the chain says {expected}: these are not the job's {what}")]
    WrongRoot {
        what: &'static str,
        from: String,
        actual: String,
        expected: String,
    },
    #[error("no HTTP client: {0}")]
    NoClient(String),
}

/// One file of a job.
#[derive(Debug)]
pub(super) struct Source(Url);

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A password in the address is nobody else's business.
        let mut shown = self.0.clone();
        let _ = shown.set_password(None);
        write!(f, "{shown}")
    }
}

impl Source {
    /// The file `name` in the folder `base`.
    pub(super) fn new(base: &str, name: &str, limits: &Limits) -> Result<Self, ContentError> {
        let bad = || ContentError::BadUri { uri: base.to_owned() };
        let mut url = Url::parse(base).map_err(|_| bad())?;
        match url.scheme() {
            "file" if !limits.files => return Err(ContentError::FilesRefused { uri: base.to_owned() }),
            "file" | "http" | "https" => {}
            _ => return Err(bad()),
        }
        url.path_segments_mut()
            .map_err(|()| bad())?
            .pop_if_empty()
            .push(name);
        Ok(Self(url))
    }

    /// Reads it all, or fails as soon as it is known to be longer than `limit`.
    pub(super) async fn read(&self, http: &reqwest::Client, limit: u64) -> Result<Vec<u8>, ContentError> {
        if self.0.scheme() == "file" {
            let path = self
                .0
                .to_file_path()
                .map_err(|()| self.unfetchable("it names no file of this machine"))?;
            return self.read_file(path, limit).await;
        }
        let response = http
            .get(self.0.clone())
            .send()
            .await
            .and_then(reqwest::Response::error_for_status)
            .map_err(|error| self.unfetchable(error.without_url()))?;
        let announced = response.content_length().unwrap_or(0);
        if announced > limit {
            return Err(self.too_large(limit));
        }
        let mut bytes = Vec::with_capacity(announced as usize);
        let mut stream = response.bytes_stream();
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(|error| self.unfetchable(error.without_url()))?;
            if (bytes.len() + chunk.len()) as u64 > limit {
                return Err(self.too_large(limit));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }

    async fn read_file(&self, path: PathBuf, limit: u64) -> Result<Vec<u8>, ContentError> {
        let metadata = tokio::fs::metadata(&path)
            .await
            .map_err(|error| self.unfetchable(error))?;
        // A device or a pipe can be endless and has no length to compare.
        if !metadata.is_file() {
            return Err(self.unfetchable("it is not a regular file"));
        }
        if metadata.len() > limit {
            return Err(self.too_large(limit));
        }
        tokio::fs::read(&path)
            .await
            .map_err(|error| self.unfetchable(error))
    }

    fn unfetchable(&self, reason: impl fmt::Display) -> ContentError {
        ContentError::Unfetchable {
            from: self.to_string(),
            reason: reason.to_string(),
        }
    }

    fn too_large(&self, limit: u64) -> ContentError {
        ContentError::TooLarge {
            from: self.to_string(),
            limit,
        }
    }
}
