//! Servers that are slow, lie about lengths or never end, asked over real HTTP: each is given up in bounded time and
//! memory, whatever was asked for.

use super::blocking::Blocking;
use super::openings::Remote;
use crate::Openings;
use assay_client::content::Limits;
use assay_proof::{DType, LeafSet, Shape};
use axum::{
    body::{Body, Bytes},
    http::header,
    response::Response,
    Router,
};
use futures_util::stream::{self, StreamExt};
use solana_address::Address;
use std::{convert::Infallible, time::Duration};
use tokio::{net::TcpListener, runtime::Handle, task, time};

const SHAPE: Shape = Shape::new(DType::I32, 8, 64);
const TIMEOUT: Duration = Duration::from_millis(400);

/// What a server sends for everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sent {
    /// As many zeros.
    Zeros(usize),
    /// A length that is not that of the body.
    Claims { length: u64, sends: usize },
    /// Zeros for ever.
    Endless,
    /// Nothing, for ever.
    Silent,
    /// A byte now and then.
    Dripping,
}

fn response(body: Sent) -> Response {
    let chunk = || Ok::<_, Infallible>(Bytes::from_static(&[0; 64]));
    match body {
        Sent::Zeros(length) => Response::new(Body::from(vec![0; length])),
        Sent::Claims { length, sends } => {
            let rest = stream::iter((0..sends).map(|_| Ok::<_, Infallible>(Bytes::from_static(&[0]))));
            let body = Body::from_stream(rest.chain(stream::pending()));
            let response = Response::builder().header(header::CONTENT_LENGTH, length);
            response.body(body).expect("a response")
        }
        Sent::Endless => Response::new(Body::from_stream(stream::repeat_with(chunk))),
        Sent::Silent => Response::new(Body::from_stream(stream::pending::<Result<Bytes, Infallible>>())),
        Sent::Dripping => {
            let drops = stream::unfold((), |()| async {
                time::sleep(Duration::from_millis(50)).await;
                Some((Ok::<_, Infallible>(Bytes::from_static(&[0])), ()))
            });
            Response::new(Body::from_stream(drops))
        }
    }
}

async fn provider(body: Sent) -> Blocking {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = listener.local_addr().expect("bound");
    let app = Router::new().fallback(move || async move { response(body) });
    tokio::spawn(async move { axum::serve(listener, app).await });
    let limits = Limits {
        timeout: TIMEOUT,
        ..Limits::default()
    };
    let endpoint = format!("http://{address}");
    let remote = Remote::new(reqwest::Client::new(), &endpoint, &Address::default(), limits);
    Blocking::new(remote, Handle::current())
}

/// What is asked for, by name.
type Ask = fn(&Blocking) -> Result<usize, String>;

const ASKS: [(&str, Ask); 5] = [
    ("trace", |from| {
        let trace = from.trace().map_err(|error| error.to_string())?;
        Ok(trace.len())
    }),
    ("tensor", |from| {
        let tensor = from.tensor(3, SHAPE).map_err(|error| error.to_string())?;
        Ok(tensor.data().len())
    }),
    ("leaves", |from| {
        let leaves: LeafSet = "0-1,5".parse().expect("leaves");
        let opening = from
            .leaves(3, SHAPE, &leaves)
            .map_err(|error| error.to_string())?;
        Ok(opening.len())
    }),
    ("sums", |from| {
        let sums = from.sums(3, SHAPE).map_err(|error| error.to_string())?;
        Ok(sums.data().len())
    }),
    ("row sums", |from| {
        let sums = from.row_sums(3, &[1, 5], 64).map_err(|error| error.to_string())?;
        Ok(sums.len())
    }),
];

async fn ask(from: Blocking, ask: Ask) -> Result<usize, String> {
    let asked = task::spawn_blocking(move || ask(&from));
    let within = time::timeout(TIMEOUT * 10, asked).await;
    within.expect("given up in time").expect("no panic")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_never_ends_is_given_up() {
    for body in [Sent::Silent, Sent::Dripping] {
        for (what, asked) in ASKS {
            let error = ask(provider(body).await, asked).await.expect_err(what);
            assert!(error.contains("127.0.0.1"), "{what}, {body:?}: {error}");
        }
    }
    for (what, asked) in ASKS {
        let error = ask(provider(Sent::Endless).await, asked).await.expect_err(what);
        let given_up =
            error.contains("larger than the") || error.contains("timed out") || error.contains("body");
        assert!(given_up, "{what}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lies_about_lengths_are_refused_before_or_while_reading() {
    let far_too_long = Sent::Claims {
        length: 1 << 40,
        sends: 0,
    };
    let cut = Sent::Claims { length: 32, sends: 3 };
    for (what, asked) in ASKS {
        let error = ask(provider(far_too_long).await, asked).await.expect_err(what);
        assert!(error.contains("larger than the"), "{what}: {error}");
        ask(provider(cut).await, asked).await.expect_err(what);
    }
}

/// No more is taken than was asked for: 2,048 bytes of a tensor, 768 of leaves and 3 hashes, 640 of sums at most.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_byte_too_many_is_refused() {
    for (what, most) in [
        ("tensor", 2048),
        ("leaves", 768 + 3 * 32),
        ("sums", 2048),
        ("row sums", 640),
    ] {
        let (_, asked) = ASKS.into_iter().find(|(name, _)| *name == what).expect("named");
        assert_eq!(
            ask(provider(Sent::Zeros(most)).await, asked).await,
            Ok(most),
            "{what}"
        );
        let error = ask(provider(Sent::Zeros(most + 1)).await, asked)
            .await
            .expect_err(what);
        assert!(
            error.contains(&format!("larger than the {most} bytes")),
            "{what}: {error}"
        );
    }
}

/// One request that runs out of time is enough: the others are not made, whatever they are for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_lets_a_request_run_out_of_time_is_not_asked_again() {
    let from = provider(Sent::Dripping).await;
    let asked = task::spawn_blocking(move || {
        assert!(!from.has_stalled());
        from.trace().expect_err("never ends");
        assert!(from.has_stalled());
        let began = std::time::Instant::now();
        let error = from.tensor(3, SHAPE).expect_err("is not asked for");
        assert!(error.to_string().contains("was not asked for"), "{error}");
        assert!(began.elapsed() < TIMEOUT / 4);
    });
    asked.await.expect("no panic");
    // Refusing is answering.
    let from = provider(Sent::Claims {
        length: 1 << 40,
        sends: 0,
    })
    .await;
    let asked = task::spawn_blocking(move || {
        from.trace().expect_err("too long");
        assert!(!from.has_stalled());
    });
    asked.await.expect("no panic");
}
