//! Whether what is shown of a proposal is what its hashes say.

use super::ProposalSnapshot;
use ::governor::state::hash_of;
use solana_sha256_hasher::hash;

/// One thing against the hash that was frozen of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    Matches,
    Differs,
    /// There is nothing to compare: a draft has no content hash, a closed action has no bytes any more.
    Nothing,
}

impl Check {
    fn of(matches: bool) -> Self {
        match matches {
            true => Self::Matches,
            false => Self::Differs,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Matches => "matches",
            Self::Differs => "DIFFERS",
            Self::Nothing => "nothing to compare",
        }
    }
}

/// A proposal against its hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// The hash of everything that is voted on, computed again, against the one that votes name.
    pub content: Check,
    /// Each action's bytes against the hash that is part of the content, by index.
    pub actions: Vec<Check>,
}

impl Verification {
    pub fn of(snapshot: &ProposalSnapshot) -> Self {
        let proposal = &snapshot.proposal;
        let content = match proposal.content {
            none if none == [0; 32] => Check::Nothing,
            frozen => Check::of(proposal.content_hash(&snapshot.address) == frozen),
        };
        let action = |(index, frozen): (usize, &[u8; 32])| {
            let found = snapshot.actions.iter().find(|it| usize::from(it.index) == index);
            found.map_or(Check::Nothing, |it| Check::of(hash_of(&it.bytes) == *frozen))
        };
        let used = usize::from(proposal.action_count).max(snapshot.actions.len());
        Self {
            content,
            actions: proposal
                .actions
                .iter()
                .take(used)
                .enumerate()
                .map(action)
                .collect(),
        }
    }

    /// Whether nothing differs.
    pub fn holds(&self) -> bool {
        self.content != Check::Differs && !self.actions.contains(&Check::Differs)
    }
}

/// The hash that a proposal carries of its text.
pub fn text_hash(text: &[u8]) -> [u8; 32] {
    hash(text).to_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::governor::{stage, unstage, Proposal, StagedAction};
    use solana_address::Address;
    use solana_instruction::Instruction;

    fn snapshot() -> ProposalSnapshot {
        let bytes = stage(&Instruction {
            program_id: Address::new_from_array([1; 32]),
            accounts: Vec::new(),
            data: vec![1, 2, 3],
        })
        .expect("fits");
        let mut proposal: Proposal = bytemuck::Zeroable::zeroed();
        proposal.actions[0] = hash_of(&bytes);
        (proposal.action_count, proposal.staged) = (1, 1);
        let address = Address::new_from_array([9; 32]);
        proposal.content = proposal.content_hash(&address);
        ProposalSnapshot {
            address,
            proposal,
            actions: vec![StagedAction {
                index: 0,
                instruction: unstage(&bytes).expect("staged"),
                bytes,
            }],
        }
    }

    #[test]
    fn what_was_frozen_is_recognised_and_what_was_swapped_is_not() {
        let honest = snapshot();
        let expected = Verification {
            content: Check::Matches,
            actions: vec![Check::Matches],
        };
        assert_eq!(Verification::of(&honest), expected);
        let mut swapped = snapshot();
        swapped.actions[0].bytes.push(0);
        assert_eq!(Verification::of(&swapped).actions, [Check::Differs]);
        let mut renamed = snapshot();
        renamed.proposal.text_hash = text_hash(b"another text");
        assert_eq!(Verification::of(&renamed).content, Check::Differs);
        assert!(!Verification::of(&renamed).holds() && !Verification::of(&swapped).holds());
        let mut closed = snapshot();
        closed.actions.clear();
        assert_eq!(Verification::of(&closed).actions, [Check::Nothing]);
        assert!(Verification::of(&closed).holds());
    }
}
