//! What a vote can do, as people write it. Each kind is one instruction that the treasury signs.

mod fees;
mod guardian;
mod pool;
mod treasury;
mod upgrade;

use super::{arguments, params, streams, trading};
use crate::context::Context;
use assay_client::governor::RealmSnapshot;
use solana_address::Address;
use solana_instruction::Instruction;

#[derive(clap::Subcommand)]
pub enum Kind {
    /// Change the fees of an AMM tier or the fee of a market
    #[command(subcommand)]
    SetFee(fees::Target),
    /// Change how votes are held; what is not named stays
    SetParams(params::Flags),
    /// Change parameters of the stake pool; what is not named stays
    SetPoolParams(pool::Flags),
    /// Name who may veto, or nobody
    SetGuardian(guardian::Arguments),
    /// Pay SOL or tokens of the treasury
    Pay(treasury::Pay),
    /// Pay tokens of the treasury bit by bit
    Stream(treasury::Stream),
    /// End a stream; what is not released goes back to the treasury
    CancelStream {
        /// The stream's id, from `assay gov streams`
        id: u64,
    },
    /// Replace a program by a new build
    Upgrade(upgrade::Arguments),
}

/// An action, and what has to be on the chain before it can be done.
pub struct Prepared {
    pub instruction: Instruction,
    /// The buffer of an upgrade.
    pub buffer: Option<Address>,
    /// What the proposer sends first.
    pub before: Vec<Instruction>,
}

impl From<Instruction> for Prepared {
    fn from(instruction: Instruction) -> Self {
        Self {
            instruction,
            buffer: None,
            before: Vec::new(),
        }
    }
}

impl Kind {
    /// The instruction for the realm's treasury. An upgrade is written to the chain here.
    pub async fn prepare(
        self,
        context: &Context,
        realm: &RealmSnapshot,
        me: &Address,
    ) -> anyhow::Result<Prepared> {
        let governance = &realm.governance;
        Ok(match self {
            Self::SetFee(target) => target.prepare(context, governance).await?.into(),
            Self::SetParams(flags) => {
                let params = flags.over(realm.realm.params);
                params::require_bounds(&params)?;
                anyhow::ensure!(
                    params != realm.realm.params,
                    "nothing would change; name a parameter"
                );
                governance.set_params(params).into()
            }
            Self::SetPoolParams(flags) => flags.prepare(realm)?.into(),
            Self::SetGuardian(arguments) => governance.set_guardian(arguments.named(realm.now)?).into(),
            Self::Pay(pay) => pay.prepare(context, governance, me).await?,
            Self::Stream(stream) => stream.prepare(context, realm).await?.into(),
            Self::CancelStream { id } => {
                let stream = streams::find(context, &governance.realm, id).await?;
                anyhow::ensure!(
                    stream.vesting.unreleased(realm.now) > 0,
                    "everything of stream {id} is released; nothing is left to come back"
                );
                governance.cancel_stream(id, &streams::currency(&stream)).into()
            }
            Self::Upgrade(arguments) => arguments.prepare(context, governance).await?,
        })
    }
}
