//! The jobs whose proving is measured.

use std::path::Path;

use assay_client::content::{read_tensors, INPUTS_FILE, SPEC_FILE, WEIGHTS_FILE};
use assay_proof::{DType, JobSpec, Mask, Op, Shape, Source, Tensor, View};

use crate::graph::{noise, Graph, Job, Node};

/// `exp(−index / 32)` with 16 bits.
fn exponentials(graph: &mut Graph) -> Source {
    let entry = |index| (65_535.0 * (-f64::from(index) / 32.0).exp()).round() as i32;
    let table: Vec<i32> = (0..256).map(entry).collect();
    graph
        .weight(Tensor::from_i32(1, 256, &table).expect("a row"))
        .source
}

fn softmax(graph: &mut Graph, x: Node, mask: Mask) -> Node {
    let table = exponentials(graph);
    let op = Op::Softmax {
        x: x.source,
        table,
        mask,
        mult: 1 << 16,
        shift: 26,
    };
    let dtype = DType::I8;
    graph.push(op, Shape { dtype, ..x.shape })
}

/// One layer of Llama-3-8B (width 4,096, 32 heads on 8 keys and values of 128, 14,336 inside) on `tokens` new tokens
/// after `context − tokens` earlier ones, whose keys and values are inputs. Rotary positions, which are one more Mul and
/// Add of queries and keys, are left out.
pub fn llama_layer(tokens: u32, context: u32) -> Job {
    const WIDTH: u32 = 4_096;
    const GROUPS: u32 = 8;
    const HEADS: u32 = 4;
    const HEAD: u32 = 128;
    let earlier = context - tokens;
    let mut graph = Graph::default();
    let x = graph.input(noise(Shape::new(DType::I8, tokens, WIDTH)));
    let h = graph.rms_norm(x);
    let [q, k, v] = [WIDTH, GROUPS * HEAD, GROUPS * HEAD].map(|cols| graph.dense(h, cols));
    // [group, head, token, ..] so that the four heads of a group meet its keys in one block.
    let q = graph.permute(
        q,
        [tokens, GROUPS, HEADS, HEAD],
        [1, 2, 0, 3],
        GROUPS * HEADS * tokens,
    );
    let mut k = graph.permute(k, [tokens, GROUPS, HEAD, 1], [1, 0, 2, 3], GROUPS);
    let mut v = graph.permute(v, [tokens, GROUPS, HEAD, 1], [1, 2, 0, 3], GROUPS * HEAD);
    if earlier > 0 {
        let keys = graph.input(noise(Shape::new(DType::I8, GROUPS, earlier * HEAD)));
        let values = graph.input(noise(Shape::new(DType::I8, GROUPS * HEAD, earlier)));
        k = concat(&mut graph, keys, k);
        v = concat(&mut graph, values, v);
    }
    let k = graph.push(
        Op::View(View::Reshape { x: k.source }),
        Shape::new(DType::I8, GROUPS * context, HEAD),
    );
    let scores = graph.attend(q, k, GROUPS, DType::I32);
    let causal = (0..tokens).flat_map(|token| (0..context).map(move |at| i8::from(at <= earlier + token)));
    let causal: Vec<i8> = causal.collect();
    let mask = graph.weight(Tensor::from_i8(tokens, context, &causal).expect("a mask"));
    let weights = softmax(&mut graph, scores, Mask::Cycle(mask.source));
    let heads = graph.attend(weights, v, GROUPS, DType::I8);
    let joined = graph.permute(heads, [GROUPS * HEADS, tokens, HEAD, 1], [1, 0, 2, 3], tokens);
    let attention = graph.dense(joined, WIDTH);
    let x = graph.residual(x, attention);
    let h = graph.rms_norm(x);
    let [gate, up] = [(); 2].map(|()| graph.dense(h, 14_336));
    let gate = graph.lut(gate);
    let op = Op::Mul {
        x: gate.source,
        y: up.source,
        mult: 1 << 10,
        shift: 17,
    };
    let inside = graph.push(op, gate.shape);
    let down = graph.dense(inside, WIDTH);
    graph.residual(x, down);
    graph.finish(format!("Llama-3-8B layer, {tokens} tokens, context {context}"))
}

fn concat(graph: &mut Graph, x: Node, y: Node) -> Node {
    let view = View::ConcatCols {
        x: x.source,
        y: y.source,
    };
    let cols = x.shape.cols + y.shape.cols;
    graph.push(Op::View(view), Shape { cols, ..x.shape })
}

/// The shapes of all-MiniLM-L6-v2: 6 layers, width 384, 12 heads of 32, 1,536 inside, 30,522 words.
pub fn mini_lm(sentences: u32, tokens: u32) -> Job {
    const WIDTH: u32 = 384;
    const HEADS: u32 = 12;
    const HEAD: u32 = 32;
    const WORDS: u32 = 30_522;
    let rows = sentences * tokens;
    let mut graph = Graph::default();
    let ids: Vec<i32> = (0..rows)
        .map(|at| (at.wrapping_mul(2_654_435_761) % WORDS) as i32)
        .collect();
    let ids = graph.input(Tensor::from_i32(sentences, tokens, &ids).expect("ids"));
    let mask = graph.input(Tensor::from_i8(sentences, tokens, &vec![1; rows as usize]).expect("a mask"));
    let table = graph.weight(noise(Shape::new(DType::I8, WORDS, WIDTH)));
    let positions = graph.weight(noise(Shape::new(DType::I8, rows, WIDTH)));
    let op = Op::Gather {
        ids: ids.source,
        table: table.source,
    };
    let words = graph.push(op, Shape::new(DType::I8, rows, WIDTH));
    let sum = graph.residual(words, positions);
    let mut x = graph.layer_norm(sum);
    for _ in 0..6 {
        let [q, k, v] = [(); 3].map(|()| graph.dense(x, WIDTH));
        let dims = [sentences, tokens, HEADS, HEAD];
        let blocks = sentences * HEADS;
        let [q, k] = [q, k].map(|x| graph.permute(x, dims, [0, 2, 1, 3], blocks * tokens));
        let v = graph.permute(v, dims, [0, 2, 3, 1], blocks * HEAD);
        let scores = graph.attend(q, k, blocks, DType::I32);
        let weights = softmax(&mut graph, scores, Mask::Blocks(mask.source));
        let heads = graph.attend(weights, v, blocks, DType::I8);
        let joined = graph.permute(heads, [sentences, HEADS, tokens, HEAD], [0, 2, 1, 3], rows);
        let attention = graph.dense(joined, WIDTH);
        let sum = graph.residual(x, attention);
        let middle = graph.layer_norm(sum);
        let wide = graph.dense(middle, 4 * WIDTH);
        let wide = graph.lut(wide);
        let narrow = graph.dense(wide, WIDTH);
        let sum = graph.residual(middle, narrow);
        x = graph.layer_norm(sum);
    }
    graph.finish(format!("MiniLM shapes, {sentences} sentences of {tokens} tokens"))
}

/// The digits classifier of the repository on its held-out images.
pub fn digits() -> Result<Job, Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/digits");
    let spec = JobSpec::parse(&std::fs::read(folder.join(SPEC_FILE))?)?;
    let shapes: Vec<Shape> = spec.weights.iter().map(|weight| weight.shape).collect();
    Ok(Job {
        name: "digits, 450 images".into(),
        weights: read_tensors(&std::fs::read(folder.join(WEIGHTS_FILE))?, "weight", &shapes)?,
        inputs: read_tensors(&std::fs::read(folder.join(INPUTS_FILE))?, "input", &spec.inputs)?,
        spec,
    })
}
