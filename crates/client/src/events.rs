//! Events of the programs, decoded from a transaction's logs.

use base64::{engine::general_purpose::STANDARD, Engine};
use solana_address::Address;

/// Events of the stake program.
pub mod stake_events {
    use super::{take, Field};
    include!(concat!(env!("OUT_DIR"), "/stake_events.rs"));
}

/// Events of the escrow program.
pub mod escrow_events {
    use super::{take, Field};
    include!(concat!(env!("OUT_DIR"), "/escrow_events.rs"));
}

/// Events of the AMM program.
pub mod amm_events {
    use super::{take, Field};
    include!(concat!(env!("OUT_DIR"), "/amm_events.rs"));
}

/// Events of the governor program.
pub mod governor_events {
    use super::{take, Field};
    include!(concat!(env!("OUT_DIR"), "/governor_events.rs"));
}

/// An event of the suite.
pub enum Event {
    Stake(stake_events::Event),
    Escrow(escrow_events::Event),
    Amm(amm_events::Event),
    Governor(governor_events::Event),
}

impl Event {
    /// The event's name, as in the program's source.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Stake(event) => event.name(),
            Self::Escrow(event) => event.name(),
            Self::Amm(event) => event.name(),
            Self::Governor(event) => event.name(),
        }
    }

    /// `{"program", "event", ...fields}`.
    pub fn to_json(&self) -> serde_json::Value {
        let (program, mut map) = match self {
            Self::Stake(event) => ("stake", event.fields()),
            Self::Escrow(event) => ("escrow", event.fields()),
            Self::Amm(event) => ("amm", event.fields()),
            Self::Governor(event) => ("governor", event.fields()),
        };
        map.insert("program".to_owned(), program.into());
        map.insert("event".to_owned(), self.name().into());
        map.into()
    }
}

/// The events in a transaction's logs, in order. Data is taken only from the program that was
/// running when it was logged, so another program cannot pass its own data off as an event.
pub fn decode_logs<S: AsRef<str>>(logs: &[S]) -> Vec<Event> {
    let mut running: Vec<Address> = Vec::new();
    let mut events = Vec::new();
    for line in logs {
        let line = line.as_ref();
        if let Some(data) = line.strip_prefix("Program data: ") {
            events.extend(running.last().and_then(|program| decode(program, data)));
        } else if let Some(rest) = line.strip_prefix("Program ") {
            let Some((program, what)) = rest.split_once(' ') else {
                continue;
            };
            match (program.parse(), what) {
                (Ok(id), what) if what.starts_with("invoke [") => running.push(id),
                (Ok(_), what) if what == "success" || what.starts_with("failed") => {
                    running.pop();
                }
                _ => {}
            }
        }
    }
    events
}

fn decode(program: &Address, data: &str) -> Option<Event> {
    let data = STANDARD.decode(data.trim()).ok()?;
    if *program == stake::ID {
        stake_events::Event::decode(&data).map(Event::Stake)
    } else if *program == escrow::ID {
        escrow_events::Event::decode(&data).map(Event::Escrow)
    } else if *program == amm::ID {
        amm_events::Event::decode(&data).map(Event::Amm)
    } else if *program == governor::ID {
        governor_events::Event::decode(&data).map(Event::Governor)
    } else {
        None
    }
}

/// Takes the next field of an event: events are their fields one after the other, little-endian.
fn take<T: bytemuck::Pod>(data: &mut &[u8]) -> Option<T> {
    let (field, rest) = data.split_at_checked(size_of::<T>())?;
    *data = rest;
    Some(bytemuck::pod_read_unaligned(field))
}

/// How a field is shown.
trait Field {
    fn json(&self) -> serde_json::Value;
}

impl Field for Address {
    fn json(&self) -> serde_json::Value {
        self.to_string().into()
    }
}

impl<const N: usize> Field for [Address; N] {
    fn json(&self) -> serde_json::Value {
        self.iter().map(Address::to_string).collect()
    }
}

impl<const N: usize> Field for [u8; N] {
    fn json(&self) -> serde_json::Value {
        hex::encode(self).into()
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {
        $(impl Field for $number {
            fn json(&self) -> serde_json::Value {
                (*self).into()
            }
        })*
    };
}
numbers!(u8, u16, u32, u64, i32, i64);

#[cfg(test)]
mod tests {
    use super::*;
    use anchor_lang::Event as _;

    fn logged(program: Address) -> [String; 3] {
        let event = stake::event::OperatorClosed {
            operator: Address::new_from_array([7; 32]),
            authority: Address::new_from_array([9; 32]),
        };
        [
            format!("Program {program} invoke [1]"),
            format!("Program data: {}", STANDARD.encode(event.data())),
            format!("Program {program} success"),
        ]
    }

    #[test]
    fn an_event_is_read_back_field_by_field() {
        let events = decode_logs(&logged(stake::ID));
        assert_eq!(events.len(), 1);
        let json = events[0].to_json();
        assert_eq!(json["event"], "OperatorClosed");
        assert_eq!(json["program"], "stake");
        assert_eq!(json["operator"], Address::new_from_array([7; 32]).to_string());
        assert_eq!(json["authority"], Address::new_from_array([9; 32]).to_string());
    }

    #[test]
    fn another_program_cannot_log_our_events() {
        assert!(decode_logs(&logged(Address::new_from_array([1; 32]))).is_empty());
        // Nor can one that calls us, after we have returned.
        let attacker = Address::new_from_array([1; 32]);
        let [_, data, _] = logged(stake::ID);
        let logs = [
            format!("Program {attacker} invoke [1]"),
            format!("Program {} invoke [2]", stake::ID),
            format!("Program {} success", stake::ID),
            data,
            format!("Program {attacker} success"),
        ];
        assert!(decode_logs(&logs).is_empty());
    }
}
