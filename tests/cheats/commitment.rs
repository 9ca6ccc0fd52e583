//! A commitment that is not to the provider's own result of this job.

use crate::support::{convicted, convicted_of_a_number, refused, three};
use assay_client::stake::ROLE_PROVIDER;
use assay_proof::evidence::{Case, LeafOpening};
use assay_proof::{tensor_root, trace_root, ConvictionKind, DType, Hash, Shape, Tensor};
use assay_tests::{Claim, Status, Work, BOND};
use escrow::error::EscrowError;
use solana_sha256_hasher::hashv;
use solana_signer::Signer;

#[test]
fn a_truncated_trace() {
    let mut world = three();
    let mut trace = world.work.honest().trace;
    trace.pop();
    let claim = Claim::of(trace);
    let evidence = world.work.case(&claim).trace_length();
    convicted(
        &mut world,
        &claim,
        &evidence,
        (ConvictionKind::TraceLength, 0, 0, 0),
    );
}

#[test]
fn a_trace_with_a_tensor_too_many() {
    let mut world = three();
    let mut trace = world.work.honest().trace;
    trace.extend(trace.last().cloned());
    let claim = Claim::of(trace);
    let evidence = world.work.case(&claim).trace_length();
    convicted(
        &mut world,
        &claim,
        &evidence,
        (ConvictionKind::TraceLength, 0, 0, 0),
    );
}

#[test]
fn an_output_that_is_not_the_traces() {
    let mut world = three();
    let mut claim = world.work.honest();
    claim.output_root = world.work.cheat(8, (0, 0)).output_root;
    let evidence = world.work.case(&claim).output().expect("evidence");
    convicted(&mut world, &claim, &evidence, (ConvictionKind::Output, 8, 0, 0));
}

/// Op 2 as `tensor`, whose header is not the declared one in this field: type, rows or columns.
fn with_header(tensor: Tensor, field: u64) {
    let mut world = three();
    let mut trace = world.work.honest().trace;
    let (shape, root) = (tensor.shape(), tensor.tree().merkle_root());
    trace[2] = tensor;
    let claim = Claim::of(trace);
    let evidence = world.work.case(&claim).header(2, shape, &root).expect("evidence");
    convicted(
        &mut world,
        &claim,
        &evidence,
        (ConvictionKind::Header, 2, field, 0),
    );
}

#[test]
fn a_header_of_another_shape() {
    with_header(Tensor::from_i8(6, 6, &[0; 36]).expect("a shape"), 1);
    with_header(Tensor::from_i8(4, 7, &[0; 28]).expect("a shape"), 2);
}

#[test]
fn a_header_of_another_type() {
    with_header(Tensor::from_i32(4, 6, &[0; 24]).expect("a shape"), 0);
}

/// A claim to the honest result, but for the Merkle root of op `op`.
fn with_root(work: &Work, op: u16, shape: Shape, root: &Hash) -> (Claim, Vec<Hash>) {
    let mut claim = work.honest();
    let mut roots = claim.roots();
    roots[usize::from(op)] = tensor_root(&shape, root);
    claim.trace_root = trace_root(&roots);
    claim.output_root = *roots.last().expect("a trace");
    (claim, roots)
}

/// Row 3 of op 1, six numbers of `i32`, is followed by a byte that is not zero.
#[test]
fn wrong_padding_bytes_in_a_leaf() {
    let mut world = three();
    let tensor = world.work.honest().trace[1].clone();
    let shape = tensor.shape();
    assert_eq!(shape, Shape::new(DType::I32, 4, 6));
    let mut bytes = [0; 256];
    bytes[..24].copy_from_slice(tensor.row(3));
    bytes[24] = 5;
    let opening = LeafOpening {
        row: 3,
        leaf: 0,
        bytes,
        path: tensor.tree().path(0, 3),
    };
    let nodes = opening.nodes(&shape).expect("inside the tensor");
    let root = nodes.last().expect("a root");
    let (claim, roots) = with_root(&world.work, 1, shape, root);
    let case = Case::new(&world.work.spec, &[], &roots);
    let evidence = case.padding_in_leaf(1, shape, root, &opening).expect("evidence");
    convicted(&mut world, &claim, &evidence, (ConvictionKind::Padding, 1, 3, 24));
}

/// Op 8 has three rows; what stands for the fourth is not the leaf of zeros.
#[test]
fn a_wrong_padding_row() {
    let mut world = three();
    let tensor = world.work.honest().trace[8].clone();
    let (shape, path) = (tensor.shape(), tensor.tree().path(0, 3));
    assert_eq!((shape.rows, path.len()), (3, 2));
    let node = [7; 32];
    let root = path
        .iter()
        .fold(node, |node, sibling| hashv(&[&[1], sibling, &node]).to_bytes());
    let (claim, roots) = with_root(&world.work, 8, shape, &root);
    let case = Case::new(&world.work.spec, &[], &roots);
    let evidence = case
        .padding_node(8, (shape, &root), (0, 3), &node, &path)
        .expect("evidence");
    convicted(&mut world, &claim, &evidence, (ConvictionKind::Padding, 8, 0, 3));
}

/// Another provider commits to the bytes that the first one committed to, and has nothing that opens them: its own
/// deadline passes.
#[test]
fn a_copied_commitment() {
    let mut world = three();
    let claim = world.work.honest();
    let copycat = world.add_operator("copycat", ROLE_PROVIDER, BOND);
    let before = world.balances();
    let (first, second) = (world.post(|_| {}), world.post(|_| {}));
    world.accept(&first).expect("accepts");
    world.commit(&first, &claim).expect("commits");
    let copied = world.job(&first).commitment;
    world.accept_by(&copycat, &second).expect("accepts");
    let (agent, operator) = (copycat.agent.pubkey(), copycat.operator);
    let commit = world.market.commit(agent, operator, second.address, copied);
    world.send(&[commit], &[&copycat.agent]).expect("commits blindly");
    world.reveal(&first, &claim).expect("reveals");
    let reveal = world
        .market
        .reveal(agent, operator, second.address, claim.opening());
    refused(
        world.send(&[reveal], &[&copycat.agent]),
        EscrowError::WrongOpening,
    );

    let until = world.job(&second).reveal_by;
    world.warp_to(until + 1);
    let client = world.client.address();
    let expire = world.market.expire(second.address, client, copycat.address());
    world.send(&[expire], &[]).expect("expires");
    let price = i128::from(assay_tests::PRICE);
    world.assert_moved(
        &before,
        &[
            ("client", 120_000 - price),
            ("stake vault", -150_000),
            ("supply", -30_000),
            ("vault 0", price),
        ],
    );
}

/// The provider answers a second job of the same model, on another input, with the result of the first.
#[test]
fn a_replayed_result_of_another_job() {
    let mut world = three();
    let first = world.work.honest();
    world.work.inputs = Work::new(2).inputs;
    let (op, _) = convicted_of_a_number(&mut world, &first);
    assert_eq!(op, 0);
}

/// As [`a_replayed_result_of_another_job`], of another model altogether.
#[test]
fn a_replayed_result_of_another_model() {
    let mut world = three();
    let first = Work::new(5).honest();
    convicted_of_a_number(&mut world, &first);
}

/// The commitment of an earlier job does not open for a later one, although provider and result are the same.
#[test]
fn a_replayed_commitment_of_another_job() {
    let mut world = three();
    let claim = world.work.honest();
    let first = world.revealed(&claim, |_| {});
    let before = world.balances();
    let second = world.post(|_| {});
    world.accept(&second).expect("accepts");
    let old = claim.commitment(&first.address, &world.provider.operator);
    let (agent, operator) = (world.provider.agent.clone(), world.provider.operator);
    let commit = world.market.commit(agent.pubkey(), operator, second.address, old);
    world.send(&[commit], &[&agent]).expect("commits blindly");
    refused(world.reveal(&second, &claim), EscrowError::WrongOpening);
    let until = world.job(&second).reveal_by;
    world.warp_to(until + 1);
    world.expire(&second).expect("expires");
    world.assert_moved(&before, &crate::support::EXPIRED);
}

/// After seeing that its first result is wrong, the provider opens another one than it committed to.
#[test]
fn a_reveal_of_another_result() {
    let mut world = three();
    let (wrong, right) = (world.work.cheat(0, (0, 0)), world.work.honest());
    let job = world.post(|_| {});
    world.accept(&job).expect("accepts");
    world.commit(&job, &wrong).expect("commits");
    let before = world.balances();
    refused(world.reveal(&job, &right), EscrowError::WrongOpening);
    world.assert_moved(&before, &[]);
    assert_eq!(world.status(&job), Status::Committed);
}
