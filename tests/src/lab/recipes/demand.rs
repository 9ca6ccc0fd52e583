//! Demands for a leaf, the same of every job.

use crate::lab::{
    jobs::{answer_bytes, Stage, Twin, LEAF},
    Lab,
};
use assay_client::{
    address,
    escrow::{Demand, DemandPlace},
    token::TOKEN_PROGRAM,
};
use solana_instruction::Instruction;

/// Jobs with a committee.
fn drawn(lab: &mut Lab) -> Vec<Twin> {
    lab.twins(Stage::Drawn)
}

/// The first seat demands, so that its operator has to be shown.
fn by_the_seat(lab: &mut Lab, twin: &Twin) -> Instruction {
    let verifier = lab.sitting(twin, 0);
    let place = DemandPlace::Seat {
        seat: 0,
        operator: verifier.address,
    };
    let demand = address::demand(&twin.job, LEAF);
    lab.call(demand, format!("demand about {}", lab.name(&twin.job)));
    twin.market.demand_leaf(verifier.agent, twin.job, LEAF, place)
}

/// A demand about every one of them.
fn demanded(lab: &mut Lab) -> Vec<Twin> {
    let twins = drawn(lab);
    for twin in &twins {
        let demand = by_the_seat(lab, twin);
        lab.send(demand);
        let demander = lab.sitting(twin, 0).agent;
        // Where its share of a slash goes.
        lab.give(demander, twin.market.pool.reward_mint, TOKEN_PROGRAM, 0);
    }
    twins
}

fn state(lab: &mut Lab, twin: &Twin) -> Demand {
    lab.state(&address::demand(&twin.job, LEAF))
}

pub fn demand_leaf(lab: &mut Lab) -> Instruction {
    let twins = drawn(lab);
    by_the_seat(lab, &twins[0])
}

pub fn answer_demand(lab: &mut Lab) -> Instruction {
    let twin = demanded(lab)[0];
    let (agent, operator) = (twin.provider.agent, twin.provider.address);
    let mut parts = twin
        .market
        .answer_demand(agent, operator, twin.job, LEAF, &answer_bytes());
    parts.remove(0)
}

pub fn expire_demand(lab: &mut Lab) -> Instruction {
    let twin = demanded(lab)[0];
    lab.advance(61);
    let demand = state(lab, &twin);
    twin.market
        .expire_demand(&demand, twin.client, twin.provider.authority)
}

pub fn close_demand(lab: &mut Lab) -> Instruction {
    let twins = demanded(lab);
    for twin in &twins {
        lab.accuse(twin);
        lab.convict(twin);
    }
    let demand = state(lab, &twins[0]);
    twins[0].market.close_demand(&demand)
}
