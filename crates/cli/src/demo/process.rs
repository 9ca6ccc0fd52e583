//! The daemons of the story are processes of their own: this binary, run again.

use anyhow::{bail, Context as _};
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};
use tokio::process::{Child, Command};

const START_TIMEOUT: Duration = Duration::from_secs(20);
const END_TIMEOUT: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(25);
/// How much of a log is worth showing when its daemon fails.
const LOG_TAIL: usize = 2_000;

/// A running daemon. It ends with the value.
pub struct Daemon {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Daemon {
    /// Starts `assay` with these arguments, its log in `folder`, and waits until it says at
    /// `health` that it is well.
    pub async fn start(
        name: &str,
        arguments: &[String],
        folder: &Path,
        health: SocketAddr,
    ) -> anyhow::Result<Self> {
        let log = folder.join("log.jsonl");
        let file = std::fs::File::create(&log)?;
        let child = Command::new(std::env::current_exe()?)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(file)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("starting {name}"))?;
        let mut daemon = Self {
            name: name.to_owned(),
            child,
            log,
        };
        daemon.wait_until_healthy(health).await?;
        Ok(daemon)
    }

    async fn wait_until_healthy(&mut self, health: SocketAddr) -> anyhow::Result<()> {
        let begun = Instant::now();
        let url = format!("http://{health}/healthz");
        loop {
            if reqwest::get(&url)
                .await
                .is_ok_and(|answer| answer.status().is_success())
            {
                return Ok(());
            }
            self.require_running()?;
            if begun.elapsed() > START_TIMEOUT {
                bail!(
                    "{} is not well after {START_TIMEOUT:?}:\n{}",
                    self.name,
                    self.log_tail()
                );
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// Fails with the end of its log when the daemon has ended.
    pub fn require_running(&mut self) -> anyhow::Result<()> {
        if let Some(status) = self.child.try_wait()? {
            bail!("{} ended ({status}):\n{}", self.name, self.log_tail());
        }
        Ok(())
    }

    /// Waits until the daemon, which has been asked to end, has ended.
    pub async fn wait(mut self) -> anyhow::Result<()> {
        let ended = tokio::time::timeout(END_TIMEOUT, self.child.wait()).await;
        let status = ended.with_context(|| format!("{} was asked to end and has not", self.name))??;
        if !status.success() {
            bail!("{} ended ({status}):\n{}", self.name, self.log_tail());
        }
        Ok(())
    }

    /// Ends the daemon at once: what it must remember is on chain and on disk.
    pub async fn kill(mut self) {
        // One that has ended already cannot be killed, which is as good.
        let _ = self.child.kill().await;
    }

    fn log_tail(&self) -> String {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let start = text.len().saturating_sub(LOG_TAIL);
        let start = text.ceil_char_boundary(start);
        text[start..].to_owned()
    }
}

/// The value of a Prometheus metric without labels at a daemon's endpoint.
pub async fn metric(endpoint: SocketAddr, name: &str) -> anyhow::Result<f64> {
    let text = reqwest::get(format!("http://{endpoint}/metrics"))
        .await?
        .text()
        .await?;
    text.lines()
        .find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
        .with_context(|| format!("{endpoint} has no metric {name}"))
}
