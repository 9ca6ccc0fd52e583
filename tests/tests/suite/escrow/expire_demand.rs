use super::{
    demand_leaf::{curious, leaf, BOND, LEAF},
    PRICE, REQUIRED_BOND, SLASH_BURNT, TO_CHALLENGER, TO_CLIENT,
};
use crate::support::{number, refused, says, seven, two, who, with, MISSING};
use assay_client::{
    address,
    escrow::{Demand, Market},
    stake::Operator,
};
use assay_tests::{Status, Verdict, BOND as OWN_BOND, START};
use escrow::error::EscrowError;

#[test]
fn who_does_not_show_a_leaf_is_convicted() {
    let mut world = two();
    let (job, curious) = curious(&mut world);
    let lamports = world.lamports(&curious.address());
    world.demand(&curious, &job, leaf(3, 2, 0)).expect("demands");
    world.warp_to(START + 61);
    let before = world.balances();
    let sent = world.expire_demand(&job, leaf(3, 2, 0)).expect("expires");
    world.assert_moved(
        &before,
        &[
            ("client", PRICE + TO_CLIENT),
            ("curious", TO_CHALLENGER),
            ("supply", -SLASH_BURNT),
            ("stake vault", -i128::from(REQUIRED_BOND)),
            ("vault 0", -PRICE),
        ],
    );
    assert_eq!(world.lamports(&curious.address()), lamports, "bond and rent");
    let address = address::demand(&job.address, leaf(3, 2, 0));
    assert!(world.find::<Demand>(&address).is_none());
    let state = world.job(&job);
    assert_eq!(
        (
            state.status(),
            state.vault_balance,
            state.open_locks,
            state.demands
        ),
        (Status::Convicted, 0, 0, 0)
    );
    assert_eq!(
        (state.challenger, state.open_demands),
        (curious.address(), [0; 9])
    );
    let operator: Operator = world.state(&world.provider.operator.clone());
    assert_eq!(
        (operator.own_bond, operator.convictions),
        (OWN_BOND - REQUIRED_BOND, 1)
    );
    let market: Market = world.state(&world.market.address.clone());
    assert_eq!(market.jobs_convicted, 1);

    let event = sent.event("DemandExpired");
    assert_eq!(who(&event, "demander"), curious.address());
    assert_eq!(number(&event, "bond"), BOND);
    let event = sent.event("JobConvicted");
    assert_eq!(who(&event, "challenger"), curious.address());
    assert_eq!(
        ["kind", "op", "i", "j"].map(|field| number(&event, field)),
        [0, 3, 2, 0]
    );
    assert_eq!(number(&event, "slashed"), REQUIRED_BOND);
    world.close_job(&job).expect("nothing is left");
}

#[test]
fn not_in_the_time_for_an_answer() {
    let mut world = two();
    let (job, curious) = curious(&mut world);
    world.demand(&curious, &job, LEAF).expect("demands");
    for at in [START, START + 60] {
        world.warp_to(at);
        let failure = refused(world.expire_demand(&job, LEAF), EscrowError::DeadlineNotPassed);
        says(&failure, &format!("until {}", START + 60));
    }
    world.warp_to(START + 61);
    world.expire_demand(&job, LEAF).expect("expires");
}

#[test]
fn an_answered_demand_convicts_nobody() {
    let mut world = two();
    let (job, curious) = curious(&mut world);
    world.demand(&curious, &job, LEAF).expect("demands");
    let claim = world.work.honest();
    world.answer(&job, &claim, LEAF).expect("answers");
    world.warp_to(START + 61);
    refused(world.expire_demand(&job, LEAF), EscrowError::DemandAnswered);
}

#[test]
fn a_part_of_an_answer_is_none() {
    let mut world = two();
    let (job, curious) = curious(&mut world);
    world.demand(&curious, &job, LEAF).expect("demands");
    let claim = world.work.honest();
    let answer = world.work.answer(&claim, LEAF);
    let agent = world.provider.agent.clone();
    let operator = world.provider.operator;
    let mut parts = world.market.answer_demand(
        solana_signer::Signer::pubkey(&agent),
        operator,
        job.address,
        LEAF,
        &answer[..50],
    );
    // Discriminator, offset, total.
    parts[0].data[10..12].copy_from_slice(&(answer.len() as u16).to_le_bytes());
    world.send(&parts, &[&agent]).expect("a part");
    world.warp_to(START + 61);
    world.expire_demand(&job, LEAF).expect("expires");
    assert_eq!(world.status(&job), Status::Convicted);
}

#[test]
fn a_quorum_that_accepted_does_not_save_who_withholds_and_is_punished() {
    let mut world = seven();
    let claim = world.work.honest();
    let job = world.revealed(&claim, |request| request.tier = 1);
    world.draw(&job);
    world.attest_all(&job, Verdict::Accept);
    let curious = world.add_wallet("curious");
    world.demand(&curious, &job, LEAF).expect("demands");
    world.warp_to(START + 61);
    world.expire_demand(&job, LEAF).expect("expires");
    for seat in 0..5 {
        world.punish_verifier(&job, seat).expect("punishes");
    }
    world.close_job(&job).expect("nothing is left");
}

#[test]
fn the_demander_alone_is_paid() {
    let mut world = two();
    let (job, curious) = curious(&mut world);
    world.demand(&curious, &job, LEAF).expect("demands");
    world.warp_to(START + 61);
    let demand = world.demanded(&job, LEAF);
    let (client, provider) = (world.client.address(), world.provider.address());
    let expire = world.market.expire_demand(&demand, client, provider);
    refused(
        world.send(&[with(expire.clone(), &curious.address(), &client)], &[]),
        EscrowError::NotDemander,
    );
    let (right, wrong) = (
        world.pool.reward_account(&curious.address()),
        world.pool.reward_account(&provider),
    );
    refused(
        world.send(&[with(expire, &right, &wrong)], &[]),
        stake::error::StakeError::WrongTokenAccount,
    );
}

#[test]
fn a_demand_of_another_job_convicts_nobody() {
    let mut world = two();
    let claim = world.work.honest();
    let (job, curious) = curious(&mut world);
    let other = world.revealed(&claim, |_| {});
    world.demand(&curious, &job, LEAF).expect("demands");
    world.demand(&curious, &other, LEAF).expect("demands");
    world.warp_to(START + 61);
    let demand = world.demanded(&job, LEAF);
    let (client, provider) = (world.client.address(), world.provider.address());
    let expire = world.market.expire_demand(&demand, client, provider);
    let right = address::demand(&job.address, LEAF);
    let wrong = address::demand(&other.address, LEAF);
    refused(
        world.send(&[with(expire.clone(), &right, &wrong)], &[]),
        EscrowError::WrongDemand,
    );
    world.send(&[expire], &[]).expect("its own");
    refused(
        world.send(&[world.market.expire_demand(&demand, client, provider)], &[]),
        MISSING,
    );
}
