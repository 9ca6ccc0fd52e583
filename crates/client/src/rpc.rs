//! Reading a cluster. Every failure names the URL it came from.

use crate::{ClientError, Cluster};
use solana_account::Account;
use solana_address::Address;
use solana_commitment_config::CommitmentConfig;
use solana_rpc_client::{
    nonblocking::rpc_client::RpcClient, rpc_client::GetConfirmedSignaturesForAddress2Config,
};
use solana_rpc_client_api::{
    client_error::Result as RpcResult,
    config::{RpcAccountInfoConfig, RpcProgramAccountsConfig, RpcTransactionConfig},
    filter::{Memcmp, RpcFilterType},
};
use solana_signature::Signature;
use solana_transaction_status_client_types::UiTransactionEncoding;
use std::{sync::Arc, time::Duration};

const TIMEOUT: Duration = Duration::from_secs(30);
const CLOCK: Address = solana_sdk_ids::sysvar::clock::ID;
/// Transactions looked at for the history of an account.
const HISTORY: usize = 100;
/// What one `getMultipleAccounts` may ask for.
const ACCOUNTS_PER_REQUEST: usize = 100;

/// What is paid for each compute unit on top of the base fee, micro-lamports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PriorityFee {
    /// Nothing.
    #[default]
    None,
    /// This much.
    Fixed(u64),
    /// What recent transactions on the same accounts paid at the 75th percentile, up to `cap`.
    Recent { cap: u64 },
}

/// What a node has on record of a transaction.
#[derive(Debug, Clone)]
pub struct Landed {
    pub signature: Signature,
    /// Compute units it took.
    pub units: u64,
    pub logs: Vec<String>,
}

/// A connection to one cluster.
#[derive(Clone)]
pub struct Rpc {
    client: Arc<RpcClient>,
    cluster: Cluster,
    fee: PriorityFee,
}

impl Rpc {
    /// A connection that reads at `confirmed`. Nothing is asked of the cluster yet.
    pub fn new(cluster: Cluster) -> Self {
        let client = RpcClient::new_with_timeout_and_commitment(
            cluster.rpc_url.clone(),
            TIMEOUT,
            CommitmentConfig::confirmed(),
        );
        Self {
            client: Arc::new(client),
            cluster,
            fee: PriorityFee::None,
        }
    }

    /// The same connection paying `fee` for what it sends.
    #[must_use]
    pub fn with_priority_fee(mut self, fee: PriorityFee) -> Self {
        self.fee = fee;
        self
    }

    /// Where it is connected to.
    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// What it pays per compute unit.
    pub fn priority_fee(&self) -> PriorityFee {
        self.fee
    }

    /// The library's own client, for what this one does not cover.
    pub fn inner(&self) -> &RpcClient {
        &self.client
    }

    /// Names this cluster in the library's failures.
    pub fn named<T>(&self, result: RpcResult<T>) -> Result<T, ClientError> {
        result.map_err(|failure| ClientError::from_rpc(&self.cluster.rpc_url, failure))
    }

    /// The account at `address`, or `None`.
    ///
    /// # Errors
    /// When the cluster cannot be asked.
    pub async fn account(&self, address: &Address) -> Result<Option<Account>, ClientError> {
        // The library's call for one account makes "not found" of every failure.
        Ok(self.accounts(&[*address]).await?.pop().flatten())
    }

    /// The accounts at `addresses`, in the same order.
    ///
    /// # Errors
    /// When the cluster cannot be asked.
    pub async fn accounts(&self, addresses: &[Address]) -> Result<Vec<Option<Account>>, ClientError> {
        let mut accounts = Vec::with_capacity(addresses.len());
        for chunk in addresses.chunks(ACCOUNTS_PER_REQUEST) {
            accounts.extend(self.named(self.client.get_multiple_accounts(chunk).await)?);
        }
        Ok(accounts)
    }

    /// Every account of `program` whose data holds `bytes` at `offset`.
    ///
    /// # Errors
    /// When the cluster cannot be asked.
    pub async fn program_accounts(
        &self,
        program: &Address,
        matching: &[(usize, &[u8])],
    ) -> Result<Vec<(Address, Vec<u8>)>, ClientError> {
        let filters = matching
            .iter()
            .map(|(offset, bytes)| RpcFilterType::Memcmp(Memcmp::new_raw_bytes(*offset, bytes.to_vec())))
            .collect();
        let config = RpcProgramAccountsConfig {
            filters: Some(filters),
            account_config: RpcAccountInfoConfig {
                encoding: Some(solana_account_decoder_client_types::UiAccountEncoding::Base64),
                commitment: Some(self.client.commitment()),
                ..RpcAccountInfoConfig::default()
            },
            ..RpcProgramAccountsConfig::default()
        };
        let found = self
            .client
            .get_program_ui_accounts_with_config(program, config)
            .await;
        Ok(self
            .named(found)?
            .into_iter()
            .filter_map(|(address, account)| Some((address, account.data.decode()?)))
            .collect())
    }

    /// The chain's Unix time, seconds, which is what the programs compare deadlines with.
    ///
    /// # Errors
    /// When the cluster cannot be asked.
    pub async fn unix_time(&self) -> Result<i64, ClientError> {
        let account = self.account(&CLOCK).await?.ok_or(ClientError::NoAccount {
            what: "clock",
            address: CLOCK,
            hint: "",
        })?;
        let bytes = account.data.get(32..40).and_then(|bytes| bytes.try_into().ok());
        bytes
            .map(i64::from_le_bytes)
            .ok_or_else(|| ClientError::BadAccount {
                what: "clock",
                address: CLOCK,
                reason: format!("it has {} bytes", account.data.len()),
            })
    }

    /// The latest transactions that mention `address` and succeeded, newest first.
    ///
    /// # Errors
    /// When the cluster cannot be asked.
    pub async fn history(&self, address: &Address) -> Result<Vec<Landed>, ClientError> {
        let config = GetConfirmedSignaturesForAddress2Config {
            commitment: Some(self.client.commitment()),
            limit: Some(HISTORY),
            ..GetConfirmedSignaturesForAddress2Config::default()
        };
        let found = self
            .client
            .get_signatures_for_address_with_config(address, config)
            .await;
        let mut history = Vec::new();
        for found in self.named(found)?.into_iter().filter(|found| found.err.is_none()) {
            let Ok(signature) = found.signature.parse() else {
                continue;
            };
            history.extend(self.landed(&signature).await?);
        }
        Ok(history)
    }

    /// What is on record of a transaction, or `None` when the node does not have it.
    ///
    /// # Errors
    /// When the cluster cannot be asked.
    pub async fn landed(&self, signature: &Signature) -> Result<Option<Landed>, ClientError> {
        let config = RpcTransactionConfig {
            encoding: Some(UiTransactionEncoding::Base64),
            commitment: Some(self.client.commitment()),
            max_supported_transaction_version: Some(0),
        };
        let found = self.client.get_transaction_with_config(signature, config).await;
        let Some(meta) = self.named(found)?.transaction.meta else {
            return Ok(None);
        };
        Ok(Some(Landed {
            signature: *signature,
            units: Option::from(meta.compute_units_consumed).unwrap_or_default(),
            logs: Option::from(meta.log_messages).unwrap_or_default(),
        }))
    }

    /// Lamports of `address`.
    ///
    /// # Errors
    /// When the cluster cannot be asked.
    pub async fn lamports(&self, address: &Address) -> Result<u64, ClientError> {
        self.named(self.client.get_balance(address).await)
    }

    /// Base units in the token account at `address`; zero when it is not open.
    ///
    /// # Errors
    /// When the cluster cannot be asked, or the account is not a token account.
    pub async fn token_balance(&self, address: &Address) -> Result<u64, ClientError> {
        match self.account(address).await? {
            Some(account) => Ok(crate::token::TokenAccount::decode(*address, &account.data)?.amount),
            None => Ok(0),
        }
    }
}
