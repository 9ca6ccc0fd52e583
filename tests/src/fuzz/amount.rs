//! How much.

use rand::{rngs::StdRng, Rng};

/// How much, in relation to what there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    Exactly(u64),
    /// A 65,536th part, this many times.
    Part(u16),
    All,
    OneLess,
    OneMore,
}

impl Amount {
    /// Of `whole`.
    pub fn of(self, whole: u64) -> u64 {
        match self {
            Self::Exactly(amount) => amount,
            Self::Part(part) => ((u128::from(whole) * u128::from(part)) >> 16) as u64,
            Self::All => whole,
            Self::OneLess => whole.saturating_sub(1),
            Self::OneMore => whole.saturating_add(1),
        }
    }

    /// Any, hostile ones among them.
    pub fn any(random: &mut StdRng) -> Self {
        match random.random_range(0..20) {
            0 => Self::Exactly(0),
            1 => Self::Exactly(1),
            2 => Self::Exactly(random.random_range(2..100)),
            3 => Self::Exactly(u64::MAX),
            4 => Self::Exactly(random.random()),
            5 | 6 => Self::OneMore,
            7 => Self::OneLess,
            8..=10 => Self::All,
            _ => Self::Part(random.random()),
        }
    }
}
