//! The realm of a pool: how it is governed, from the file to the chain.

use crate::MigrationError;
use assay_client::{
    accounts,
    governor::{Governance, Realm, RealmParams},
    stake::{Pool, StakePool},
    Rpc,
};
use serde::Deserialize;
use solana_address::Address;
use solana_instruction::Instruction;

const HOUR: u32 = 3_600;
const DAY: u32 = 24 * HOUR;

/// [`RealmParams`] and the first guardian as a file has them. What a file does not name is as here by default.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GovernorConfig {
    /// Lamports.
    pub deposit: u64,
    pub voting_seconds: u32,
    pub late_seconds: u32,
    pub extension_seconds: u32,
    pub timelock_seconds: u32,
    pub exit_seconds: u32,
    pub execution_seconds: u32,
    pub threshold_bps: u16,
    pub quorum_bps: u16,
    pub approval_bps: u16,
    pub critical_approval_bps: u16,
    /// Who may veto; nobody when it is left out.
    pub guardian: Option<GuardianConfig>,
}

/// Who may veto from the realm's creation on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuardianConfig {
    pub address: String,
    /// At most a year.
    pub term_seconds: u32,
}

impl Default for GovernorConfig {
    fn default() -> Self {
        Self {
            deposit: 1_000_000_000,
            voting_seconds: 5 * DAY,
            late_seconds: DAY,
            extension_seconds: 2 * DAY,
            timelock_seconds: 2 * DAY,
            exit_seconds: 3 * DAY,
            execution_seconds: 14 * DAY,
            threshold_bps: 25,
            quorum_bps: 1_000,
            approval_bps: 5_000,
            critical_approval_bps: 6_600,
            guardian: None,
        }
    }
}

impl GovernorConfig {
    /// As the program takes them.
    pub fn params(&self) -> RealmParams {
        RealmParams {
            deposit: self.deposit,
            voting_seconds: self.voting_seconds,
            late_seconds: self.late_seconds,
            extension_seconds: self.extension_seconds,
            timelock_seconds: self.timelock_seconds,
            exit_seconds: self.exit_seconds,
            execution_seconds: self.execution_seconds,
            threshold_bps: self.threshold_bps,
            quorum_bps: self.quorum_bps,
            approval_bps: self.approval_bps,
            critical_approval_bps: self.critical_approval_bps,
        }
    }

    /// The guardian and the Unix time at which the term ends, counted from `now`.
    ///
    /// # Errors
    /// [`MigrationError::Config`] when it is not an address.
    pub fn guardian(&self, now: i64) -> Result<Option<(Address, i64)>, MigrationError> {
        let Some(guardian) = &self.guardian else {
            return Ok(None);
        };
        let address = guardian.address.parse().map_err(|_| MigrationError::Config {
            path: "governor.guardian.address".into(),
            reason: format!("`{}` is not an address", guardian.address),
        })?;
        Ok(Some((address, now.saturating_add(guardian.term_seconds.into()))))
    }
}

/// What is missing for the pool to be governed: the realm, and its name in the pool. A realm that is there is left as it
/// is, because its parameters are for votes to change.
///
/// # Errors
/// When the chain cannot be asked, or the pool knows another governor.
pub async fn realm_missing(
    rpc: &Rpc,
    pool: &StakePool,
    authority: Address,
    config: &GovernorConfig,
) -> Result<Vec<(String, Instruction)>, MigrationError> {
    let governance = Governance::new(*pool);
    let state: Pool = accounts::fetch(rpc, &pool.address).await?;
    let mut missing = Vec::new();
    if accounts::find::<Realm>(rpc, &governance.realm).await?.is_none() {
        let guardian = config.guardian(rpc.unix_time().await?)?;
        let create = governance.create_realm(authority, config.params(), guardian);
        missing.push((format!("realm {} created", governance.realm), create));
    }
    if state.governor_signer == Address::default() {
        let name = pool.set_governor(authority, governance.realm);
        missing.push(("the pool knows the realm as its governor".to_owned(), name));
    } else if state.governor_signer != governance.realm {
        return Err(MigrationError::Differs {
            what: "the pool's governor",
            actual: state.governor_signer.to_string(),
            expected: governance.realm.to_string(),
        });
    }
    Ok(missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_does_not_say_is_within_the_bounds() {
        let config: GovernorConfig =
            toml::from_str("voting_seconds = 3_600\nlate_seconds = 60").expect("parsed");
        let params = config.params();
        assert_eq!((params.voting_seconds, params.validate()), (3_600, Ok(())));
        assert_eq!(params.quorum_bps, GovernorConfig::default().quorum_bps);
        assert_eq!(config.guardian(5).expect("none"), None);
        let bad = GuardianConfig {
            address: "nobody".to_owned(),
            term_seconds: 1,
        };
        let config = GovernorConfig {
            guardian: Some(bad),
            ..config
        };
        let error = config.guardian(5).expect_err("no address").to_string();
        assert!(error.contains("nobody"), "{error}");
    }
}
