//! Demands for leaves.

use super::{World, PATIENCE};
use assay_client::{
    accounts, address,
    escrow::{Demand, DemandPlace},
};
use assay_proof::demand::LeafAt;
use solana_address::Address;
use solana_signer::Signer;
use std::time::Duration;

impl World {
    /// The client demands a leaf.
    pub async fn demand(&self, job: &Address, at: LeafAt) -> Address {
        let demand = self
            .market
            .demand_leaf(self.client.pubkey(), *job, at, DemandPlace::Client);
        self.send(&self.client, vec![demand]).await;
        address::demand(job, at)
    }

    /// Closes a demand about a job that is over.
    pub async fn close_demand(&self, demand: &Demand) {
        self.send(&self.client, vec![self.market.close_demand(demand)])
            .await;
    }

    pub async fn demands(&self, job: &Address) -> Vec<Demand> {
        let demands = assay_client::demands::of_job(&self.rpc, job).await.unwrap();
        demands.into_iter().map(|(_, demand)| demand).collect()
    }

    /// The demand once it is answered.
    pub async fn until_answered(&self, demand: &Address) -> Demand {
        let answered = async {
            loop {
                let found: Demand = accounts::fetch(&self.rpc, demand).await.unwrap();
                if found.is_answered() {
                    return found;
                }
                tokio::time::sleep(Duration::from_millis(30)).await;
            }
        };
        tokio::time::timeout(PATIENCE, answered)
            .await
            .expect("the demand is answered")
    }
}
