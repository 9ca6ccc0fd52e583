use super::{PRICE, REQUIRED_BOND, SLASH_BURNT, TO_CHALLENGER, TO_CLIENT};
use crate::support::{number, refused, seven, two, two_paid_in, who, with, TestWorld};
use anchor_lang::prelude::ProgramError;
use assay_client::{
    address,
    escrow::Market,
    stake::{Operator, Pool},
};
use assay_proof::{DType, Shape, Tensor};
use assay_tests::{Claim, JobRef, Party, Payment, Status, Verdict, BOND, START};
use escrow::error::EscrowError;
use judge::error::JudgeError;
use stake::error::StakeError;

/// A revealed job with this claim, evidence about it in the buffer 0 of a challenger.
fn accused(world: &mut TestWorld, claim: &Claim, evidence: &[u8]) -> (JobRef, Party) {
    let job = world.revealed(claim, |_| {});
    let challenger = world.add_wallet("challenger");
    world.put_evidence(&challenger, 0, evidence);
    (job, challenger)
}

#[test]
fn one_wrong_number_costs_the_bond_and_refunds_the_client() {
    let mut world = two();
    let claim = world.work.cheat(0, (1, 2));
    let evidence = world.work.evidence(&claim, 0, (1, 2));
    let (job, challenger) = accused(&mut world, &claim, &evidence);
    let before = world.balances();
    let sent = world.convict(&job, &challenger, 0).expect("convicts");
    world.assert_moved(
        &before,
        &[
            ("client", PRICE + TO_CLIENT),
            ("challenger", TO_CHALLENGER),
            ("supply", -SLASH_BURNT),
            ("stake vault", -i128::from(REQUIRED_BOND)),
            ("vault 0", -PRICE),
        ],
    );
    let state = world.job(&job);
    assert_eq!(
        (state.status(), state.vault_balance, state.open_locks),
        (Status::Convicted, 0, 0)
    );
    assert_eq!(state.challenger, challenger.address());
    let operator: Operator = world.state(&world.provider.operator.clone());
    assert_eq!(
        (operator.own_bond, operator.locked, operator.convictions),
        (BOND - REQUIRED_BOND, 0, 1)
    );
    assert_eq!(operator.jailed_until, START + 30 * 86_400);
    let market: Market = world.state(&world.market.address.clone());
    assert_eq!((market.jobs_convicted, market.jobs_settled), (1, 0));
    let pool: Pool = world.state(&world.pool.address.clone());
    assert_eq!(
        (pool.total_slashed, i128::from(pool.total_burnt)),
        (REQUIRED_BOND, SLASH_BURNT)
    );

    let event = sent.event("JobConvicted");
    assert_eq!(who(&event, "challenger"), challenger.address());
    assert_eq!(who(&event, "operator"), world.provider.operator);
    assert_eq!(
        ["kind", "op", "i", "j"].map(|field| number(&event, field)),
        [1, 0, 1, 2]
    );
    let right = world.work.honest().trace[0].get(1, 2);
    assert_eq!(event["expected"].as_i64(), Some(i64::from(right)));
    assert_eq!(event["claimed"].as_i64(), Some(i64::from(right ^ 1)));
    assert_eq!(number(&event, "refund") as i128, PRICE);
    assert_eq!(number(&event, "slashed"), REQUIRED_BOND);
}

#[test]
fn a_wrong_number_of_every_op() {
    for op in 0..9 {
        let mut world = two();
        let claim = world.work.cheat(op, (2, 1));
        let evidence = world.work.evidence(&claim, op, (2, 1));
        let (job, challenger) = accused(&mut world, &claim, &evidence);
        let sent = world.convict(&job, &challenger, 0).expect("convicts");
        let event = sent.event("JobConvicted");
        assert_eq!(
            ["kind", "op", "i", "j"].map(|field| number(&event, field)),
            [1, u64::from(op), 2, 1]
        );
    }
}

#[test]
fn a_tensor_of_another_shape() {
    let mut world = two();
    let mut trace = world.work.honest().trace;
    trace[2] = Tensor::from_i8(6, 4, &[0; 24]).expect("a shape");
    let claim = Claim::of(trace);
    let (shape, root) = (Shape::new(DType::I8, 6, 4), claim.trace[2].tree().merkle_root());
    let evidence = world.work.case(&claim).header(2, shape, &root).expect("evidence");
    let (job, challenger) = accused(&mut world, &claim, &evidence);
    let sent = world.convict(&job, &challenger, 0).expect("convicts");
    assert_eq!(number(&sent.event("JobConvicted"), "kind"), 2);
}

#[test]
fn a_trace_cut_short() {
    let mut world = two();
    let mut trace = world.work.honest().trace;
    trace.pop();
    let claim = Claim::of(trace);
    let evidence = world.work.case(&claim).trace_length();
    let (job, challenger) = accused(&mut world, &claim, &evidence);
    let sent = world.convict(&job, &challenger, 0).expect("convicts");
    let event = sent.event("JobConvicted");
    assert_eq!(number(&event, "kind"), 3);
    assert_eq!(
        (event["claimed"].as_i64(), event["expected"].as_i64()),
        (Some(8), Some(9))
    );
}

#[test]
fn an_output_that_is_not_the_traces() {
    let mut world = two();
    let mut claim = world.work.honest();
    claim.output_root[5] ^= 1;
    let evidence = world.work.case(&claim).output().expect("evidence");
    let (job, challenger) = accused(&mut world, &claim, &evidence);
    let sent = world.convict(&job, &challenger, 0).expect("convicts");
    assert_eq!(number(&sent.event("JobConvicted"), "kind"), 4);
}

#[test]
fn an_honest_result_has_no_evidence_against_it() {
    let mut world = two();
    let claim = world.work.honest();
    let evidence = world.work.evidence(&claim, 0, (1, 2));
    let (job, challenger) = accused(&mut world, &claim, &evidence);
    refused(world.convict(&job, &challenger, 0), JudgeError::EvidenceHonest);
    let case = world.work.case(&claim);
    let (length, output) = (case.trace_length(), case.output().expect("evidence"));
    let root = claim.trace[2].tree().merkle_root();
    let header = case.header(2, claim.trace[2].shape(), &root).expect("evidence");
    drop(case);
    for (nonce, evidence) in (1..).zip([length, output, header]) {
        world.put_evidence(&challenger, nonce, &evidence);
        refused(
            world.convict(&job, &challenger, nonce),
            JudgeError::EvidenceHonest,
        );
    }
    assert_eq!(world.status(&job), Status::Challengeable);
}

#[test]
fn what_is_shown_must_be_of_this_job_and_result() {
    let mut world = two();
    let claim = world.work.cheat(0, (1, 2));
    let right = world.work.evidence(&claim, 0, (1, 2));
    let (job, challenger) = accused(&mut world, &claim, &right);
    let other_claim = world.work.cheat(1, (0, 0));
    let of_another_trace = world.work.evidence(&other_claim, 1, (0, 0));
    let other_work = assay_tests::Work::new(99);
    let other = other_work.cheat(0, (1, 2));
    let of_another_job = other_work.evidence(&other, 0, (1, 2));
    // The op index follows magic, kind, spec and trace: 8 + 1 + 44 + 36 bytes.
    let changed = |at: usize| {
        let mut evidence = right.clone();
        evidence[at] ^= 1;
        evidence
    };
    let longer = [right.as_slice(), &[0]].concat();
    let cases = [
        (of_another_job, JudgeError::EvidenceOfAnotherSpec),
        (of_another_trace, JudgeError::EvidenceOfAnotherTrace),
        (right[..right.len() - 1].to_vec(), JudgeError::EvidenceOperand),
        (right[..100].to_vec(), JudgeError::EvidenceMalformed),
        (longer, JudgeError::EvidenceMalformed),
        (changed(0), JudgeError::EvidenceMalformed),
        (changed(89), JudgeError::EvidenceOp),
        (changed(92), JudgeError::EvidenceOp),
        (changed(right.len() - 1), JudgeError::EvidenceOperand),
    ];
    for (nonce, (evidence, error)) in (1..).zip(cases) {
        world.put_evidence(&challenger, nonce, &evidence);
        refused(world.convict(&job, &challenger, nonce), error);
    }
    world.open_evidence(&challenger, 50, 0).expect("an empty buffer");
    refused(
        world.convict(&job, &challenger, 50),
        JudgeError::EvidenceMalformed,
    );
    // A claimed element that is not in the trace, at the first byte of its leaf.
    let leaf = right.len() - claimed_part(&world, &claim);
    world.put_evidence(&challenger, 51, &changed(leaf));
    refused(world.convict(&job, &challenger, 51), JudgeError::EvidenceClaim);
    world.convict(&job, &challenger, 0).expect("the right evidence");
}

/// Bytes from the claimed leaf to the end: the same evidence about an element of the next row differs from there on.
fn claimed_part(world: &TestWorld, claim: &Claim) -> usize {
    let (a, b) = (
        world.work.evidence(claim, 0, (1, 2)),
        world.work.evidence(claim, 0, (2, 2)),
    );
    let position = (89..a.len()).find(|at| a[*at] != b[*at]).expect("another row");
    a.len() - (position + 8)
}

#[test]
fn the_window_need_not_be_open_while_nobody_has_settled() {
    let mut world = two();
    let claim = world.work.cheat(3, (0, 0));
    let evidence = world.work.evidence(&claim, 3, (0, 0));
    let (job, challenger) = accused(&mut world, &claim, &evidence);
    world.warp_past_window(&job);
    world.convict(&job, &challenger, 0).expect("convicts");
}

#[test]
fn what_is_settled_is_final() {
    let mut world = two();
    let claim = world.work.cheat(3, (0, 0));
    let evidence = world.work.evidence(&claim, 3, (0, 0));
    let (job, challenger) = accused(&mut world, &claim, &evidence);
    world.warp_past_window(&job);
    world.settle(&job).expect("settles");
    refused(
        world.convict(&job, &challenger, 0),
        EscrowError::JobNotChallengeable,
    );
}

#[test]
fn one_conviction_per_job() {
    let mut world = two();
    let claim = world.work.cheat(3, (0, 0));
    let evidence = world.work.evidence(&claim, 3, (0, 0));
    let (job, challenger) = accused(&mut world, &claim, &evidence);
    world.convict(&job, &challenger, 0).expect("convicts");
    refused(
        world.convict(&job, &challenger, 0),
        EscrowError::JobNotChallengeable,
    );
}

#[test]
fn with_another_payment_mint_the_refund_and_the_reward_are_two_tokens() {
    let token_2022 = Payment::Token2022 {
        decimals: 2,
        extension: None,
    };
    let mut world = two_paid_in(token_2022);
    let claim = world.work.cheat(0, (1, 2));
    let evidence = world.work.evidence(&claim, 0, (1, 2));
    let (job, challenger) = accused(&mut world, &claim, &evidence);
    let before = world.balances();
    world.convict(&job, &challenger, 0).expect("convicts");
    world.assert_moved(
        &before,
        &[
            ("client", PRICE),
            ("client reward", TO_CLIENT),
            ("challenger reward", TO_CHALLENGER),
            ("reward supply", -SLASH_BURNT),
            ("stake vault", -i128::from(REQUIRED_BOND)),
            ("vault 0", -PRICE),
        ],
    );
}

#[test]
fn refund_and_rewards_reach_whom_they_are_owed() {
    let mut world = two_paid_in(Payment::Spl { decimals: 6 });
    let claim = world.work.cheat(0, (1, 2));
    let evidence = world.work.evidence(&claim, 0, (1, 2));
    let (job, challenger) = accused(&mut world, &claim, &evidence);
    let (client, provider) = (world.client.address(), world.provider.address());
    let convict = world
        .market
        .convict(job.address, client, provider, challenger.address(), 0);
    let payment = |owner| world.market.payment_account(owner);
    let reward = |owner| world.pool.reward_account(owner);
    let astray = [
        (payment(&client), payment(&provider)),
        (payment(&client), reward(&client)),
        (reward(&client), reward(&provider)),
        (reward(&client), payment(&client)),
        (reward(&challenger.address()), reward(&provider)),
        (reward(&challenger.address()), payment(&challenger.address())),
    ];
    for (old, new) in astray {
        let instruction = with(convict.clone(), &old, &new);
        refused(world.send(&[instruction], &[]), StakeError::WrongTokenAccount);
    }
    world.send(&[convict], &[]).expect("convicts");
}

#[test]
fn a_closed_buffer_convicts_nobody() {
    let mut world = two();
    let claim = world.work.cheat(0, (1, 2));
    let evidence = world.work.evidence(&claim, 0, (1, 2));
    let (job, challenger) = accused(&mut world, &claim, &evidence);
    world.close_evidence(&challenger, 0).expect("closes");
    refused(
        world.convict(&job, &challenger, 0),
        ProgramError::UninitializedAccount,
    );
    assert!(world.lamports(&address::evidence(&challenger.address(), 0)) == 0);
}

#[test]
fn a_quorum_of_accepts_does_not_save_a_wrong_number() {
    let mut world = seven();
    let claim = world.work.cheat(4, (1, 1));
    let job = world.revealed(&claim, |request| request.tier = 1);
    world.draw(&job);
    world.attest_all(&job, Verdict::Accept);
    world.convict_first_wrong(&job, &claim);
    let state = world.job(&job);
    assert_eq!((state.status(), state.open_locks), (Status::Convicted, 5));
}
