//! One layer of a Llama-3 decoder, and its head, in ops.

use crate::graph::{random_i32, random_i8, Graph, Id, Part};
use crate::model::{Model, CONTEXT, HEAD, TOKENS, VOCABULARY};
use assay_proof::{DType, Mask, Mult, Op, Shape, Source, Tensor, View, MAX_INNER};
use rand::rngs::StdRng;

const X: Source = Source::Input(0);
/// Tokens whose keys and values are known already.
const CACHED: u32 = CONTEXT - TOKENS;

/// Everything between one residual and the next.
pub fn layer(model: &Model, rng: &mut StdRng) -> Graph {
    let mut graph = Graph::new();
    let Model {
        width,
        hidden,
        heads,
        kv_heads,
        ..
    } = *model;
    let residual = graph.input(random_i32(TOKENS, width, 1 << 20, rng));
    let x = norm(&mut graph, residual, rng);

    let (q_width, kv_width) = (heads * HEAD, kv_heads * HEAD);
    let qkv = graph.linear(x, q_width + 2 * kv_width, true, rng);
    let mut cut = |col, cols| {
        let view = View::Slice { x: X, row: 0, col };
        graph.view(Part::Moving, view, (TOKENS, cols), &[qkv])
    };
    let (q, k, v) = (
        cut(0, q_width),
        cut(q_width, kv_width),
        cut(q_width + kv_width, kv_width),
    );

    // Heads first: the heads that share keys follow one another, so they are one block of rows.
    let split = |heads, order| View::Permute {
        x: X,
        dims: [1, TOKENS, heads, HEAD],
        order,
    };
    let (rows_first, columns_first) = ([0, 2, 1, 3], [0, 2, 3, 1]);
    let (q_rows, kv_rows) = (heads * TOKENS, kv_heads * TOKENS);
    let q = graph.view(Part::Moving, split(heads, rows_first), (q_rows, HEAD), &[q]);
    let k = graph.view(Part::Moving, split(kv_heads, rows_first), (kv_rows, HEAD), &[k]);
    let v = graph.view(
        Part::Moving,
        split(kv_heads, columns_first),
        (kv_width, TOKENS),
        &[v],
    );
    let (q, k) = (rotary(&mut graph, q, rng), rotary(&mut graph, k, rng));
    let k = graph.view(
        Part::Moving,
        View::Reshape { x: X },
        (kv_heads, TOKENS * HEAD),
        &[k],
    );
    let cached_k = graph.input(random_i8(kv_heads, CACHED * HEAD, rng));
    let cached_v = graph.input(random_i8(kv_width, CACHED, rng));
    let join = View::ConcatCols { x: X, y: X };
    let keys = graph.view(Part::Moving, join, (kv_heads, CONTEXT * HEAD), &[cached_k, k]);
    let keys = graph.view(
        Part::Moving,
        View::Reshape { x: X },
        (kv_heads * CONTEXT, HEAD),
        &[keys],
    );
    let values = graph.view(Part::Moving, join, (kv_width, CONTEXT), &[cached_v, v]);

    let scores = graph.product(q, keys, kv_heads, false, rng);
    let shares = softmax(&mut graph, scores, heads);
    let mixed = graph.product(shares, values, kv_heads, true, rng);
    let back = View::Permute {
        x: X,
        dims: [1, heads, TOKENS, HEAD],
        order: [0, 2, 1, 3],
    };
    let mixed = graph.view(Part::Moving, back, (TOKENS, q_width), &[mixed]);
    let mixed = graph.linear(mixed, width, true, rng);
    let residual = add(&mut graph, residual, mixed);

    let x = norm(&mut graph, residual, rng);
    let gate = graph.linear(x, hidden, true, rng);
    let up = graph.linear(x, hidden, true, rng);
    let table = graph.input(random_i8(1, 256, rng));
    let out = Shape::new(DType::I8, TOKENS, hidden);
    let gate = graph.exact(Part::Gating, Op::Lut { x: X, table: X }, out, &[gate, table]);
    let mul = Op::Mul {
        x: X,
        y: X,
        mult: 700_000_000,
        shift: 36,
    };
    let x = graph.exact(Part::Gating, mul, out, &[gate, up]);

    // Sums are at most `MAX_INNER` long: each part is requantised and added by itself.
    let parts = hidden.div_ceil(MAX_INNER);
    let mut sum = residual;
    for part in 0..parts {
        let x = if parts == 1 {
            x
        } else {
            let view = View::Slice {
                x: X,
                row: 0,
                col: part * (hidden / parts),
            };
            graph.view(Part::Moving, view, (TOKENS, hidden / parts), &[x])
        };
        let down = graph.linear(x, width, true, rng);
        sum = add(&mut graph, sum, down);
    }
    graph
}

/// The last norm and the scores of every token of the vocabulary.
pub fn head(model: &Model, rng: &mut StdRng) -> Graph {
    let mut graph = Graph::new();
    let residual = graph.input(random_i32(TOKENS, model.width, 1 << 20, rng));
    let x = norm(&mut graph, residual, rng);
    graph.linear(x, VOCABULARY, false, rng);
    graph
}

fn norm(graph: &mut Graph, x: Id, rng: &mut StdRng) -> Id {
    let cols = graph.columns(x);
    let gain = graph.input(random_i32(1, cols, 1 << 29, rng));
    let op = Op::RmsNorm {
        x: X,
        gain: X,
        eps: 1,
        shift: 40,
    };
    graph.exact(Part::Norm, op, Shape::new(DType::I8, TOKENS, cols), &[x, gain])
}

fn add(graph: &mut Graph, x: Id, y: Id) -> Id {
    let out = Shape::new(DType::I32, TOKENS, graph.columns(x));
    let (mx, my) = (Mult::Scalar(1 << 20), Mult::Scalar(300_000_000));
    let op = Op::Add {
        x: X,
        y: X,
        mx,
        my,
        shift: 20,
    };
    graph.exact(Part::Residual, op, out, &[x, y])
}

/// Rows of heads turned: `x · cos + swapped(x) · sin`, where the halves of each head are swapped and the signs are in the sines.
fn rotary(graph: &mut Graph, x: Id, rng: &mut StdRng) -> Id {
    let rows = graph.rows(x);
    let mut half = |col| {
        let view = View::Slice { x: X, row: 0, col };
        graph.view(Part::Rotary, view, (rows, HEAD / 2), &[x])
    };
    let (low, high) = (half(0), half(HEAD / 2));
    let join = View::ConcatCols { x: X, y: X };
    let swapped = graph.view(Part::Rotary, join, (rows, HEAD), &[high, low]);
    let (cos, sin) = (random_i8(rows, HEAD, rng), random_i8(rows, HEAD, rng));
    let (cos, sin) = (graph.input(cos), graph.input(sin));
    let out = Shape::new(DType::I8, rows, HEAD);
    let mul = Op::Mul {
        x: X,
        y: X,
        mult: 700_000_000,
        shift: 36,
    };
    let straight = graph.exact(Part::Rotary, mul, out, &[x, cos]);
    let crossed = graph.exact(Part::Rotary, mul, out, &[swapped, sin]);
    let unit = Mult::Scalar(1 << 29);
    let add = Op::Add {
        x: X,
        y: X,
        mx: unit,
        my: unit,
        shift: 30,
    };
    graph.exact(Part::Rotary, add, out, &[straight, crossed])
}

fn softmax(graph: &mut Graph, scores: Id, heads: u32) -> Id {
    let exponential = |n: u32| (65_535.0 * (-f64::from(n) / 25.6).exp()).round() as i32;
    let entries: Vec<i32> = (0..256).map(exponential).collect();
    let table = graph.input(Tensor::from_i32(1, 256, &entries).expect("a shape"));
    let seen = |(i, j)| i8::from(j <= CACHED + i);
    let positions = (0..TOKENS).flat_map(|i| (0..CONTEXT).map(move |j| (i, j)));
    let mask: Vec<i8> = positions.map(seen).collect();
    let mask = graph.input(Tensor::from_i8(TOKENS, CONTEXT, &mask).expect("a shape"));
    // The largest distances between random scores are some hundred thousand.
    let op = Op::Softmax {
        x: X,
        table: X,
        mask: Mask::Cycle(X),
        mult: 700_000_000,
        shift: 40,
    };
    let out = Shape::new(DType::I8, heads * TOKENS, CONTEXT);
    graph.exact(Part::Softmax, op, out, &[scores, table, mask])
}
