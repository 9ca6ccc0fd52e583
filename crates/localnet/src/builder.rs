//! Starting the chain: ports, genesis, and the threads it runs on.

use crate::{
    genesis::{fund, load_program, GenesisProgram},
    Localnet, LocalnetError,
};
use crossbeam_channel::{Receiver, Sender};
use solana_address::Address;
use std::{net::TcpListener, thread, time::Duration};
use surfpool_core::surfnet::{
    locker::SurfnetSvmLocker,
    svm::{SurfnetSvm, SurfnetSvmConfig},
};
use surfpool_types::{
    BlockProductionMode, RpcConfig, SimnetCommand, SimnetConfig, SimnetEvent, SurfpoolConfig,
};

/// The slot time when none is asked for: a quarter of the main network's, for quick answers.
const DEFAULT_SLOT_TIME: Duration = Duration::from_millis(100);

/// What the chain is to be. See [`Localnet::builder`].
#[derive(Default)]
pub struct LocalnetBuilder {
    host: Option<String>,
    rpc_port: Option<u16>,
    ws_port: Option<u16>,
    slot_time: Option<Duration>,
    skip_signature_verification: bool,
    programs: Vec<GenesisProgram>,
    wallets: Vec<(Address, u64)>,
}

impl LocalnetBuilder {
    /// Serves on `host` instead of 127.0.0.1.
    #[must_use]
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.host = Some(host.into());
        self
    }

    /// Serves JSON-RPC and subscriptions on these ports instead of free ones. Wallets expect the
    /// second to be the first plus one (8899 and 8900).
    #[must_use]
    pub fn ports(mut self, rpc: u16, ws: u16) -> Self {
        self.rpc_port = Some(rpc);
        self.ws_port = Some(ws);
        self
    }

    /// Time between two slots, and what each slot adds to the chain's clock.
    #[must_use]
    pub fn slot_time(mut self, slot_time: Duration) -> Self {
        self.slot_time = Some(slot_time);
        self
    }

    /// Loads a program that nobody can upgrade.
    #[must_use]
    pub fn program(mut self, id: Address, elf: Vec<u8>) -> Self {
        self.programs.push(GenesisProgram {
            id,
            elf,
            upgrade_authority: None,
        });
        self
    }

    /// Loads a program that `authority` can upgrade.
    #[must_use]
    pub fn upgradeable_program(mut self, id: Address, elf: Vec<u8>, authority: Address) -> Self {
        self.programs.push(GenesisProgram {
            id,
            elf,
            upgrade_authority: Some(authority),
        });
        self
    }

    /// Gives `address` this many lamports from the first slot on.
    #[must_use]
    pub fn wallet(mut self, address: Address, lamports: u64) -> Self {
        self.wallets.push((address, lamports));
        self
    }

    /// Takes transactions whose signatures nobody has made: for tests that act as keys which are
    /// kept elsewhere.
    #[must_use]
    pub fn skip_signature_verification(mut self) -> Self {
        self.skip_signature_verification = true;
        self
    }

    /// Starts the chain and waits until both of its servers answer.
    ///
    /// # Errors
    /// When a port is taken, a program's ELF is refused, or the chain ends before it is ready.
    pub async fn start(self) -> Result<Localnet, LocalnetError> {
        // Loading programs and waiting for the chain block, so neither runs on the caller's tasks.
        tokio::task::spawn_blocking(move || self.start_blocking())
            .await
            .map_err(|error| LocalnetError::Start(error.to_string()))?
    }

    fn start_blocking(self) -> Result<Localnet, LocalnetError> {
        let host = self.host.unwrap_or_else(|| "127.0.0.1".to_owned());
        // Both listeners live until both ports are known, or two free ports could be the same.
        let rpc = reserve(&host, self.rpc_port)?;
        let ws = reserve(&host, self.ws_port)?;
        let (rpc_port, ws_port) = (port_of(&rpc, &host)?, port_of(&ws, &host)?);
        drop((rpc, ws));

        let slot_time = self.slot_time.unwrap_or(DEFAULT_SLOT_TIME).as_millis() as u64;
        let (mut svm, events, geyser_events) = SurfnetSvm::new(SurfnetSvmConfig {
            slot_time,
            instruction_profiling_enabled: false,
            log_bytes_limit: None,
            ..SurfnetSvmConfig::default()
        })
        .map_err(|error| LocalnetError::Start(error.to_string()))?;
        for program in self.programs {
            load_program(&mut svm, program)?;
        }
        for (address, lamports) in self.wallets {
            fund(&mut svm, address, lamports)?;
        }

        let config = SurfpoolConfig {
            simnets: vec![SimnetConfig {
                offline_mode: true,
                remote_rpc_url: None,
                slot_time,
                block_production_mode: BlockProductionMode::Clock,
                instruction_profiling_enabled: false,
                log_bytes_limit: None,
                skip_signature_verification: self.skip_signature_verification,
                ..SimnetConfig::default()
            }],
            rpc: RpcConfig {
                bind_host: host.clone(),
                bind_port: rpc_port,
                ws_port,
                ..RpcConfig::default()
            },
            ..SurfpoolConfig::default()
        };
        let (commands, command_queue) = crossbeam_channel::unbounded();
        let locker = SurfnetSvmLocker::new(svm);
        let chain = locker.clone();
        let runtime =
            tokio::runtime::Runtime::new().map_err(|error| LocalnetError::Start(error.to_string()))?;
        let runloop_commands: Sender<SimnetCommand> = commands.clone();
        let (ended_tx, ended) = crossbeam_channel::bounded(1);
        spawn("localnet", move || {
            let result = runtime.block_on(surfpool_core::runloops::start_local_surfnet_runloop(
                locker,
                config,
                runloop_commands,
                command_queue,
                geyser_events,
            ));
            let reason = result.err().map(|error| error.to_string());
            // Nobody waits for this any more once the chain has started.
            let _ = ended_tx.send(reason.unwrap_or_else(|| "it was told to stop".to_owned()));
        })?;

        let (ready_tx, ready) = crossbeam_channel::bounded(1);
        let (closed_tx, closed) = crossbeam_channel::unbounded();
        spawn("localnet-events", move || watch(&events, &ready_tx, &closed_tx))?;
        crossbeam_channel::select! {
            recv(ready) -> outcome => outcome
                .unwrap_or_else(|_| Err("it ended without saying why".to_owned())),
            recv(ended) -> reason => Err(reason
                .unwrap_or_else(|_| "its thread ended".to_owned())),
        }
        .map_err(LocalnetError::Start)?;

        Ok(Localnet {
            rpc_url: format!("http://{host}:{rpc_port}"),
            ws_url: format!("ws://{host}:{ws_port}"),
            chain,
            commands,
            closed,
            stopped: false,
        })
    }
}

/// Empties the chain's event queue, which otherwise grows for as long as the chain runs, and
/// passes on the two events that matter: that it is ready, and that a server has closed.
fn watch(events: &Receiver<SimnetEvent>, ready: &Sender<Result<(), String>>, closed: &Sender<()>) {
    for event in events {
        // A receiver that is gone has stopped waiting, and that is no reason to stop emptying.
        match event {
            SimnetEvent::CoreStarted(_) => drop(ready.try_send(Ok(()))),
            SimnetEvent::Aborted(reason) => {
                tracing::error!(%reason, "the local chain stopped");
                drop(ready.try_send(Err(reason)));
            }
            SimnetEvent::Shutdown => drop(closed.send(())),
            // A transaction that a program refuses is an error to this chain; whoever sent it is told.
            SimnetEvent::ErrorLog(_, message) | SimnetEvent::WarnLog(_, message) => {
                tracing::debug!("local chain: {message}");
            }
            _ => {}
        }
    }
}

fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> Result<(), LocalnetError> {
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(run)
        .map(drop)
        .map_err(|error| LocalnetError::Start(error.to_string()))
}

fn reserve(host: &str, port: Option<u16>) -> Result<TcpListener, LocalnetError> {
    let port = port.unwrap_or(0);
    TcpListener::bind((host, port)).map_err(|source| LocalnetError::Port {
        host: host.to_owned(),
        port,
        source,
    })
}

fn port_of(listener: &TcpListener, host: &str) -> Result<u16, LocalnetError> {
    listener
        .local_addr()
        .map(|address| address.port())
        .map_err(|source| LocalnetError::Port {
            host: host.to_owned(),
            port: 0,
            source,
        })
}
