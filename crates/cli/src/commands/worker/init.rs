//! `assay worker init`.

use crate::context::Context;
use anyhow::Context as _;
use assay_client::{stake::StakePool, write_keypair, ClientError};
use assay_worker::BackendKind;
use serde_json::json;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

#[derive(clap::Args)]
pub struct Arguments {
    /// Folder for key, configuration and data
    #[arg(default_value = "assay-worker")]
    folder: PathBuf,
    /// Where clients and verifiers reach the openings server, for example https://gpu.example
    #[arg(long)]
    endpoint: String,
    /// Where the openings server listens
    #[arg(long, default_value = "127.0.0.1:9701")]
    listen: SocketAddr,
    /// What runs the operators: cpu or wgpu
    #[arg(long, default_value = "cpu")]
    backend: BackendKind,
}

pub fn run(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let folder = &arguments.folder;
    let owner = context.keypair()?;
    let agent = Keypair::new();
    let key = folder.join("agent.json");
    write_keypair(&agent, &key).map_err(ClientError::from)?;
    let path = folder.join("worker.toml");
    let data = std::path::absolute(folder.join("data"))?;
    std::fs::create_dir_all(&data)?;
    let mint = context.mint();
    let operator = mint.map(|mint| StakePool::new(mint).operator(&owner.pubkey()).to_string());
    let operator_line = match &operator {
        Some(operator) => format!("operator = \"{operator}\""),
        None => "# The address that `assay stake register` prints:\n# operator = \"\"".to_owned(),
    };
    let text = format!(
        "{operator_line}\ndata_dir = \"{}\"\nbackend = \"{}\"\n\n[server]\nlisten = \"{}\"\n",
        data.display(),
        arguments.backend,
        arguments.listen
    );
    std::fs::write(&path, text).with_context(|| format!("writing {}", path.display()))?;
    let register = format!(
        "assay stake register --role provider --agent {} --endpoint {}",
        agent.pubkey(),
        arguments.endpoint
    );
    let value = json!({
        "agent": agent.pubkey().to_string(),
        "agent_keypair": key,
        "settings": path,
        "operator": operator,
        "next": register,
    });
    context.out.result(&value, || {
        format!(
            "wrote {} and the agent's key {}\n\nNext:\n  send a little SOL to {} for fees\n  {register}\n  assay stake bond AMOUNT\n  assay worker benchmark --class CLASS --settings {} --keypair {}\n  assay worker run --settings {} --keypair {}",
            path.display(),
            key.display(),
            agent.pubkey(),
            path.display(),
            key.display(),
            path.display(),
            key.display()
        )
    })?;
    Ok(ExitCode::SUCCESS)
}
