use super::demand_leaf::{curious, leaf, BOND, LEAF};
use crate::support::{number, refused, says, two, who, TestWorld};
use assay_client::{address, escrow::ANSWER_CHUNK};
use assay_proof::{
    demand::{open, LeafAt, MAX_ANSWER_BYTES},
    DType, Shape, Tensor,
};
use assay_tests::{key, Claim, JobRef, Status, START};
use escrow::error::EscrowError;
use solana_signer::Signer;

/// A revealed job with this claim, whose leaf is demanded.
fn demanded(world: &mut TestWorld, claim: &Claim, at: LeafAt) -> JobRef {
    let job = world.revealed(claim, |_| {});
    let curious = world.add_wallet("curious");
    world.demand(&curious, &job, at).expect("demands");
    job
}

#[test]
fn the_leaf_earns_the_bond_and_can_be_read_by_all() {
    let mut world = two();
    let claim = world.work.honest();
    let job = demanded(&mut world, &claim, LEAF);
    let (agent, address) = (world.provider.agent.pubkey(), address::demand(&job.address, LEAF));
    let before = (world.lamports(&agent), world.lamports(&address));
    world.warp_to(START + 20);
    let sent = world.answer(&job, &claim, LEAF).expect("answers");
    assert_eq!(world.lamports(&agent) - before.0, BOND);
    assert_eq!(before.1 - world.lamports(&address), BOND, "the rent stays");

    let demand = world.demanded(&job, LEAF);
    let answer = world.work.answer(&claim, LEAF);
    assert_eq!(demand.answer(), answer);
    let opened = open(demand.answer(), &claim.trace_root, LEAF).expect("opens");
    let tensor = opened.tensor.expect("it is there");
    let leaf = tensor.leaf.expect("it is there");
    let row: Vec<u8> = (0..6)
        .flat_map(|col| claim.trace[0].get(1, col).to_le_bytes())
        .collect();
    assert_eq!(leaf.bytes[..24], row);

    let state = world.job(&job);
    assert_eq!((state.demands, state.open_demands), (1, [0; 9]));
    assert_eq!(state.held_until, START + 80);
    let event = sent.event("DemandAnswered");
    assert_eq!(who(&event, "operator"), world.provider.operator);
    assert_eq!(
        ["bond", "len", "held_until"].map(|field| number(&event, field)),
        [BOND, answer.len() as u64, (START + 80) as u64]
    );
}

#[test]
fn a_long_answer_comes_in_parts_and_counts_when_it_is_whole() {
    let mut world = two();
    let claim = world.work.honest();
    let job = demanded(&mut world, &claim, LEAF);
    let answer = world.work.answer(&claim, LEAF);
    let (agent, operator) = (world.provider.agent.clone(), world.provider.operator);
    let part = |world: &TestWorld, range: std::ops::Range<usize>| {
        let mut whole = world.market.answer_demand(
            agent.pubkey(),
            operator,
            job.address,
            LEAF,
            &answer[range.clone()],
        );
        let mut part = whole.remove(0);
        // Discriminator, offset, total.
        part.data[8..10].copy_from_slice(&(range.start as u16).to_le_bytes());
        part.data[10..12].copy_from_slice(&(answer.len() as u16).to_le_bytes());
        part
    };
    let first = part(&world, 0..100);
    let sent = world.send(&[first], &[&agent]).expect("a part");
    let event = sent.event("AnswerWritten");
    assert_eq!((number(&event, "offset"), number(&event, "len")), (0, 100));
    assert!(!world.demanded(&job, LEAF).is_answered());
    // Its end without its middle does not open.
    let last = part(&world, 200..answer.len());
    refused(
        world.send(std::slice::from_ref(&last), &[&agent]),
        EscrowError::WrongAnswer,
    );
    let middle = part(&world, 100..200);
    world.send(&[middle], &[&agent]).expect("a part");
    world.send(&[last], &[&agent]).expect("the rest");
    assert_eq!(world.demanded(&job, LEAF).answer(), answer);
}

#[test]
fn the_parts_of_the_client_library_fit_into_transactions() {
    let mut world = two();
    let claim = world.work.honest();
    let job = demanded(&mut world, &claim, LEAF);
    let (agent, operator) = (world.provider.agent.pubkey(), world.provider.operator);
    let answer = [7; MAX_ANSWER_BYTES];
    let parts = world
        .market
        .answer_demand(agent, operator, job.address, LEAF, &answer);
    assert_eq!(parts.len(), MAX_ANSWER_BYTES.div_ceil(ANSWER_CHUNK));
    for part in parts {
        assert!(assay_client::pack(&agent, vec![part]).is_ok());
    }
}

#[test]
fn what_the_result_has_not_is_answered_by_showing_that() {
    for at in [
        leaf(9, 0, 0),
        leaf(0, 4, 0),
        leaf(0, 0, 1),
        leaf(u16::MAX, u32::MAX, u32::MAX),
    ] {
        let mut world = two();
        let claim = world.work.honest();
        let job = demanded(&mut world, &claim, at);
        world.answer(&job, &claim, at).expect("answers");
        assert!(world.demanded(&job, at).is_answered());
    }
}

/// A provider that committed to another shape can only answer with it, and what it shows convicts it.
#[test]
fn a_shape_that_differs_has_to_be_confessed() {
    let mut world = two();
    let mut trace = world.work.honest().trace;
    trace[2] = Tensor::from_i8(1, 1, &[0]).expect("a shape");
    let claim = Claim::of(trace);
    let at = leaf(2, 3, 0);
    let job = demanded(&mut world, &claim, at);
    world.answer(&job, &claim, at).expect("there is no such row");
    let demand = world.demanded(&job, at);
    let opened = open(demand.answer(), &claim.trace_root, at).expect("opens");
    let tensor = opened.tensor.expect("the trace has the op");
    assert_eq!(tensor.shape, Shape::new(DType::I8, 1, 1));
    let evidence = world
        .work
        .case(&claim)
        .header(2, tensor.shape, tensor.merkle_root)
        .expect("evidence");
    let challenger = world.add_wallet("challenger");
    world.put_evidence(&challenger, 0, &evidence);
    world.convict(&job, &challenger, 0).expect("convicts");
}

#[test]
fn an_answer_leaves_time_to_convict_with_it() {
    let mut world = two();
    let claim = world.work.cheat(0, (1, 2));
    let job = world.revealed(&claim, |_| {});
    let curious = world.add_wallet("curious");
    let until = world.job(&job).challenge_until;
    world.warp_to(until - 1);
    world.demand(&curious, &job, LEAF).expect("in the last second");
    world.warp_to(until + 59);
    world.answer(&job, &claim, LEAF).expect("in the last second");
    let held_until = until + 59 + 60;
    assert_eq!(world.job(&job).held_until, held_until);
    world.warp_to(held_until - 1);
    let failure = refused(world.settle(&job), EscrowError::WindowOpen);
    says(&failure, &format!("until {held_until}"));
    world.convict_first_wrong(&job, &claim);
    assert_eq!(world.status(&job), Status::Convicted);
}

#[test]
fn then_the_job_settles_or_the_client_takes_it_at_once() {
    for early in [false, true] {
        let mut world = two();
        let claim = world.work.honest();
        let job = world.revealed(&claim, |_| {});
        let curious = world.add_wallet("curious");
        let until = world.job(&job).challenge_until;
        world.warp_to(until - 1);
        world.demand(&curious, &job, LEAF).expect("demands");
        world.answer(&job, &claim, LEAF).expect("answers");
        if early {
            world.accept_result(&job).expect("the client need not wait");
        } else {
            world.warp_to(until - 1 + 60);
            world.settle(&job).expect("settles");
        }
        assert_eq!(world.status(&job), Status::Settled);
    }
}

#[test]
fn only_in_time() {
    let mut world = two();
    let claim = world.work.honest();
    let job = demanded(&mut world, &claim, LEAF);
    world.warp_to(START + 61);
    refused(world.answer(&job, &claim, LEAF), EscrowError::DeadlinePassed);
    let mut world = two();
    let job = demanded(&mut world, &claim, LEAF);
    world.warp_to(START + 60);
    world.answer(&job, &claim, LEAF).expect("in the last second");
}

#[test]
fn only_once() {
    let mut world = two();
    let claim = world.work.honest();
    let job = demanded(&mut world, &claim, LEAF);
    world.answer(&job, &claim, LEAF).expect("answers");
    refused(world.answer(&job, &claim, LEAF), EscrowError::DemandAnswered);
}

#[test]
fn another_leaf_is_no_answer_and_neither_is_another_result() {
    let mut world = two();
    let claim = world.work.honest();
    let job = demanded(&mut world, &claim, LEAF);
    let right = world.work.answer(&claim, LEAF);
    let other_result = world.work.cheat(0, (1, 2));
    let wrong = [
        world.work.answer(&claim, leaf(0, 2, 0)),
        world.work.answer(&claim, leaf(1, 1, 0)),
        world.work.answer(&other_result, LEAF),
        right[..36].to_vec(),
        right[..right.len() - 1].to_vec(),
        [right.as_slice(), &[0]].concat(),
    ];
    for answer in wrong {
        let failure = refused(world.answer_with(&job, LEAF, &answer), EscrowError::WrongAnswer);
        says(&failure, "reject");
    }
    refused(
        world.answer_with(&job, LEAF, &[0; MAX_ANSWER_BYTES + 1]),
        EscrowError::OutsideAnswer,
    );
    world.answer_with(&job, LEAF, &right).expect("the right one");
}

#[test]
fn only_by_the_providers_agent() {
    let mut world = two();
    let (job, curious) = curious(&mut world);
    world.demand(&curious, &job, LEAF).expect("demands");
    let claim = world.work.honest();
    let answer = world.work.answer(&claim, LEAF);
    for by in [world.provider.authority.clone(), key("stranger")] {
        let parts =
            world
                .market
                .answer_demand(by.pubkey(), world.provider.operator, job.address, LEAF, &answer);
        refused(world.send(&parts[..1], &[&by]), EscrowError::NotAgent);
    }
}
