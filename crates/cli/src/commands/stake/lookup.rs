//! Positions and operators that were named, as the chain has them, and what can be said against them before sending.

use super::arguments::{Amount, PositionName};
use crate::{
    context::Context,
    output::{tokens, REWARD_DECIMALS},
};
use anyhow::{ensure, Context as _};
use assay_client::{
    accounts,
    stake::{Holding, Operator, Position, StakePool},
    ClientError,
};
use solana_address::Address;

/// A position with the operator that it backs or is leaving.
pub struct Held {
    pub address: Address,
    pub position: Position,
    pub operator: Option<Operator>,
}

impl Held {
    /// The position that is named, which must be `owner`'s.
    pub async fn of(
        context: &Context,
        pool: &StakePool,
        name: PositionName,
        owner: &Address,
    ) -> anyhow::Result<Self> {
        let held = Self::find(context, pool, name).await?;
        let (address, position) = (held.address, &held.position);
        ensure!(
            position.owner == *owner,
            "position {address} belongs to {}, and you sign as {owner}: name its owner's key with --keypair",
            position.owner
        );
        Ok(held)
    }

    /// The position that is named, whosever it is.
    pub async fn find(context: &Context, pool: &StakePool, name: PositionName) -> anyhow::Result<Self> {
        let address = match name {
            PositionName::Id(id) => pool.position(id),
            PositionName::Address(address) => address,
        };
        let position: Position = accounts::fetch(&context.rpc, &address).await?;
        ensure!(
            position.pool == pool.address,
            "position {address} is of another pool: name its reward mint with --mint"
        );
        let operator = match position.has_operator() {
            true => Some(accounts::fetch::<Operator>(&context.rpc, &position.operator).await?),
            false => None,
        };
        Ok(Self {
            address,
            position,
            operator,
        })
    }

    pub fn holding(&self) -> Holding {
        Holding::of(self.address, &self.position)
    }

    /// Base units.
    pub fn value(&self) -> u64 {
        self.position.value(self.operator.as_ref())
    }

    /// The operator that it backs or is leaving.
    pub fn require_operator(&self) -> anyhow::Result<Address> {
        let operator = self.holding().operator;
        operator.with_context(|| format!("position {} backs no operator", self.address))
    }

    /// Requires it to be worth at least `amount`.
    pub fn require(&self, amount: Amount) -> anyhow::Result<()> {
        ensure!(
            amount.base_units <= self.value(),
            "position {} is worth {}, and you ask for {amount}",
            self.address,
            tokens(self.value(), REWARD_DECIMALS)
        );
        Ok(())
    }
}

/// Requires `owner` to have `amount` reward tokens that are not staked.
pub async fn require_tokens(
    context: &Context,
    pool: &StakePool,
    owner: &Address,
    amount: Amount,
) -> anyhow::Result<()> {
    let balance = context.rpc.token_balance(&pool.reward_account(owner)).await?;
    ensure!(
        amount.base_units <= balance,
        "{owner} has {} reward tokens, and you want to stake {amount}",
        tokens(balance, REWARD_DECIMALS)
    );
    Ok(())
}

async fn at(context: &Context, address: Address) -> anyhow::Result<Operator> {
    match accounts::find(&context.rpc, &address).await {
        Ok(Some(operator)) => Ok(operator),
        // A wallet, for example.
        Ok(None) | Err(ClientError::BadAccount { .. }) => Err(ClientError::NoAccount {
            what: "operator",
            address,
            hint: ", nor one of which it is the authority: `assay stake list` lists those there are, `assay stake register` makes one",
        }
        .into()),
        Err(error) => Err(error.into()),
    }
}

/// The operator with this authority, or else at this address.
pub async fn operator(
    context: &Context,
    pool: &StakePool,
    named: Address,
) -> anyhow::Result<(Address, Operator)> {
    let address = pool.operator(&named);
    let found = match accounts::find(&context.rpc, &address).await? {
        Some(operator) => (address, operator),
        None => (named, at(context, named).await?),
    };
    ensure!(
        found.1.pool == pool.address,
        "operator {named} is of another pool: name its reward mint with --mint"
    );
    Ok(found)
}
