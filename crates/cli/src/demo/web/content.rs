//! A job's content: what a page puts here, providers and verifiers fetch.

use super::Local;
use assay_client::content::{INPUTS_FILE, SPEC_FILE, WEIGHTS_FILE};
use assay_proof::JobSpec;
use axum::{
    body::{to_bytes, Body},
    extract::{Path, State},
    http::StatusCode,
};
use std::{io, path::PathBuf, sync::Arc};

const MIB: usize = 1 << 20;

type Refused = (StatusCode, String);

/// Where a file is kept, and how long it may be.
fn place(local: &Local, id: &str, file: &str) -> Result<(PathBuf, usize), Refused> {
    let limit = match file {
        SPEC_FILE => 4 * MIB,
        WEIGHTS_FILE | INPUTS_FILE => 256 * MIB,
        _ => {
            let sentence =
                format!("a job has the files {SPEC_FILE}, {WEIGHTS_FILE} and {INPUTS_FILE}, and no {file}\n");
            return Err((StatusCode::NOT_FOUND, sentence));
        }
    };
    let hexadecimal = id
        .bytes()
        .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    if !(16..=64).contains(&id.len()) || !hexadecimal {
        let sentence = "name the content by 16 to 64 hexadecimal digits, in lower case\n".to_owned();
        return Err((StatusCode::BAD_REQUEST, sentence));
    }
    Ok((local.home.join("content").join(id).join(file), limit))
}

fn failed(error: io::Error) -> Refused {
    let sentence = format!("the file could not be kept or read: {error}\n");
    (StatusCode::INTERNAL_SERVER_ERROR, sentence)
}

pub async fn get(
    State(local): State<Arc<Local>>,
    Path((id, file)): Path<(String, String)>,
) -> Result<Body, Refused> {
    let (path, _) = place(&local, &id, &file)?;
    match tokio::fs::read(&path).await {
        Ok(bytes) => Ok(bytes.into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err((
            StatusCode::NOT_FOUND,
            format!("there is no {file} of {id} here\n"),
        )),
        Err(error) => Err(failed(error)),
    }
}

/// Keeps a file for good: a job that names it must find the same bytes until its end.
pub async fn put(
    State(local): State<Arc<Local>>,
    Path((id, file)): Path<(String, String)>,
    body: Body,
) -> Result<StatusCode, Refused> {
    let (path, limit) = place(&local, &id, &file)?;
    let bytes = to_bytes(body, limit).await.map_err(|error| {
        let sentence = format!("{file} was not taken: at most {limit} bytes are ({error})\n");
        (StatusCode::PAYLOAD_TOO_LARGE, sentence)
    })?;
    if file == SPEC_FILE {
        JobSpec::parse(&bytes).map_err(|error| {
            let sentence = format!("{file} is not a valid spec: {error}\n");
            (StatusCode::UNPROCESSABLE_ENTITY, sentence)
        })?;
    }
    let folder = path.with_file_name("");
    tokio::fs::create_dir_all(&folder).await.map_err(failed)?;
    let beside = folder.join(format!("{:032x}.part", rand::random::<u128>()));
    tokio::fs::write(&beside, &bytes).await.map_err(failed)?;
    // A link is made only where nothing is yet, and then it is whole.
    let linked = tokio::fs::hard_link(&beside, &path).await;
    tokio::fs::remove_file(&beside).await.map_err(failed)?;
    match linked {
        Ok(()) => Ok(StatusCode::CREATED),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let kept = tokio::fs::read(&path).await.map_err(failed)?;
            match kept == bytes {
                true => Ok(StatusCode::OK),
                false => Err((
                    StatusCode::CONFLICT,
                    format!("{file} of {id} is here already, with other bytes: choose another name\n"),
                )),
            }
        }
        Err(error) => Err(failed(error)),
    }
}
