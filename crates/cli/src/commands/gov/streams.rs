//! `assay gov streams` and `claim-stream`.

use super::{
    arguments::{date, duration},
    subject,
    trading::label,
    Plan,
};
use crate::{
    context::Context,
    output::{table, tokens},
};
use anyhow::{bail, ensure};
use assay_client::{
    accounts, address,
    governor::{streams, Currency, Stream},
    token,
};
use serde_json::json;
use solana_address::Address;
use std::process::ExitCode;

pub async fn list(context: &Context) -> anyhow::Result<ExitCode> {
    let realm = subject::realm(context).await?;
    let found = streams(&context.rpc, &realm.governance).await?;
    let value: Vec<_> = found
        .iter()
        .map(|(address, stream)| {
            json!({
                "id": stream.id,
                "stream": address.to_string(),
                "recipient": stream.recipient.to_string(),
                "mint": stream.mint.to_string(),
                "amount": stream.vesting.amount,
                "claimed": stream.claimed,
                "claimable": stream.claimable(realm.now),
                "start": stream.vesting.start,
                "cliff": stream.vesting.cliff,
                "end": stream.vesting.end,
            })
        })
        .collect();
    context.out.result(&value, || {
        if found.is_empty() {
            return "the treasury pays no stream".to_owned();
        }
        let rows = found.iter().map(|(_, stream)| {
            let amount = |units| tokens(units, stream.decimals);
            [
                stream.id.to_string(),
                stream.recipient.to_string(),
                label(&realm.governance.pool, &stream.mint),
                amount(stream.vesting.amount),
                amount(stream.claimed),
                amount(stream.claimable(realm.now)),
                date(stream.vesting.end),
            ]
        });
        let heading = ["id", "recipient", "of", "amount", "claimed", "to claim", "ends"];
        table(heading, rows.collect())
    })?;
    Ok(ExitCode::SUCCESS)
}

pub async fn claim(context: &Context, me: Address, id: u64) -> anyhow::Result<Plan> {
    let realm = subject::realm(context).await?;
    let stream = find(context, &realm.governance.realm, id).await?;
    let due = stream.claimable(realm.now);
    if due == 0 {
        let vesting = &stream.vesting;
        match vesting.cliff - realm.now {
            left if left > 0 => bail!(
                "nothing of stream {id} is released for another {}",
                duration(left)
            ),
            _ => bail!("everything that stream {id} has released is claimed"),
        }
    }
    let (currency, recipient) = (currency(&stream), stream.recipient);
    let open = token::open_associated(&me, &recipient, &currency.mint, &currency.token_program);
    let claim = realm.governance.claim_stream(id, &currency, &recipient);
    let done = format!(
        "paid at least {} {} to {recipient}",
        tokens(due, stream.decimals),
        label(&realm.governance.pool, &stream.mint)
    );
    Ok(Plan::new([open, claim], done)
        .with("stream", address::stream(&realm.governance.realm, id).to_string()))
}

/// The stream of this id.
pub async fn find(context: &Context, realm: &Address, id: u64) -> anyhow::Result<Stream> {
    let stream: Stream = accounts::fetch(&context.rpc, &address::stream(realm, id)).await?;
    ensure!(stream.realm == *realm, "stream {id} is of another realm");
    Ok(stream)
}

pub fn currency(stream: &Stream) -> Currency {
    Currency {
        mint: stream.mint,
        token_program: stream.token_program,
    }
}
