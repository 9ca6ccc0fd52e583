//! What stands at a provider's endpoint: its own server, or something that is not as it should be.

use assay_proof::LeafSet;
use axum::body::{Body, Bytes};
use axum::http::{header, StatusCode, Uri};
use axum::response::Response;
use axum::Router;
use futures_util::stream::{self, StreamExt};
use solana_address::Address;
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// How a job's openings are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Nothing is served.
    Refuses,
    /// Connections are taken, and that is all.
    Silent,
    Endless,
    /// A length that is not that of the body.
    LiesAboutLengths,
    /// The first byte of everything but the trace is another one.
    WrongBytes,
    /// As the provider serves them, but for one leaf of one op.
    Withholds {
        op: usize,
        leaf: u64,
    },
}

/// The endpoint.
pub struct Front {
    pub url: String,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    behind: Mutex<String>,
    manners: Mutex<HashMap<String, Manner>>,
    otherwise: Mutex<Option<Manner>>,
    asked: Mutex<Vec<String>>,
}

impl Front {
    /// Everything is served in this manner unless told otherwise.
    pub async fn new(otherwise: Manner) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared::default());
        *shared.otherwise.lock().unwrap() = Some(otherwise);
        let state = shared.clone();
        let app = Router::new().fallback(move |uri: Uri| serve(state.clone(), uri));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, shared }
    }

    /// The provider's own server.
    pub fn stands_before(&self, url: &str) {
        url.clone_into(&mut self.shared.behind.lock().unwrap());
    }

    /// Everything that was asked for so far, in order.
    pub fn asked(&self) -> Vec<String> {
        self.shared.asked.lock().unwrap().clone()
    }

    /// How this job is served.
    pub fn serves(&self, job: &Address, manner: Manner) {
        let mut manners = self.shared.manners.lock().unwrap();
        manners.insert(job.to_string(), manner);
    }
}

impl Shared {
    fn manner(&self, path: &str) -> Manner {
        let job = path.split('/').nth(3).unwrap_or_default();
        let manner = self.manners.lock().unwrap().get(job).copied();
        let otherwise = *self.otherwise.lock().unwrap();
        manner.or(otherwise).expect("a manner")
    }
}

async fn serve(shared: Arc<Shared>, uri: Uri) -> Response {
    shared.asked.lock().unwrap().push(uri.to_string());
    let forward = || forward(&shared, &uri);
    let some = || Ok::<_, Infallible>(Bytes::from_static(&[0; 64]));
    match shared.manner(uri.path()) {
        Manner::Refuses => status(StatusCode::NOT_FOUND),
        Manner::Silent => std::future::pending().await,
        Manner::Endless => Response::new(Body::from_stream(stream::repeat_with(some))),
        Manner::LiesAboutLengths => {
            let body = Body::from_stream(stream::once(async move { some() }).chain(stream::pending()));
            let response = Response::builder().header(header::CONTENT_LENGTH, 1_u64 << 40);
            response.body(body).unwrap()
        }
        Manner::WrongBytes => match uri.path().ends_with("/trace") {
            true => forward().await,
            false => bent(forward().await).await,
        },
        Manner::Withholds { op, leaf } => match wants(&uri, op, leaf) {
            true => status(StatusCode::NOT_FOUND),
            false => forward().await,
        },
    }
}

/// Whether this is for the whole of op `op`, or for leaves of it that include `leaf`.
fn wants(uri: &Uri, op: usize, leaf: u64) -> bool {
    let whole = format!("/ops/{op}");
    if uri.path().ends_with(&whole) {
        return true;
    }
    let leaves: Option<LeafSet> = uri
        .query()
        .and_then(|query| query.strip_prefix("at=")?.parse().ok());
    uri.path().ends_with(&format!("{whole}/leaves"))
        && leaves.is_some_and(|leaves| leaves.ranges().iter().any(|range| range.contains(&leaf)))
}

fn status(code: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = code;
    response
}

async fn bent(response: Response) -> Response {
    let (parts, body) = response.into_parts();
    let mut bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
    if let Some(first) = bytes.first_mut() {
        *first ^= 1;
    }
    Response::from_parts(parts, Body::from(bytes))
}

async fn forward(shared: &Shared, uri: &Uri) -> Response {
    let behind = shared.behind.lock().unwrap().clone();
    let Ok(answer) = reqwest::get(format!("{behind}{uri}")).await else {
        return status(StatusCode::BAD_GATEWAY);
    };
    let code = StatusCode::from_u16(answer.status().as_u16()).unwrap();
    let mut response = Response::new(Body::from(answer.bytes().await.unwrap()));
    *response.status_mut() = code;
    response
}
