//! Demands for a leaf of a result, and what becomes of them.

use super::{build, Demand, EscrowMarket, SYSTEM_PROGRAM};
use crate::address;
use assay_proof::demand::LeafAt;
use escrow::{
    accounts as metas,
    constants::{ANYONE_PLACE, CLIENT_PLACE},
    instruction,
};
use solana_address::Address;
use solana_instruction::Instruction;

/// Bytes of an answer that fit into one transaction beside its accounts, its signature and a budget.
pub const ANSWER_CHUNK: usize = 850;

/// On whose behalf a leaf is demanded. Every party has room of its own for open demands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DemandPlace {
    /// The operator on this seat of the committee, of which the demander is the agent.
    Seat { seat: u8, operator: Address },
    /// The job's client.
    Client,
    /// Anybody.
    Anyone,
}

impl EscrowMarket {
    /// Demands one leaf of a job's result, for a bond out of `demander`'s wallet.
    pub fn demand_leaf(
        &self,
        demander: Address,
        job: Address,
        at: LeafAt,
        place: DemandPlace,
    ) -> Instruction {
        let (place, operator) = match place {
            DemandPlace::Seat { seat, operator } => (seat, Some(operator)),
            DemandPlace::Client => (CLIENT_PLACE, None),
            DemandPlace::Anyone => (ANYONE_PLACE, None),
        };
        build(
            metas::DemandLeaf {
                demander,
                job,
                operator,
                demand: address::demand(&job, at),
                system_program: SYSTEM_PROGRAM,
            },
            instruction::DemandLeaf {
                op: at.op,
                row: at.row,
                leaf: at.leaf,
                place,
            },
        )
    }

    /// Answers a demand, in as many instructions as its length takes. Each fits into a transaction; the last one, which is
    /// checked with all of them and earns the bond, must come last.
    pub fn answer_demand(
        &self,
        agent: Address,
        operator: Address,
        job: Address,
        at: LeafAt,
        answer: &[u8],
    ) -> Vec<Instruction> {
        let part = |(index, bytes): (usize, &[u8])| {
            build(
                metas::AnswerDemand {
                    agent,
                    operator,
                    job,
                    demand: address::demand(&job, at),
                },
                instruction::AnswerDemand {
                    offset: (index * ANSWER_CHUNK) as u16,
                    total: answer.len() as u16,
                    bytes,
                },
            )
        };
        answer.chunks(ANSWER_CHUNK).enumerate().map(part).collect()
    }

    /// Convicts the provider of a job who did not answer a demand in time. Anybody may send it; the reward goes to the
    /// demander, to its account of the reward token.
    pub fn expire_demand(&self, demand: &Demand, client: Address, provider: Address) -> Instruction {
        build(
            metas::ExpireDemand {
                sentence: self.sentence(demand.job, &client, &provider, &demand.demander),
                demand: address::demand(&demand.job, demand.at()),
                demander: demand.demander,
            },
            instruction::ExpireDemand {},
        )
    }

    /// Closes a demand about a job that is over. Anybody may send it; what is in it goes to the demander.
    pub fn close_demand(&self, demand: &Demand) -> Instruction {
        build(
            metas::CloseDemand {
                job: demand.job,
                demand: address::demand(&demand.job, demand.at()),
                demander: demand.demander,
            },
            instruction::CloseDemand {},
        )
    }
}
