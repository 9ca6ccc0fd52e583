//! Waking a daemon when something happened to a job.

use crate::Cluster;
use futures_util::StreamExt;
use solana_commitment_config::CommitmentConfig;
use solana_pubsub_client::nonblocking::pubsub_client::PubsubClient;
use solana_rpc_client_api::config::{RpcTransactionLogsConfig, RpcTransactionLogsFilter};
use std::{sync::Arc, time::Duration};
use tokio::{sync::Notify, task::JoinHandle, time};
use tracing::{debug, warn};

/// First and longest pause before a dropped connection is opened again.
const FIRST_RETRY: Duration = Duration::from_millis(250);
const LONGEST_RETRY: Duration = Duration::from_secs(30);

/// Wakes its owner when the escrow program logged something, and at least every so often: deadlines pass without a
/// transaction, and a WebSocket may be down without anybody noticing.
pub struct Watch {
    woken: Arc<Notify>,
    poll: Duration,
    listener: JoinHandle<()>,
}

impl Watch {
    /// Starts listening. `poll` is the longest sleep.
    #[must_use]
    pub fn new(cluster: &Cluster, poll: Duration) -> Self {
        let woken = Arc::new(Notify::new());
        let listener = tokio::spawn(listen(cluster.ws_url.clone(), woken.clone()));
        Self {
            woken,
            poll,
            listener,
        }
    }

    /// Returns when something happened since the last call, or after the longest sleep.
    pub async fn changed(&mut self) {
        let _ = time::timeout(self.poll, self.woken.notified()).await;
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

async fn listen(url: String, woken: Arc<Notify>) {
    let mut retry = FIRST_RETRY;
    loop {
        match follow(&url, &woken).await {
            Ok(()) => {
                debug!(%url, "the subscription ended");
                retry = FIRST_RETRY;
            }
            Err(error) => {
                warn!(%url, %error, retry_ms = retry.as_millis() as u64, "no subscription; polling until it is back");
                retry = (retry * 2).min(LONGEST_RETRY);
            }
        }
        time::sleep(retry).await;
        // What happened while nobody listened is found by looking once.
        woken.notify_one();
    }
}

async fn follow(url: &str, woken: &Notify) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let client = PubsubClient::new(url).await?;
    let filter = RpcTransactionLogsFilter::Mentions(vec![escrow::ID.to_string()]);
    let config = RpcTransactionLogsConfig {
        commitment: Some(CommitmentConfig::confirmed()),
    };
    let (mut logs, _unsubscribe) = client.logs_subscribe(filter, config).await?;
    while logs.next().await.is_some() {
        woken.notify_one();
    }
    Ok(())
}
