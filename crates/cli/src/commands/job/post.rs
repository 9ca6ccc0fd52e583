//! `assay job post`.

use super::pay_with::{PayWith, Payment};
use crate::{
    context::Context,
    output::{parse_tokens, tokens},
};
use anyhow::Context as _;
use assay_client::{
    accounts, address,
    content::{Content, Fetcher, Limits},
    draw_seed,
    escrow::{EscrowMarket, JobRequest, Market, TIER_COMMITTEE, TIER_OPTIMISTIC},
    seed_commitment, token, Transaction,
};
use serde_json::json;
use solana_address::Address;
use solana_signer::Signer;
use std::{path::Path, process::ExitCode};

#[derive(clap::Args)]
pub struct Arguments {
    /// Folder or base URI (file:, http:, https:) with spec.bin, weights.safetensors and inputs.safetensors
    content: String,
    /// What is paid, whole tokens of the payment mint, the fee included
    #[arg(long)]
    price: String,
    /// Who has to be satisfied before it is paid
    #[arg(long, value_enum, default_value = "committee")]
    tier: Tier,
    /// How long anybody may accept it, seconds
    #[arg(long, default_value_t = 600)]
    accept_seconds: u32,
    /// How long the provider may run it, seconds
    #[arg(long, default_value_t = 600)]
    run_seconds: u32,
    /// Longest silence of the running provider, seconds; 0 asks for no heartbeats
    #[arg(long, default_value_t = 0)]
    heartbeat_seconds: u32,
    /// What a wrong result could cost outside the escrow, whole tokens; raises the provider's bond
    #[arg(long, default_value = "0")]
    max_external_value: String,
    /// Least class of hardware
    #[arg(long, default_value_t = 0)]
    min_class: u16,
    /// Least reputation
    #[arg(long, default_value_t = 0)]
    min_reputation: u32,
    /// Mint to pay in [default: the reward mint]
    #[arg(long)]
    payment_mint: Option<Address>,
    #[command(flatten)]
    pay: PayWith,
    /// Stay until the job is over, as `assay job watch` does
    #[arg(long)]
    watch: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Tier {
    /// The challenge window only
    Optimistic,
    /// A committee's quorum and the challenge window
    Committee,
}

pub async fn run(context: &Context, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let keypair = context.keypair()?;
    let me = keypair.pubkey();
    let pool = context.pool().await?;
    let payment_mint = arguments.payment_mint.unwrap_or(pool.reward_mint);
    let state: Market = accounts::fetch(&context.rpc, &address::market(&pool.address, &payment_mint)).await?;
    let market = EscrowMarket::of(&state);

    let uri = base_uri(&arguments.content)?;
    let spinner = context.out.spinner("reading the job's content");
    let content = Fetcher::new(Limits::default())?.inspect(&uri).await?;
    spinner.finish_and_clear();

    let nonce = rand::random();
    let job = address::job(&me, nonce);
    let seed = draw_seed(&keypair, &job);
    let request = request(&arguments, &state, &content, uri, nonce, seed_commitment(&seed))?;
    let price = request.price;
    let bond = state
        .params
        .required_bond(price, request.max_external_value)
        .ok()
        .context("the price and external value need a bond beyond 64 bits: lower them")?;
    let open = token::open_associated(&me, &me, &payment_mint, &market.token_program);
    let payment = match arguments.pay.mint(&market) {
        Some(mint) => arguments.pay.post(context, &market, me, mint, request).await?,
        None => Payment {
            before: None,
            instructions: vec![market.post_job(me, request)],
            sold: None,
        },
    };
    let instructions = [vec![open], payment.instructions].concat();
    let spinner = context.out.spinner("posting");
    if let Some(before) = payment.before {
        Transaction::new(&keypair, before).send(&context.rpc).await?;
    }
    let receipt = Transaction::new(&keypair, instructions)
        .send(&context.rpc)
        .await?;
    spinner.finish_and_clear();
    let mut value = super::describe(&receipt, "posted");
    value["job"] = json!(job.to_string());
    value["vault"] = json!(super::vault_of(&job).to_string());
    value["required_bond"] = json!(bond);
    let mut text = format!(
        "posted job {job}\n  {} in escrow; a provider locks a bond of {} reward tokens",
        tokens(price, state.payment_decimals),
        tokens(bond, crate::output::REWARD_DECIMALS),
    );
    if let Some((sold, details)) = payment.sold {
        text += &format!("\n  {sold}");
        value["sold"] = details;
    }
    context.out.result(&value, || text)?;
    if arguments.watch {
        return super::watch::run(context, job).await;
    }
    Ok(ExitCode::SUCCESS)
}

fn request(
    arguments: &Arguments,
    market: &Market,
    content: &Content,
    uri: String,
    nonce: u64,
    seed_commitment: [u8; 32],
) -> anyhow::Result<JobRequest> {
    let decimals = market.payment_decimals;
    Ok(JobRequest {
        nonce,
        price: parse_tokens(&arguments.price, decimals)?,
        max_external_value: parse_tokens(&arguments.max_external_value, decimals)?,
        spec_root: content.spec.spec_root(),
        input_root: content.input_root(),
        seed_commitment,
        accept_seconds: arguments.accept_seconds,
        run_seconds: arguments.run_seconds,
        heartbeat_seconds: arguments.heartbeat_seconds,
        min_reputation: arguments.min_reputation,
        min_class: arguments.min_class,
        tier: match arguments.tier {
            Tier::Optimistic => TIER_OPTIMISTIC,
            Tier::Committee => TIER_COMMITTEE,
        },
        uri: uri.into_bytes(),
    })
}

/// A folder becomes a file: URI; a URI stays what it is.
pub fn base_uri(content: &str) -> anyhow::Result<String> {
    if content.contains("://") {
        return Ok(content.to_owned());
    }
    let folder = Path::new(content)
        .canonicalize()
        .with_context(|| format!("there is no folder {content}"))?;
    reqwest::Url::from_directory_path(&folder)
        .map(|url| url.to_string().trim_end_matches('/').to_owned())
        .map_err(|()| anyhow::anyhow!("{} has no file: URI", folder.display()))
}
