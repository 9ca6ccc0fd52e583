//! Having a node run a transaction that nobody has signed.

use crate::{failure::ProgramFailure, ClientError, Rpc};
use solana_account::Account;
use solana_account_decoder_client_types::UiAccountEncoding;
use solana_address::Address;
use solana_commitment_config::CommitmentConfig;
use solana_compute_budget_interface::ComputeBudgetInstruction;
use solana_hash::Hash;
use solana_instruction::Instruction;
use solana_message::{v0, AddressLookupTableAccount, VersionedMessage};
use solana_rpc_client_api::config::{RpcSimulateTransactionAccountsConfig, RpcSimulateTransactionConfig};
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;

/// The most compute units a transaction may ask for, used while its real need is measured.
pub(crate) const MAX_COMPUTE_UNITS: u32 = 1_400_000;
/// The most bytes of a transaction: one packet of the network.
const MAX_BYTES: u64 = 1_232;
/// What one `getMultipleAccounts` may ask for.
const ACCOUNTS_PER_REQUEST: usize = 100;

/// What a node says of a run.
pub(crate) struct Ran {
    pub(crate) err: Option<TransactionError>,
    pub(crate) logs: Vec<String>,
    pub(crate) units: u64,
    /// Lamports, when the node says.
    pub(crate) fee: Option<u64>,
    /// The accounts that were asked for, as they are afterwards; empty when the run was refused.
    pub(crate) after: Vec<Option<Account>>,
}

/// The budget instruction that goes first while the need is not known.
pub(crate) fn widest_limit() -> [Instruction; 1] {
    [ComputeBudgetInstruction::set_compute_unit_limit(
        MAX_COMPUTE_UNITS,
    )]
}

/// A transaction with empty signatures.
///
/// # Errors
/// [`ClientError::TooLarge`] when it does not fit into a packet.
pub(crate) fn unsigned(
    payer: &Address,
    instructions: &[Instruction],
    tables: &[AddressLookupTableAccount],
) -> Result<VersionedTransaction, ClientError> {
    let signing = |error: String| ClientError::Signing(error);
    let message = v0::Message::try_compile(payer, instructions, tables, Hash::default())
        .map_err(|error| signing(error.to_string()))?;
    let message = VersionedMessage::V0(message);
    let signatures = usize::from(message.header().num_required_signatures);
    let transaction = VersionedTransaction {
        signatures: vec![Signature::default(); signatures],
        message,
    };
    let bytes = bincode::serialized_size(&transaction).map_err(|error| signing(error.to_string()))?;
    if bytes > MAX_BYTES {
        return Err(ClientError::TooLarge {
            instructions: instructions.len(),
            bytes,
            most: MAX_BYTES,
        });
    }
    Ok(transaction)
}

/// Runs the transaction on the node's newest state and reports on the accounts at `watched`.
pub(crate) async fn run(
    rpc: &Rpc,
    transaction: &VersionedTransaction,
    watched: &[Address],
) -> Result<Ran, ClientError> {
    let accounts = (!watched.is_empty()).then(|| RpcSimulateTransactionAccountsConfig {
        encoding: Some(UiAccountEncoding::Base64),
        addresses: watched.iter().map(Address::to_string).collect(),
    });
    let config = RpcSimulateTransactionConfig {
        sig_verify: false,
        replace_recent_blockhash: true,
        commitment: Some(CommitmentConfig::processed()),
        accounts,
        ..RpcSimulateTransactionConfig::default()
    };
    let response = rpc
        .inner()
        .simulate_transaction_with_config(transaction, config)
        .await;
    let result = rpc.named(response)?.value;
    let decode = |account: Option<_>| match account {
        None => Ok(None),
        Some(account) => decode(rpc, &account).map(Some),
    };
    let after = match &result.err {
        None => result
            .accounts
            .unwrap_or_default()
            .into_iter()
            .map(decode)
            .collect(),
        Some(_) => Ok(Vec::new()),
    };
    Ok(Ran {
        err: result.err.map(Into::into),
        logs: result.logs.unwrap_or_default(),
        units: result.units_consumed.unwrap_or_default(),
        fee: result.fee,
        after: after?,
    })
}

/// The accounts in the state that [`run`] starts from.
pub(crate) async fn accounts(rpc: &Rpc, addresses: &[Address]) -> Result<Vec<Option<Account>>, ClientError> {
    let mut accounts = Vec::with_capacity(addresses.len());
    for chunk in addresses.chunks(ACCOUNTS_PER_REQUEST) {
        let found = rpc
            .inner()
            .get_multiple_accounts_with_commitment(chunk, CommitmentConfig::processed());
        accounts.extend(rpc.named(found.await)?.value);
    }
    Ok(accounts)
}

/// Explains a refusal. Programs count the budget instructions in front of `instructions`, people do not.
pub(crate) fn refusal(
    error: TransactionError,
    instructions: &[Instruction],
    budget_instructions: usize,
    logs: Vec<String>,
) -> ClientError {
    let error = match error {
        TransactionError::InstructionError(index, reason) => {
            let own = usize::from(index).saturating_sub(budget_instructions) as u8;
            TransactionError::InstructionError(own, reason)
        }
        other => other,
    };
    match ProgramFailure::explain(error, instructions, logs) {
        Ok(failure) => ClientError::Program(Box::new(failure)),
        Err(error) => ClientError::Refused(error.to_string()),
    }
}

fn decode(
    rpc: &Rpc,
    account: &solana_account_decoder_client_types::UiAccount,
) -> Result<Account, ClientError> {
    account.to_account().ok_or_else(|| ClientError::Rpc {
        url: rpc.cluster().rpc_url.clone(),
        reason: "it answered with an account that cannot be decoded".to_owned(),
    })
}
