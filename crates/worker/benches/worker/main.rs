//! Int8 throughput of every backend and what proving costs, as the tables of `benches/worker.md`.
//!
//! `cargo bench -p assay-worker`, or `cargo xtask bench worker`. Processor backends are measured on one thread and in
//! its CPU time, which other work on the machine disturbs least, graphics in wall time; always the best of several runs.

mod graph;
mod jobs;

use assay_hash::{parallel_root, roots_by_engine};
use assay_proof::{DType, Mult, Op, Shape, Source};
use assay_worker::bench::{cost, fastest, overhead, thread_time, Cost};
use assay_worker::store::Store;
use assay_worker::{Backend, CpuBackend, WgpuBackend};

use graph::{noise, Job};

type Failure = Box<dyn std::error::Error>;

/// `m`, `n`, `k` and batch: squares, what a Llama-3-8B layer and MiniLM multiply, attention.
const PRODUCTS: [[u32; 4]; 14] = [
    [512, 512, 512, 1],
    [1024, 1024, 1024, 1],
    [2048, 2048, 2048, 1],
    [1, 4096, 4096, 1],
    [16, 4096, 4096, 1],
    [64, 4096, 4096, 1],
    [64, 14336, 4096, 1],
    [64, 4096, 14336, 1],
    [256, 4096, 4096, 1],
    [4096, 384, 384, 1],
    [4096, 1536, 384, 1],
    [4096, 384, 1536, 1],
    [64, 64, 32, 768],
    [256, 512, 128, 8],
];

fn main() -> Result<(), Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    let mut ways = CpuBackend::all();
    // Plain Rust is there for machines without vectors; it would take most of the time.
    ways.truncate(ways.len().saturating_sub(1).max(1));
    pool.install(|| -> Result<(), String> {
        products(&mut ways).map_err(|error| error.to_string())?;
        hashing().map_err(|error| error.to_string())
    })?;
    graphics()?;
    let folder = tempfile::tempdir()?;
    let store = Store::open(folder.path())?;
    println!("\n## Proving, one core, CPU time\n");
    println!(
        "| job | backend | computing ms | hashing ms | keeping ms | proving / computing | results MiB |"
    );
    println!("|---|---|---:|---:|---:|---:|---:|");
    let contexts = [64, 128, 256, 512].map(|context| jobs::llama_layer(64, context));
    let mut all = Vec::from(contexts);
    all.extend([jobs::mini_lm(64, 64), jobs::digits()?]);
    for job in &all {
        for backend in &mut ways {
            let measured =
                pool.install(|| one_core(job, backend, &store).map_err(|error| error.to_string()))?;
            println!("{measured}");
        }
    }
    println!("\n## The same on all cores with the disk, wall time\n");
    println!("| job | backend | computing ms | proving beside it ms | wall ms | wall / computing |");
    println!("|---|---|---:|---:|---:|---:|");
    let mut backend = CpuBackend::new();
    for job in &all {
        let o = overhead(&job.spec, &job.weights, &job.inputs, &mut backend, &store)?;
        println!(
            "| {} | {} | {:.2} | {:.2} | {:.2} | {:.2} |",
            job.name,
            o.backend,
            o.compute_ms,
            o.prove_ms,
            o.wall_ms,
            o.overhead + 1.0
        );
    }
    Ok(())
}

fn one_core(job: &Job, backend: &mut dyn Backend, store: &Store) -> Result<String, Failure> {
    let Cost {
        compute,
        hash,
        keep,
        trace_bytes,
    } = cost(&job.spec, &job.weights, &job.inputs, backend, store)?;
    let ms = |time: std::time::Duration| time.as_secs_f64() * 1e3;
    Ok(format!(
        "| {} | {} | {:.2} | {:.2} | {:.2} | {:.0} % | {:.1} |",
        job.name,
        backend.name(),
        ms(compute),
        ms(hash),
        ms(keep),
        100.0 * (ms(hash) + ms(keep)) / ms(compute),
        trace_bytes as f64 / f64::from(1 << 20)
    ))
}

/// The product and what it is multiplied from, as MatMul and as Linear.
fn product([m, n, k, batch]: [u32; 4]) -> ([(Op, Shape); 2], [assay_proof::Tensor; 2]) {
    let (a, b) = (Source::Input(0), Source::Input(1));
    let linear = Op::Linear {
        a,
        b,
        bias: None,
        mult: Mult::Scalar(1 << 20),
        shift: 36,
        batch,
    };
    let out = |dtype| Shape::new(dtype, m * batch, n);
    let operands = [m, n].map(|rows| noise(Shape::new(DType::I8, rows * batch, k)));
    let ops = [
        (Op::MatMul { a, b, batch }, out(DType::I32)),
        (linear, out(DType::I8)),
    ];
    (ops, operands)
}

fn products(ways: &mut [CpuBackend]) -> Result<(), Failure> {
    println!("## Products, one core, CPU time\n");
    println!("| backend | m × n × k | MatMul ms | 10⁹ operations/s | Linear ms | 10⁹ operations/s |");
    println!("|---|---|---:|---:|---:|---:|");
    for backend in ways {
        for size in PRODUCTS {
            let ([matmul, linear], [a, b]) = product(size);
            let [m, n, k, batch] = size.map(f64::from);
            let giga = 2e-9 * m * n * k * batch;
            let mut best = [0.0; 2];
            for (best, (op, out)) in best.iter_mut().zip([matmul, linear]) {
                let time = fastest(|| -> Result<_, Failure> {
                    let begun = thread_time();
                    backend.run(&op, out, &[&a, &b])?;
                    Ok(thread_time() - begun)
                })?;
                *best = time.as_secs_f64();
            }
            let blocks = if size[3] == 1 {
                String::new()
            } else {
                format!("{} × ", size[3])
            };
            println!(
                "| {} | {blocks}{} × {} × {} | {:.3} | {:.0} | {:.3} | {:.0} |",
                backend.name(),
                size[0],
                size[1],
                size[2],
                best[0] * 1e3,
                giga / best[0],
                best[1] * 1e3,
                giga / best[1]
            );
        }
    }
    Ok(())
}

fn hashing() -> Result<(), Failure> {
    println!("\n## Tensor roots, one core, CPU time\n");
    println!("| tensor | way | ms | ns a byte |");
    println!("|---|---|---:|---:|");
    let shapes = [
        Shape::new(DType::I8, 64, 14_336),
        Shape::new(DType::I8, 4096, 384),
        Shape::new(DType::I8, 49_152, 64),
        Shape::new(DType::I8, 49_152, 32),
    ];
    for shape in shapes {
        let tensor = noise(shape);
        for (name, root) in roots_by_engine() {
            let time = fastest(|| -> Result<_, Failure> {
                let begun = thread_time();
                std::hint::black_box(root(&tensor));
                Ok(thread_time() - begun)
            })?;
            let ns = time.as_secs_f64() * 1e9 / shape.bytes() as f64;
            println!("| {shape} | {name} | {:.3} | {ns:.2} |", time.as_secs_f64() * 1e3);
        }
    }
    assert_eq!(parallel_root(&noise(shapes[1])), noise(shapes[1]).root());
    Ok(())
}

/// Squares on a graphics adapter, if there is one.
fn graphics() -> Result<(), Failure> {
    let mut backend = match WgpuBackend::new() {
        Ok(backend) => backend,
        Err(error) => {
            eprintln!("{error}");
            return Ok(());
        }
    };
    println!("\n## Products on graphics, wall time\n");
    println!("| backend | side | median ms | 10⁹ operations/s |");
    println!("|---|---:|---:|---:|");
    for side in [512, 1024, 2048] {
        let t = assay_worker::bench::throughput(&mut backend, side)?;
        println!(
            "| {} | {side} | {:.2} | {:.1} |",
            t.backend, t.median_ms, t.giga_ops
        );
    }
    Ok(())
}
