//! A job's content is taken only when it is what the chain says, and never more of it than allowed.

use assay_client::content::{
    read_tensors, write_tensors, ContentError, Fetcher, Limits, INPUTS_FILE, SPEC_FILE, WEIGHTS_FILE,
};
use assay_proof::{DType, JobSpec, Op, OpDesc, Shape, Source, Tensor, WeightDesc};
use solana_address::Address;
use std::{
    io::{Read, Write},
    net::TcpListener,
    path::Path,
    time::Duration,
};

fn shape(dtype: DType, rows: u32, cols: u32) -> Shape {
    Shape { dtype, rows, cols }
}

fn tensor(dtype: DType, rows: u32, cols: u32, fill: u8) -> Tensor {
    let shape = shape(dtype, rows, cols);
    let len = rows as usize * cols as usize * dtype.size();
    Tensor::new(shape, vec![fill; len]).expect("data of the shape's length")
}

/// A job of one product, as files in a folder.
struct Job {
    folder: tempfile::TempDir,
    spec: JobSpec,
    weights: Vec<Tensor>,
    inputs: Vec<Tensor>,
}

impl Job {
    fn new() -> Self {
        let weights = vec![tensor(DType::I8, 3, 8, 2)];
        let inputs = vec![tensor(DType::I8, 5, 8, 7)];
        let spec = JobSpec {
            inputs: inputs.iter().map(Tensor::shape).collect(),
            weights: weights
                .iter()
                .map(|weight| WeightDesc {
                    shape: weight.shape(),
                    root: weight.root(),
                })
                .collect(),
            ops: vec![OpDesc {
                op: Op::MatMul {
                    a: Source::Input(0),
                    b: Source::Weight(0),
                    batch: 1,
                },
                shape: shape(DType::I32, 5, 3),
            }],
        };
        let job = Self {
            folder: tempfile::tempdir().expect("a folder"),
            spec,
            weights,
            inputs,
        };
        job.write(SPEC_FILE, &job.spec.to_bytes());
        job.write(WEIGHTS_FILE, &write_tensors("weight", &job.weights));
        job.write(INPUTS_FILE, &write_tensors("input", &job.inputs));
        job
    }

    fn write(&self, file: &str, bytes: &[u8]) {
        std::fs::write(self.folder.path().join(file), bytes).expect("written");
    }

    fn uri(&self) -> String {
        format!("file://{}", self.folder.path().display())
    }
}

fn fetcher() -> Fetcher {
    Fetcher::new(Limits::default()).expect("a client")
}

#[tokio::test]
async fn what_is_right_is_taken_from_files_and_over_http() {
    let job = Job::new();
    let server = serve(job.folder.path());
    for uri in [job.uri(), format!("{}/", job.uri()), server] {
        let content = fetcher().inspect(&uri).await.expect(&uri);
        assert_eq!(content.spec, job.spec);
        assert_eq!(content.weights, job.weights);
        assert_eq!(content.inputs, job.inputs);
        let root = job.spec.spec_root();
        assert_eq!(fetcher().spec(&uri, &root).await.expect(&uri), job.spec);
        let inputs = fetcher().inputs(&uri, &job.spec, &content.input_root()).await;
        assert_eq!(inputs.expect(&uri), job.inputs);
    }
}

#[tokio::test]
async fn another_spec_other_weights_and_other_inputs_are_refused_by_name() {
    let job = Job::new();
    let uri = job.uri();
    let wrong = fetcher().spec(&uri, &[9; 32]).await.expect_err("another root");
    assert!(
        matches!(wrong, ContentError::WrongRoot { what: "spec", .. }),
        "{wrong}"
    );

    let wrong = fetcher()
        .inputs(&uri, &job.spec, &[9; 32])
        .await
        .expect_err("another root");
    assert!(
        matches!(wrong, ContentError::WrongRoot { what: "inputs", .. }),
        "{wrong}"
    );

    let mut data = job.weights[0].data().to_vec();
    data[5] ^= 1;
    let altered = Tensor::new(job.weights[0].shape(), data).expect("of the same length");
    job.write(WEIGHTS_FILE, &write_tensors("weight", &[altered]));
    let wrong = fetcher()
        .weights(&uri, &job.spec)
        .await
        .expect_err("one bit differs");
    assert!(
        matches!(wrong, ContentError::WrongRoot { what: "weights", .. }),
        "{wrong}"
    );
    assert!(
        wrong.to_string().contains(&hex::encode(job.spec.weights[0].root)),
        "{wrong}"
    );

    let mut bytes = job.spec.to_bytes();
    bytes.push(0);
    job.write(SPEC_FILE, &bytes);
    let wrong = fetcher().inspect(&uri).await.expect_err("a trailing byte");
    assert!(matches!(wrong, ContentError::Spec { .. }), "{wrong}");
}

#[tokio::test]
async fn what_cannot_be_fetched_names_the_file_and_the_reason() {
    let job = Job::new();
    std::fs::remove_file(job.folder.path().join(INPUTS_FILE)).expect("removed");
    let missing = fetcher()
        .inputs(&job.uri(), &job.spec, &[0; 32])
        .await
        .expect_err("missing");
    assert!(missing.to_string().contains(INPUTS_FILE), "{missing}");

    let nobody = fetcher()
        .inspect("http://127.0.0.1:9")
        .await
        .expect_err("nobody listens");
    assert!(matches!(nobody, ContentError::Unfetchable { .. }), "{nobody}");
    let server = serve(job.folder.path());
    let absent = fetcher()
        .inputs(&server, &job.spec, &[0; 32])
        .await
        .expect_err("absent");
    assert!(absent.to_string().contains("404"), "{absent}");
    for uri in ["ftp://host/job", "folder", "", "data:,x"] {
        let bad = fetcher().inspect(uri).await.expect_err(uri);
        assert!(matches!(bad, ContentError::BadUri { .. }), "{uri}: {bad}");
    }
}

#[tokio::test]
async fn no_more_than_the_limit_is_read_and_no_local_file_without_leave() {
    let job = Job::new();
    let limits = Limits {
        tensor_bytes: 64,
        ..Limits::default()
    };
    let small = Fetcher::new(limits).expect("a client");
    for uri in [job.uri(), serve(job.folder.path()), serve_endlessly()] {
        let large = small.weights(&uri, &job.spec).await.expect_err("too large");
        assert!(
            matches!(large, ContentError::TooLarge { limit: 64, .. }),
            "{uri}: {large}"
        );
    }
    let limits = Limits {
        files: false,
        timeout: Duration::from_secs(2),
        ..Limits::default()
    };
    let remote = Fetcher::new(limits).expect("a client");
    let refused = remote.inspect(&job.uri()).await.expect_err("a local file");
    assert!(matches!(refused, ContentError::FilesRefused { .. }), "{refused}");
    let device = fetcher()
        .inspect("file:///dev/fd")
        .await
        .expect_err("a folder of devices");
    assert!(matches!(device, ContentError::Unfetchable { .. }), "{device}");
}

#[tokio::test]
async fn a_result_is_taken_only_with_the_root_on_chain() {
    let job = Job::new();
    let output = tensor(DType::I32, 5, 3, 1);
    let address = Address::new_from_array([3; 32]);
    let path = job.folder.path().join(format!("v1/jobs/{address}"));
    std::fs::create_dir_all(&path).expect("a folder");
    std::fs::write(path.join("output"), output.data()).expect("written");
    let endpoint = serve(job.folder.path());
    let taken = fetcher()
        .output(&endpoint, &address, output.shape(), &output.root())
        .await;
    assert_eq!(taken.expect("the result"), output);
    let other = fetcher()
        .output(&endpoint, &address, output.shape(), &[1; 32])
        .await;
    assert!(matches!(other, Err(ContentError::WrongRoot { .. })));
    let longer = shape(DType::I32, 6, 3);
    let short = fetcher()
        .output(&endpoint, &address, longer, &output.root())
        .await;
    assert!(matches!(short, Err(ContentError::Tensors { .. })));
}

#[test]
fn tensors_must_be_exactly_those_of_the_job() {
    let bytes = write_tensors(
        "input",
        &[tensor(DType::I8, 2, 4, 1), tensor(DType::I32, 1, 4, 1)],
    );
    let shapes = [shape(DType::I8, 2, 4), shape(DType::I32, 1, 4)];
    assert_eq!(read_tensors(&bytes, "input", &shapes).expect("both").len(), 2);
    for (kind, shapes, names) in [
        ("weight", shapes.to_vec(), "weight.0"),
        ("input", shapes[..1].to_vec(), "2 tensors"),
        ("input", vec![shape(DType::I8, 4, 2), shapes[1]], "input.0"),
        ("input", vec![shapes[0], shape(DType::I8, 1, 4)], "input.1"),
    ] {
        let reason = read_tensors(&bytes, kind, &shapes).expect_err(names);
        assert!(reason.contains(names), "{reason}");
    }
    assert!(read_tensors(&bytes[..20], "input", &shapes).is_err());
}

/// Serves the files of a folder, one connection after the other.
fn serve(folder: &Path) -> String {
    let folder = folder.to_owned();
    listen(move |path, stream| match std::fs::read(folder.join(path)) {
        Ok(bytes) => {
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", bytes.len());
            let _ = stream.write_all(head.as_bytes());
            let _ = stream.write_all(&bytes);
        }
        Err(_) => {
            let _ = stream.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n");
        }
    })
}

/// Says nothing about the length and never ends.
fn serve_endlessly() -> String {
    listen(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        while stream.write_all(&[0; 4_096]).is_ok() {}
    })
}

fn listen(answer: impl Fn(&str, &mut std::net::TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 2_048];
            let read = stream.read(&mut request).unwrap_or(0);
            let text = String::from_utf8_lossy(&request[..read]).into_owned();
            let path = text.split(' ').nth(1).unwrap_or("/").trim_start_matches('/');
            answer(path, &mut stream);
        }
    });
    format!("http://{address}")
}
