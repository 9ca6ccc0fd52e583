//! What instructions would do: run by a node without being sent and without signatures, so that an
//! address nobody can sign for, such as the treasury of the DAO, counts as having signed.

mod effect;
mod json;
pub(crate) mod node;
#[cfg(test)]
mod tests;
mod text;

pub use effect::{Change, Digest, Effect};

use crate::{
    idl::{self, Described, Value},
    ClientError, Rpc,
};
use effect::State;
use solana_account::Account;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_message::AddressLookupTableAccount;
use std::collections::HashMap;

/// What a signature costs, lamports, where a node does not say what it charged.
const LAMPORTS_PER_SIGNATURE: u64 = 5_000;

/// What came of it.
#[derive(Debug)]
pub struct Simulation {
    /// Why it was refused, in the sentence of the program that refused it. There are no effects then.
    pub err: Option<ClientError>,
    pub logs: Vec<String>,
    /// Compute units it took.
    pub units: u64,
    /// What changes, one for every account that does, in the order in which they are first named. The
    /// fee of the transaction is not part of it.
    pub effects: Vec<Effect>,
}

/// Runs `instructions` as one transaction that `payer` pays for and that everyone has signed who must, and
/// tells what changes. `payer` has to have lamports for the fee.
///
/// The state before is read just before the simulation. On a busy chain, somebody else's change can fall in
/// between; it is shown as one of these instructions' then.
///
/// # Errors
/// [`ClientError::TooLarge`] when the instructions do not fit into a transaction, and when the cluster
/// cannot be asked. A refusal by a program is no error but [`Simulation::err`].
pub async fn simulate(
    rpc: &Rpc,
    payer: &Address,
    instructions: &[Instruction],
    tables: &[AddressLookupTableAccount],
) -> Result<Simulation, ClientError> {
    let limit = node::widest_limit();
    let all: Vec<Instruction> = limit.iter().chain(instructions).cloned().collect();
    let transaction = node::unsigned(payer, &all, tables)?;
    let watched = writable(payer, instructions);
    let addresses: Vec<Address> = watched.iter().map(|(address, _)| *address).collect();

    let before = node::accounts(rpc, &addresses).await?;
    let ran = node::run(rpc, &transaction, &addresses).await?;
    if let Some(error) = ran.err {
        let err = node::refusal(error, instructions, limit.len(), ran.logs.clone());
        return Ok(Simulation {
            err: Some(err),
            logs: ran.logs,
            units: ran.units,
            effects: Vec::new(),
        });
    }
    let charged = transaction.signatures.len() as u64 * LAMPORTS_PER_SIGNATURE;
    let fee = ran.fee.unwrap_or(charged);
    let mut effects = Vec::new();
    for (((address, role), before), after) in watched.into_iter().zip(before).zip(ran.after) {
        // An account that the node says nothing about is one that the transaction did not load.
        let Some(mut after) = after else { continue };
        if address == *payer {
            after.lamports += fee;
        }
        let (before, after) = (before.and_then(State::of), State::of(after));
        effects.extend(Effect::between(address, role, before, after));
    }
    let decimals = decimals(rpc, &effects).await?;
    for effect in &mut effects {
        effect.scale(&decimals);
    }
    Ok(Simulation {
        err: None,
        logs: ran.logs,
        units: ran.units,
        effects,
    })
}

/// Every account that may change, with the name it has in the first instruction that names it.
fn writable(payer: &Address, instructions: &[Instruction]) -> Vec<(Address, Option<String>)> {
    let mut found: Vec<(Address, Option<String>)> = Vec::new();
    for instruction in instructions {
        let described = idl::describe(instruction);
        for (at, meta) in instruction.accounts.iter().enumerate() {
            if !meta.is_writable || found.iter().any(|(address, _)| *address == meta.pubkey) {
                continue;
            }
            let role = match &described {
                Described::Call(call) => call.accounts.get(at).map(|account| account.name.clone()),
                Described::Undecodable(_) => None,
            };
            found.push((meta.pubkey, role));
        }
    }
    if found.iter().all(|(address, _)| address != payer) {
        found.push((*payer, Some("payer".to_owned())));
    }
    found
}

/// The decimals of the mints whose tokens move; without those that are not there yet.
async fn decimals(rpc: &Rpc, effects: &[Effect]) -> Result<HashMap<Address, u8>, ClientError> {
    let mut mints: Vec<Address> = effects.iter().flat_map(Effect::mints).collect();
    mints.sort_unstable();
    mints.dedup();
    let accounts = rpc.accounts(&mints).await?;
    let decimals = |account: Account| {
        let mint = idl::decode_account(&account.owner, &account.data)?;
        match mint.fields.get("decimals") {
            Some(Value::Unsigned(decimals)) => u8::try_from(*decimals).ok(),
            _ => None,
        }
    };
    let found = mints.into_iter().zip(accounts);
    Ok(found
        .filter_map(|(mint, account)| Some((mint, decimals(account?)?)))
        .collect())
}
