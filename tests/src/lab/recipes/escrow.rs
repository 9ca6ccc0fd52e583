use super::{
    benchmark::{
        answer_benchmark, begin_benchmark, close_benchmark, close_benchmark_class, create_benchmark_class,
        draw_benchmark, finish_benchmark, prove_benchmark, refute_benchmark,
    },
    buyback::{accept_result_with_buyback, post_job_with_swap, set_buyback, settle_with_buyback},
    demand::{answer_demand, close_demand, demand_leaf, expire_demand},
    recipes, Recipe,
};
use crate::lab::{
    jobs::{evidence_bytes, Stage, Twin, PRICE},
    parties::market_params,
    Lab,
};
use assay_client::{
    address,
    escrow::{Attestation, EscrowMarket, Verdict, EVIDENCE_CHUNK},
    token::TOKEN_PROGRAM,
};
use solana_instruction::Instruction;

/// One recipe for each instruction of the escrow program.
pub fn escrow_recipes() -> Vec<Recipe> {
    recipes![
        initialize_market,
        set_market_params,
        set_market_pause,
        withdraw_treasury,
        set_buyback,
        post_job,
        post_job_with_swap,
        cancel,
        accept,
        heartbeat,
        commit,
        reveal,
        draw_committee,
        attest,
        settle,
        accept_result,
        settle_with_buyback,
        accept_result_with_buyback,
        pay_verifier,
        demand_leaf,
        answer_demand,
        expire_demand,
        close_demand,
        open_evidence,
        extend_evidence,
        write_evidence,
        close_evidence,
        convict,
        convict_verifier,
        punish_verifier,
        abort,
        expire,
        expire_open,
        expire_unattested,
        create_benchmark_class,
        close_benchmark_class,
        begin_benchmark,
        draw_benchmark,
        prove_benchmark,
        answer_benchmark,
        refute_benchmark,
        finish_benchmark,
        close_benchmark,
        close_job,
    ]
}

/// The first of the jobs at `stage`.
fn job_at(lab: &mut Lab, stage: Stage) -> Twin {
    lab.twins(stage)[0]
}

fn initialize_market(lab: &mut Lab) -> Instruction {
    let mint = lab.payment_mint("yenc", TOKEN_PROGRAM, 0);
    // Another that could be made a market of just as well.
    lab.payment_mint("audc", TOKEN_PROGRAM, 0);
    EscrowMarket::new(lab.parties.pools[0], mint, TOKEN_PROGRAM)
        .initialize_market(lab.parties.governors[0], market_params())
}

fn set_market_params(lab: &mut Lab) -> Instruction {
    lab.parties.markets[0].set_market_params(lab.parties.governors[0], market_params())
}

fn set_market_pause(lab: &mut Lab) -> Instruction {
    lab.parties.markets[0].set_market_pause(lab.parties.governors[0], 1)
}

fn withdraw_treasury(lab: &mut Lab) -> Instruction {
    for market in lab.parties.markets.clone() {
        lab.donate(market.treasury, PRICE);
    }
    let market = lab.parties.markets[0];
    let destination = market.payment_account(&lab.parties.clients[0]);
    market.withdraw_treasury(lab.parties.governors[0], destination, PRICE)
}

fn post_job(lab: &mut Lab) -> Instruction {
    let mut twin = job_at(lab, Stage::Open);
    twin.nonce = lab.job_nonce(twin.client);
    twin.market.post_job(twin.client, twin.request())
}

fn cancel(lab: &mut Lab) -> Instruction {
    let twin = job_at(lab, Stage::Open);
    twin.market.cancel(twin.client, twin.job)
}

fn accept(lab: &mut Lab) -> Instruction {
    let twin = job_at(lab, Stage::Open);
    let (agent, operator) = (twin.provider.agent, twin.provider.address);
    twin.market.accept(agent, operator, twin.job, twin.lock_slot)
}

fn heartbeat(lab: &mut Lab) -> Instruction {
    let twin = job_at(lab, Stage::Running);
    twin.market
        .heartbeat(twin.provider.agent, twin.provider.address, twin.job)
}

fn commit(lab: &mut Lab) -> Instruction {
    let twin = job_at(lab, Stage::Running);
    let (agent, operator) = (twin.provider.agent, twin.provider.address);
    twin.market.commit(agent, operator, twin.job, twin.commitment())
}

fn reveal(lab: &mut Lab) -> Instruction {
    let twin = job_at(lab, Stage::Committed);
    let (agent, operator) = (twin.provider.agent, twin.provider.address);
    twin.market.reveal(agent, operator, twin.job, twin.opening())
}

fn draw_committee(lab: &mut Lab) -> Instruction {
    let twin = job_at(lab, Stage::Drawable);
    twin.market.draw_committee(twin.job, Some(twin.seed))
}

fn attest(lab: &mut Lab) -> Instruction {
    let twin = job_at(lab, Stage::Drawn);
    let verifier = lab.sitting(&twin, 0);
    twin.market.attest(
        verifier.agent,
        verifier.address,
        twin.job,
        0,
        Attestation::bare(Verdict::Accept, twin.verifier_slot),
    )
}

fn settle(lab: &mut Lab) -> Instruction {
    let twin = job_at(lab, Stage::Settleable);
    twin.market.settle(twin.job, twin.provider.authority)
}

fn accept_result(lab: &mut Lab) -> Instruction {
    let twin = job_at(lab, Stage::Attested);
    twin.market
        .accept_result(twin.client, twin.job, twin.provider.authority)
}

fn pay_verifier(lab: &mut Lab) -> Instruction {
    let twin = job_at(lab, Stage::Settled);
    let verifier = lab.sitting(&twin, 0);
    twin.market.pay_verifier(twin.job, verifier.authority, 0)
}

fn open_evidence(lab: &mut Lab) -> Instruction {
    let mut twin = job_at(lab, Stage::Accused);
    twin.evidence_nonce = lab.evidence_nonce(twin.challenger);
    twin.market
        .open_evidence(twin.challenger, twin.evidence_nonce, 10_000)
}

fn extend_evidence(lab: &mut Lab) -> Instruction {
    let twin = job_at(lab, Stage::Accused);
    twin.market
        .extend_evidence(twin.challenger, twin.evidence_nonce, 10_000)
}

fn write_evidence(lab: &mut Lab) -> Instruction {
    let twin = job_at(lab, Stage::Accused);
    let bytes = evidence_bytes();
    twin.market.write_evidence(
        twin.challenger,
        twin.evidence_nonce,
        0,
        &bytes[..bytes.len().min(EVIDENCE_CHUNK)],
    )
}

fn close_evidence(lab: &mut Lab) -> Instruction {
    let twin = job_at(lab, Stage::Accused);
    twin.market.close_evidence(twin.challenger, twin.evidence_nonce)
}

fn convict(lab: &mut Lab) -> Instruction {
    job_at(lab, Stage::Accused).convict()
}

/// The first seat of every job says that it computed nothing, which is one op too few.
fn convict_verifier(lab: &mut Lab) -> Instruction {
    let twins = lab.twins(Stage::Drawn);
    for twin in &twins {
        lab.lie(twin);
    }
    let verifier = lab.sitting(&twins[0], 0);
    let job = lab.job(&twins[0]);
    let twin = &twins[0];
    twin.market.convict_verifier(
        (twin.job, &job),
        verifier.authority,
        0,
        twin.challenger,
        twin.evidence_nonce,
    )
}

fn punish_verifier(lab: &mut Lab) -> Instruction {
    let twins = lab.twins(Stage::Accused);
    for twin in &twins {
        lab.convict(twin);
    }
    let verifier = lab.sitting(&twins[0], 0);
    let job = lab.job(&twins[0]);
    let twin = &twins[0];
    twin.market
        .punish_verifier((twin.job, &job), verifier.authority, 0)
}

fn abort(lab: &mut Lab) -> Instruction {
    let twin = job_at(lab, Stage::Running);
    lab.advance(30);
    twin.market.abort(twin.client, twin.job, twin.provider.authority)
}

fn expire(lab: &mut Lab) -> Instruction {
    let twin = job_at(lab, Stage::Running);
    lab.advance(61);
    twin.market.expire(twin.job, twin.client, twin.provider.authority)
}

fn expire_open(lab: &mut Lab) -> Instruction {
    let twin = job_at(lab, Stage::Open);
    lab.advance(61);
    twin.market.expire_open(twin.job, twin.client)
}

fn expire_unattested(lab: &mut Lab) -> Instruction {
    let twin = job_at(lab, Stage::Drawn);
    lab.advance(10_000);
    twin.market
        .expire_unattested(twin.job, twin.client, twin.provider.authority)
}

fn close_job(lab: &mut Lab) -> Instruction {
    let twins = lab.twins(Stage::Open);
    for twin in &twins {
        lab.send(twin.market.cancel(twin.client, twin.job));
        // What others sent to the vault goes to the client.
        lab.donate(address::vault(&twin.job), 1);
    }
    twins[0].market.close_job(twins[0].client, twins[0].job)
}
