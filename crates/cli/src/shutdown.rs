//! When a daemon is asked to end.

/// Resolves on Ctrl-C, and on the signal with which service managers ask.
pub async fn requested() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{signal, SignalKind};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Without a handler for the signal the process ends by it, so this is all there is to wait for.
    let _ = tokio::signal::ctrl_c().await;
}
