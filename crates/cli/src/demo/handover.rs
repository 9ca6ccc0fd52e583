//! The deployer gives everything up to the realm's treasury, which signs nothing but what was voted.

use super::{cast::Cast, story::Story};
use crate::commands::localnet::Chain;
use anyhow::{bail, Context as _};
use assay_client::{escrow::MarketParams, governor::Governance, ClientError, Transaction};
use assay_migrations::{Loader, PROGRAMS};
use futures_util::future::try_join_all;
use solana_signer::Signer;

/// Hands the pool and every program over to the realm's treasury, and shows what is left of the deployer's rights:
/// `params` are what it tries to set.
pub async fn hand_over(
    chain: &Chain,
    cast: &Cast,
    params: MarketParams,
    story: &Story,
) -> anyhow::Result<Governance> {
    let (gov, deployer) = (Governance::new(cast.pool), &chain.deployer);
    let me = deployer.pubkey();
    Transaction::new(deployer, vec![gov.handover(me)])
        .send(&chain.rpc)
        .await
        .context("handing the pool over")?;
    let loader = Loader {
        rpc: &chain.rpc,
        payer: deployer,
        state_dir: &cast.home,
        progress: &|_, _, _| {},
    };
    let programs = PROGRAMS.map(|(name, id)| {
        let (loader, treasury) = (&loader, &gov.treasury);
        async move { loader.hand_over(name, &id, treasury).await }
    });
    try_join_all(programs).await?;

    let set = cast.market.set_market_params(me, params);
    let refusal = match Transaction::new(deployer, vec![set]).send(&chain.rpc).await {
        Err(ClientError::Program(refusal)) => refusal.sentence,
        Err(error) => return Err(error.into()),
        Ok(_) => bail!("the deployer should not be able to set the fee any more, and is"),
    };
    story.tell(&format!(
        "The deployer hands the stake pool and all {} programs over to the treasury of the stakers, for good. It tries to set the market's fee once more, and is refused: {refusal}.",
        PROGRAMS.len()
    ));
    Ok(gov)
}
