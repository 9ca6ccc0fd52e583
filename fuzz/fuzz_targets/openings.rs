//! An opening opens a tensor's root only with the bytes that are there, whatever its position, path and shape say.

#![no_main]

use assay_proof::evidence::LeafOpening;
use assay_proof::{tensor_root, DType, Shape, Tensor};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
struct Script {
    wide: bool,
    rows: u8,
    cols: u8,
    data: Vec<u8>,
    row: u8,
    leaf: u8,
    lies: Vec<Lie>,
}

/// What a server of openings may say instead.
#[derive(Arbitrary, Debug)]
enum Lie {
    Row(u32),
    Leaf(u32),
    Byte { at: u8, value: u8 },
    PathLonger([u8; 32]),
    PathShorter,
    PathFlip { at: u8, bits: u8 },
    Shape { wide: bool, rows: u32, cols: u32 },
}

const fn dtype(wide: bool) -> DType {
    if wide {
        DType::I32
    } else {
        DType::I8
    }
}

fuzz_target!(|script: Script| {
    let (rows, cols) = (u32::from(script.rows) % 9 + 1, u32::from(script.cols) * 5 + 1);
    let shape = Shape::new(dtype(script.wide), rows, cols);
    let mut data: Vec<u8> = script
        .data
        .iter()
        .copied()
        .cycle()
        .take(shape.bytes() as usize)
        .collect();
    data.resize(shape.bytes() as usize, 0);
    let tensor = Tensor::new(shape, data).expect("a small tensor");
    let tree = tensor.tree();

    let row = u32::from(script.row) % rows;
    let leaf = u32::from(script.leaf) % shape.leaves_per_row() as u32;
    let content = |row: u32, leaf: u32| {
        let mut bytes = [0; 256];
        let stored = tensor.row(row as usize).chunks(256).nth(leaf as usize);
        let stored = stored.expect("a leaf of the row");
        bytes[..stored.len()].copy_from_slice(stored);
        bytes
    };
    let index = ((row as usize) << shape.row_depth()) + leaf as usize;
    let mut opening = LeafOpening {
        row,
        leaf,
        bytes: content(row, leaf),
        path: tree.path(0, index),
    };
    let root = |opening: &LeafOpening, shape: &Shape| {
        let nodes = opening.nodes(shape)?;
        assert_eq!(nodes.len(), shape.depth() as usize + 1);
        nodes.last().map(|root| tensor_root(shape, root))
    };
    assert_eq!(root(&opening, &shape), Some(tree.root()), "a true opening");

    let mut said = shape;
    for lie in script.lies.iter().take(6) {
        match *lie {
            Lie::Row(row) => opening.row = row,
            Lie::Leaf(leaf) => opening.leaf = leaf,
            Lie::Byte { at, value } => opening.bytes[usize::from(at)] = value,
            Lie::PathLonger(hash) => opening.path.push(hash),
            Lie::PathShorter => drop(opening.path.pop()),
            Lie::PathFlip { at, bits } => {
                let len = opening.path.len().max(1);
                if let Some(hash) = opening.path.get_mut(usize::from(at) % len) {
                    hash[usize::from(at) % 32] ^= bits;
                }
            }
            Lie::Shape { wide, rows, cols } => said = Shape::new(dtype(wide), rows, cols),
        }
    }
    if root(&opening, &said) == Some(tree.root()) {
        assert_eq!(said, shape);
        assert_eq!(opening.bytes, content(opening.row, opening.leaf));
    }
});
