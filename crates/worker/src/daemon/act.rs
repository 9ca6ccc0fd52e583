//! What the daemon sends to the chain.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use assay_client::{
    accounts,
    crank::{self, Due},
    escrow::{EscrowMarket, Job, Market, Opening},
    ClientError, Rpc, Transaction,
};
use assay_proof::demand::LeafAt;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;
use tracing::info;

use crate::store::Sealed;

pub(super) struct Actor {
    rpc: Rpc,
    agent: Keypair,
    operator: Address,
    markets: Mutex<HashMap<Address, EscrowMarket>>,
}

impl Actor {
    pub(super) fn new(rpc: Rpc, agent: Keypair, operator: Address) -> Self {
        Self {
            rpc,
            agent,
            operator,
            markets: Mutex::default(),
        }
    }

    pub(super) async fn accept(&self, address: &Address, job: &Job, slot: u8) -> Result<(), ClientError> {
        let market = self.market(&job.market).await?;
        let accept = market.accept(self.agent.pubkey(), self.operator, *address, slot);
        self.send(vec![accept]).await?;
        info!(job = %address, bond = job.terms.required_bond, price = job.price, "accepted");
        Ok(())
    }

    pub(super) async fn heartbeat(&self, address: &Address, job: &Job) -> Result<(), ClientError> {
        let market = self.market(&job.market).await?;
        self.send(vec![market.heartbeat(
            self.agent.pubkey(),
            self.operator,
            *address,
        )])
        .await
    }

    pub(super) async fn commit(
        &self,
        address: &Address,
        job: &Job,
        sealed: &Sealed,
    ) -> Result<(), ClientError> {
        let market = self.market(&job.market).await?;
        let commit = market.commit(self.agent.pubkey(), self.operator, *address, sealed.commitment);
        self.send(vec![commit]).await?;
        info!(job = %address, "committed");
        Ok(())
    }

    pub(super) async fn reveal(
        &self,
        address: &Address,
        job: &Job,
        sealed: &Sealed,
    ) -> Result<(), ClientError> {
        let market = self.market(&job.market).await?;
        let &Sealed {
            trace_root,
            output_root,
            salt,
            ..
        } = sealed;
        let opening = Opening {
            trace_root,
            output_root,
            salt,
        };
        let reveal = market.reveal(self.agent.pubkey(), self.operator, *address, opening);
        self.send(vec![reveal]).await?;
        info!(job = %address, "revealed; the window is open");
        Ok(())
    }

    /// Answers a demand for a leaf, in as many transactions as the answer takes; the last one earns the bond.
    pub(super) async fn answer(
        &self,
        address: &Address,
        job: &Job,
        at: LeafAt,
        answer: &[u8],
    ) -> Result<(), ClientError> {
        let market = self.market(&job.market).await?;
        let parts = market.answer_demand(self.agent.pubkey(), self.operator, *address, at, answer);
        for part in parts {
            self.send(vec![part]).await?;
        }
        Ok(())
    }

    /// The chain it sends to.
    pub(super) fn rpc(&self) -> &Rpc {
        &self.rpc
    }

    /// Moves a job of ours on: whoever is first may.
    pub(super) async fn step(&self, address: &Address, job: &Job, step: Due) -> Result<(), ClientError> {
        let market = self.market(&job.market).await?;
        let payer = self.agent.pubkey();
        let instructions =
            crank::instructions(&self.rpc, &market, (*address, job), step, payer, None).await?;
        self.send(instructions).await?;
        info!(job = %address, ?step, "moved on");
        Ok(())
    }

    async fn send(&self, instructions: Vec<Instruction>) -> Result<(), ClientError> {
        Transaction::new(&self.agent, instructions)
            .send(&self.rpc)
            .await?;
        Ok(())
    }

    async fn market(&self, address: &Address) -> Result<EscrowMarket, ClientError> {
        let known = {
            let markets = self.markets.lock().unwrap_or_else(PoisonError::into_inner);
            markets.get(address).copied()
        };
        if let Some(market) = known {
            return Ok(market);
        }
        let market = EscrowMarket::of(&accounts::fetch::<Market>(&self.rpc, address).await?);
        let mut markets = self.markets.lock().unwrap_or_else(PoisonError::into_inner);
        markets.insert(*address, market);
        Ok(market)
    }
}
