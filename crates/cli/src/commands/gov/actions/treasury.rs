//! What the treasury pays.

use super::{
    arguments::Moment,
    trading::{Amount, MintName},
    Prepared,
};
use crate::context::Context;
use anyhow::{anyhow, ensure};
use assay_client::{
    accounts, address, amm,
    governor::{Currency, Governance, RealmSnapshot, Stream as State},
    stake::Vesting,
    token,
};
use rand::Rng as _;
use solana_address::Address;
use solana_instruction::Instruction;

#[derive(clap::Args)]
pub struct Pay {
    /// Whole tokens, or SOL
    amount: Amount,
    /// Who gets it
    #[arg(long, value_name = "ADDRESS")]
    to: Address,
    /// What of: a mint, `reward` or `sol`
    #[arg(long, value_name = "MINT", default_value = "sol")]
    of: MintName,
}

impl Pay {
    pub async fn prepare(
        self,
        context: &Context,
        governance: &Governance,
        me: &Address,
    ) -> anyhow::Result<Prepared> {
        let treasury = governance.treasury;
        ensure!(self.to != treasury, "{} is the treasury itself", self.to);
        if self.of == MintName::Sol {
            let lamports = self.amount.units(9)?;
            let pay = solana_system_interface::instruction::transfer(&treasury, &self.to, lamports);
            return Ok(pay.into());
        }
        let (currency, decimals) = currency(context, governance, self.of).await?;
        let account = |owner: &Address| token::associated(owner, &currency.mint, &currency.token_program);
        let from = governance.treasury_account(&currency);
        let units = self.amount.units(decimals)?;
        let mut pay = token::transfer(
            &from,
            &currency.mint,
            &account(&self.to),
            &treasury,
            units,
            decimals,
        );
        // Both token programs have the instruction in common.
        pay.program_id = currency.token_program;
        let open = token::open_associated(me, &self.to, &currency.mint, &currency.token_program);
        Ok(Prepared {
            before: vec![open],
            ..pay.into()
        })
    }
}

#[derive(clap::Args)]
pub struct Stream {
    /// Whole tokens
    amount: Amount,
    /// Who gets it
    #[arg(long, value_name = "ADDRESS")]
    to: Address,
    /// What of: a mint or `reward`
    #[arg(long, value_name = "MINT", default_value = "reward")]
    of: MintName,
    /// When it starts: a Unix time, or a duration from now
    #[arg(long, value_name = "TIME", default_value = "0s")]
    start: Moment,
    /// Before when nothing is released: a Unix time, or a duration from the start
    #[arg(long, value_name = "TIME", default_value = "0s")]
    cliff: Moment,
    /// When all of it is released: a Unix time, or a duration from the start
    #[arg(long, value_name = "TIME")]
    end: Moment,
}

impl Stream {
    pub async fn prepare(self, context: &Context, realm: &RealmSnapshot) -> anyhow::Result<Instruction> {
        let governance = &realm.governance;
        let (currency, decimals) = currency(context, governance, self.of).await?;
        let start = self.start.from(realm.now)?;
        let vesting = Vesting {
            amount: self.amount.units(decimals)?,
            start,
            cliff: self.cliff.from(start)?,
            end: self.end.from(start)?,
        };
        vesting.validate().map_err(|_| {
            anyhow!(
                "a stream needs start <= cliff <= end, with the end after the start and at most 136 years later; these are {start}, {} and {}",
                vesting.cliff,
                vesting.end
            )
        })?;
        let id = new_id(context, &governance.realm).await?;
        Ok(governance.create_stream(id, &currency, self.to, vesting))
    }
}

async fn currency(
    context: &Context,
    governance: &Governance,
    of: MintName,
) -> anyhow::Result<(Currency, u8)> {
    let mint = amm::mints(&context.rpc, &[of.address(&governance.pool)]).await?[0];
    let currency = Currency {
        mint: mint.mint.address,
        token_program: mint.mint.token_program,
    };
    Ok((currency, mint.decimals))
}

/// An id that no stream has. Short, because people type it.
async fn new_id(context: &Context, realm: &Address) -> anyhow::Result<u64> {
    loop {
        let id = rand::rng().random::<u32>().into();
        let taken = accounts::find::<State>(&context.rpc, &address::stream(realm, id)).await?;
        if taken.is_none() {
            return Ok(id);
        }
    }
}
