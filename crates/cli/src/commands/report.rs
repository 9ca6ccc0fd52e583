//! `assay report`.

use crate::{
    context::Context,
    output::{table, tokens, REWARD_DECIMALS},
};
use amm::constants::LP_DECIMALS;
use assay_client::report::{Concentration, Report};
use std::process::ExitCode;

pub async fn run(context: &Context) -> anyhow::Result<ExitCode> {
    let pool = context.pool().await?;
    let report = Report::load(&context.rpc, &pool).await?;
    context.out.result(&report, || {
        let rows = [
            ("stake, by owner", report.stake),
            ("votes, by owner", report.votes),
            ("income, by operator", report.income),
            ("settled jobs, by operator", report.settled),
        ];
        let mut rows = rows
            .map(|(what, measured)| row(what, &measured, REWARD_DECIMALS))
            .to_vec();
        rows.extend(report.liquidity.iter().map(|of| {
            let what = format!("liquidity of pool {}, by owner", of.pool);
            row(&what, &of.measured, LP_DECIMALS)
        }));
        let heading = ["", "holders", "total", "Gini", "Nakamoto", "top 10"];
        table(heading, rows)
    })?;
    Ok(ExitCode::SUCCESS)
}

fn row(what: &str, measured: &Concentration, decimals: u8) -> [String; 6] {
    [
        what.to_owned(),
        measured.holders.to_string(),
        tokens(measured.total, decimals),
        format!("{:.3}", measured.gini),
        measured.nakamoto.to_string(),
        format!("{:.1} %", 100.0 * measured.top10),
    ]
}
