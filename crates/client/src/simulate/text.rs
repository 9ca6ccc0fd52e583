//! Effects in words.

use super::{Change, Digest, Effect};
use solana_address::Address;
use std::fmt;

/// Whose accounts people call wallets.
const SYSTEM_PROGRAM: Address = solana_sdk_ids::system_program::ID;
/// A lamport is the ninth decimal of a SOL.
const SOL_DECIMALS: u8 = 9;

impl Effect {
    /// What people call the account: its name in the instruction, what it is, or just account.
    fn subject(&self) -> String {
        let role = self.role.as_deref().map(|role| role.replace('_', " "));
        let name = role.or_else(|| self.what.clone());
        format!("{} {}", name.as_deref().unwrap_or("account"), self.address)
    }

    /// The account as what it is, for a sentence about its fields.
    fn owner_of_fields(&self) -> String {
        match &self.what {
            Some(what) => format!("{what} {}", self.address),
            None => self.subject(),
        }
    }
}

/// One line for every change.
impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, change) in self.changes.iter().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            let subject = self.subject();
            match change {
                Change::Created {
                    owner,
                    lamports,
                    fields,
                } => {
                    let what = self.what.as_ref().map(|what| format!(" as {what}"));
                    let of = (*owner != SYSTEM_PROGRAM).then(|| format!(" of program {owner}"));
                    let holds = fields.as_ref().map(|fields| format!(": {fields}"));
                    write!(
                        f,
                        "{subject} is created{}{} with {} SOL{}",
                        what.unwrap_or_default(),
                        of.unwrap_or_default(),
                        scaled(*lamports, SOL_DECIMALS),
                        holds.unwrap_or_default()
                    )?;
                }
                Change::Closed { lamports } => {
                    write!(
                        f,
                        "{subject} is closed; it held {} SOL",
                        scaled(*lamports, SOL_DECIMALS)
                    )?;
                }
                Change::Lamports { before, after } => {
                    let amounts = moved(*before, *after, SOL_DECIMALS);
                    write!(f, "{subject}: {} SOL ({})", amounts.0, amounts.1)?;
                }
                Change::Tokens {
                    mint,
                    decimals,
                    before,
                    after,
                } => {
                    let (moved, balances) = moved(*before, *after, decimals.unwrap_or(0));
                    let unit = if decimals.is_some() {
                        "tokens"
                    } else {
                        "base units"
                    };
                    write!(f, "{subject}: {moved} {unit} of mint {mint} ({balances})")?;
                }
                Change::Owner { before, after } => {
                    write!(f, "program that owns {subject}: {before} → {after}")?;
                }
                Change::Field { name, before, after } => {
                    write!(f, "{name} of {}: {before} → {after}", self.owner_of_fields())?;
                }
                Change::Data { before, after } => {
                    write!(f, "bytes of {}: {before} → {after}", self.owner_of_fields())?;
                }
            }
        }
        Ok(())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes with SHA-256 {}", self.len, hex::encode(self.sha256))
    }
}

/// `−1.5` and `3 → 1.5`.
fn moved(before: u64, after: u64, decimals: u8) -> (String, String) {
    let sign = if after < before { '−' } else { '+' };
    let by = scaled(before.abs_diff(after), decimals);
    let balances = format!("{} → {}", scaled(before, decimals), scaled(after, decimals));
    (format!("{sign}{by}"), balances)
}

/// An amount with its decimals, exactly, without zeros at the end.
fn scaled(amount: u64, decimals: u8) -> String {
    let decimals = usize::from(decimals);
    let digits = format!("{amount:0>width$}", width = decimals + 1);
    let (whole, part) = digits.split_at(digits.len() - decimals);
    match part.trim_end_matches('0') {
        "" => whole.to_owned(),
        part => format!("{whole}.{part}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::idl::{Fields, Value};

    fn says(role: Option<&str>, what: Option<&str>, change: Change) -> String {
        let effect = Effect {
            address: Address::default(),
            role: role.map(str::to_owned),
            what: what.map(str::to_owned),
            changes: vec![change],
        };
        effect.to_string().replace(&Address::default().to_string(), "X")
    }

    #[test]
    fn each_change_is_a_sentence() {
        let lamports = Change::Lamports {
            before: 3_000_000_000,
            after: 1_500_000_001,
        };
        assert_eq!(
            says(Some("dao_treasury"), None, lamports),
            "dao treasury X: −1.499999999 SOL (3 → 1.500000001)"
        );
        let field = Change::Field {
            name: "fees.fee_bps".to_owned(),
            before: 30_u64.into(),
            after: 25_u64.into(),
        };
        assert_eq!(
            says(Some("config"), Some("fee config"), field),
            "fees.fee_bps of fee config X: 30 → 25"
        );
        let tokens = |decimals| Change::Tokens {
            mint: Address::default(),
            decimals,
            before: 0,
            after: 1_250,
        };
        assert_eq!(
            says(Some("treasury"), Some("token account"), tokens(Some(2))),
            "treasury X: +12.5 tokens of mint X (0 → 12.5)"
        );
        assert_eq!(
            says(None, Some("token account"), tokens(None)),
            "token account X: +1250 base units of mint X (0 → 1250)"
        );
        let created = Change::Created {
            owner: amm::ID,
            lamports: 2_000_000_000,
            fields: Some(Fields::from_iter([("index", Value::Unsigned(4))])),
        };
        assert_eq!(
            says(Some("config"), Some("fee config"), created),
            format!(
                "config X is created as fee config of program {} with 2 SOL: index: 4",
                amm::ID
            )
        );
        let closed = Change::Closed { lamports: 1 };
        assert_eq!(
            says(None, None, closed),
            "account X is closed; it held 0.000000001 SOL"
        );
    }

    #[test]
    fn amounts_are_exact() {
        for (amount, decimals, text) in [
            (0, 9, "0"),
            (1, 0, "1"),
            (u64::MAX, 9, "18446744073.709551615"),
            (u64::MAX, 0, "18446744073709551615"),
            (10, 1, "1"),
            (5, 30, "0.000000000000000000000000000005"),
        ] {
            assert_eq!(scaled(amount, decimals), text);
        }
    }
}
