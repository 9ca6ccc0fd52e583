//! Effects as JSON.

use super::{Change, Digest, Effect};
use crate::idl::{Fields, Value};
use serde_json::{json, Value as Json};

impl Effect {
    /// `{"address", "role", "type", "changes": [{"kind", ..}]}`; amounts are lamports and base units.
    pub fn to_json(&self) -> Json {
        json!({
            "address": self.address.to_string(),
            "role": self.role,
            "type": self.what,
            "changes": self.changes.iter().map(Change::to_json).collect::<Vec<_>>(),
        })
    }
}

impl Change {
    fn to_json(&self) -> Json {
        match self {
            Self::Created {
                owner,
                lamports,
                fields,
            } => json!({
                "kind": "created",
                "owner": owner.to_string(),
                "lamports": lamports,
                "fields": fields.as_ref().map(Fields::to_json),
            }),
            Self::Closed { lamports } => json!({ "kind": "closed", "lamports": lamports }),
            Self::Lamports { before, after } => values("lamports", (*before).into(), (*after).into()),
            Self::Tokens {
                mint,
                decimals,
                before,
                after,
            } => json!({
                "kind": "tokens",
                "mint": mint.to_string(),
                "decimals": decimals,
                "before": before,
                "after": after,
            }),
            Self::Owner { before, after } => values("owner", (*before).into(), (*after).into()),
            Self::Field { name, before, after } => json!({
                "kind": "field",
                "name": name,
                "before": before.to_json(),
                "after": after.to_json(),
            }),
            Self::Data { before, after } => json!({
                "kind": "data",
                "before": before.to_json(),
                "after": after.to_json(),
            }),
        }
    }
}

impl Digest {
    fn to_json(self) -> Json {
        json!({ "len": self.len, "sha256": hex::encode(self.sha256) })
    }
}

fn values(kind: &str, before: Value, after: Value) -> Json {
    json!({ "kind": kind, "before": before.to_json(), "after": after.to_json() })
}
