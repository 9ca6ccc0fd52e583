//! Moving the chain's clock forward, for what takes days on a cluster.

use crate::{Localnet, LocalnetError};
use std::time::Duration;
use surfpool_core::{surfnet::locker::SurfnetSvmLocker, types::TimeTravelConfig};

const MILLIS_PER_SECOND: i64 = 1_000;

impl Localnet {
    /// Lets `by` pass at once and returns the chain's Unix time then, seconds. Programs see the new time from the next
    /// transaction on, and the chain goes on from there.
    ///
    /// The slots of that time pass, too, without blocks: their hashes are never known, and a transaction that was made
    /// before and has not landed has expired.
    ///
    /// # Errors
    /// When the chain has ended, or the time would be beyond what its clock can tell.
    pub async fn advance_clock(&self, by: Duration) -> Result<i64, LocalnetError> {
        let by = i64::try_from(by.as_millis()).map_err(|_| LocalnetError::Clock {
            reason: format!("{} seconds are more than it can tell", by.as_secs()),
        })?;
        self.travel(move |now| now.saturating_add(by)).await
    }

    /// Lets time pass until the chain's clock says `unix_time`, seconds. See [`Self::advance_clock`].
    ///
    /// # Errors
    /// [`LocalnetError::BackInTime`] when the chain is past that already.
    pub async fn set_clock(&self, unix_time: i64) -> Result<i64, LocalnetError> {
        self.travel(move |_| unix_time.saturating_mul(MILLIS_PER_SECOND))
            .await
    }

    /// Goes where `target` says, given the time now; both in milliseconds.
    async fn travel(&self, target: impl FnOnce(i64) -> i64 + Send + 'static) -> Result<i64, LocalnetError> {
        let (chain, commands) = (self.chain.clone(), self.commands.clone());
        let travel = move || {
            let now = now(&chain);
            let target = target(now);
            // The chain's clock counts in seconds; within one of them nothing has happened yet.
            if target / MILLIS_PER_SECOND < now / MILLIS_PER_SECOND {
                return Err(LocalnetError::BackInTime {
                    now: now / MILLIS_PER_SECOND,
                    asked: target / MILLIS_PER_SECOND,
                });
            }
            let to = TimeTravelConfig::AbsoluteTimestamp(target.max(now).unsigned_abs());
            chain
                .time_travel(None, commands, to)
                .map_err(|error| LocalnetError::Clock {
                    reason: error.to_string(),
                })?;
            Ok(target / MILLIS_PER_SECOND)
        };
        // The chain answers between two of its slots, and waiting for that blocks.
        tokio::task::spawn_blocking(travel)
            .await
            .map_err(|error| LocalnetError::Clock {
                reason: error.to_string(),
            })?
    }
}

/// The chain's Unix time, milliseconds.
fn now(chain: &SurfnetSvmLocker) -> i64 {
    let now = chain.with_svm_reader(|svm| svm.updated_at);
    i64::try_from(now).unwrap_or(i64::MAX)
}
