use crate::{
    constants::{NOT_REGISTERED, REGISTRY_SLOTS},
    error::StakeError,
};
use alloc::{vec, vec::Vec};
use anchor_lang::prelude::*;

/// A verifier in the committee lottery. An empty slot is all zeros.
#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
pub struct VerifierEntry {
    pub operator: Address,
    /// Stake, base units, own and backing: the chance to be drawn is in proportion to it.
    pub weight: u64,
}

/// The verifiers committees are drawn from.
#[account]
pub struct VerifierRegistry {
    pub pool: Address,
    /// Sum of all weights.
    pub total_weight: u64,
    /// Taken slots.
    pub count: u16,
    pub bump: u8,
    pub padding: [u8; 5],
    pub entries: [VerifierEntry; REGISTRY_SLOTS],
}

impl VerifierRegistry {
    /// Takes the slot `index`, displacing its verifier when every slot is taken and that one has less at stake:
    /// a registry full of dust cannot keep anyone out. Returns who was displaced (zeros for nobody).
    ///
    /// # Errors
    /// [`StakeError::RegistrySlotTaken`].
    pub fn join(&mut self, index: u16, operator: &Address, weight: u64) -> Result<Address> {
        let full = usize::from(self.count) == REGISTRY_SLOTS;
        let entry = self
            .entries
            .get_mut(usize::from(index))
            .ok_or(StakeError::RegistrySlotTaken)?;
        let before = *entry;
        require!(
            before.weight == 0 || (full && before.weight < weight),
            StakeError::RegistrySlotTaken
        );
        *entry = VerifierEntry {
            operator: *operator,
            weight,
        };
        if before.weight == 0 {
            self.count += 1;
        }
        self.total_weight = (self.total_weight - before.weight)
            .checked_add(weight)
            .ok_or(StakeError::Overflow)?;
        Ok(before.operator)
    }

    /// A lottery among everyone but `excluded`.
    pub fn lottery(&self, excluded: &[Address]) -> Lottery<'_> {
        // On the heap: a frame holds 4 KiB.
        let mut weights = vec![0; REGISTRY_SLOTS];
        let (mut total, mut left) = (0, 0);
        for (weight, entry) in weights.iter_mut().zip(&self.entries) {
            if entry.weight > 0 && !excluded.contains(&entry.operator) {
                *weight = entry.weight;
                total += entry.weight;
                left += 1;
            }
        }
        Lottery {
            entries: &self.entries,
            weights,
            total,
            left,
        }
    }

    /// Whether slot `index` is `operator`'s; an index kept after a displacement is not.
    pub fn holds(&self, index: u16, operator: &Address) -> bool {
        index != NOT_REGISTERED
            && self
                .entries
                .get(usize::from(index))
                .is_some_and(|entry| entry.weight > 0 && entry.operator == *operator)
    }

    /// Empties the slot.
    ///
    /// # Errors
    /// [`StakeError::NotInRegistry`].
    pub fn leave(&mut self, index: u16, operator: &Address) -> Result<()> {
        require!(self.holds(index, operator), StakeError::NotInRegistry);
        let entry = &mut self.entries[usize::from(index)];
        self.total_weight -= entry.weight;
        self.count -= 1;
        *entry = bytemuck::Zeroable::zeroed();
        Ok(())
    }

    /// Follows a change of the operator's stake: sets its weight, or empties the slot for a weight of 0. Returns the
    /// operator's registry index from now on. Does nothing for one that holds no slot.
    ///
    /// # Errors
    /// [`StakeError::Overflow`].
    pub fn follow(&mut self, index: u16, operator: &Address, weight: u64) -> Result<u16> {
        if !self.holds(index, operator) {
            return Ok(NOT_REGISTERED);
        }
        if weight == 0 {
            self.leave(index, operator)?;
            return Ok(NOT_REGISTERED);
        }
        let entry = &mut self.entries[usize::from(index)];
        self.total_weight = (self.total_weight - entry.weight)
            .checked_add(weight)
            .ok_or(StakeError::Overflow)?;
        entry.weight = weight;
        Ok(index)
    }
}

/// Draws verifiers with chances in proportion to their weights, without replacement.
pub struct Lottery<'a> {
    entries: &'a [VerifierEntry],
    /// By slot; 0 for who cannot be drawn, or was.
    weights: Vec<u64>,
    /// Sum of `weights`.
    total: u64,
    /// Weights that are not 0.
    left: u8,
}

impl Lottery<'_> {
    /// Verifiers that can still be drawn.
    pub fn left(&self) -> u8 {
        self.left
    }

    /// The verifier that `ticket`, uniform over 64 bits, falls on; `None` when nobody is left. The remainder it is
    /// reduced to is off uniform by at most total / 2^64, below 0.01 % with every token of the supply at stake.
    pub fn pick(&mut self, ticket: u64) -> Option<Address> {
        let mut rest = ticket.checked_rem(self.total)?;
        for (weight, entry) in self.weights.iter_mut().zip(self.entries) {
            if rest < *weight {
                self.total -= *weight;
                self.left -= 1;
                *weight = 0;
                return Some(entry.operator);
            }
            rest -= *weight;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(n: u16) -> Address {
        let mut bytes = [9; 32];
        bytes[..2].copy_from_slice(&n.to_le_bytes());
        Address::new_from_array(bytes)
    }

    fn full(weight: u64) -> VerifierRegistry {
        let mut registry: VerifierRegistry = bytemuck::Zeroable::zeroed();
        for n in 0..REGISTRY_SLOTS as u16 {
            registry.join(n, &address(n), weight).expect("free slot");
        }
        registry
    }

    #[test]
    fn a_taken_slot_is_refused_while_another_is_free() {
        let mut registry: VerifierRegistry = bytemuck::Zeroable::zeroed();
        registry.join(3, &address(1), 10).expect("free slot");
        assert_eq!(
            registry.join(3, &address(2), 1_000),
            Err(StakeError::RegistrySlotTaken.into())
        );
        assert_eq!((registry.count, registry.total_weight), (1, 10));
    }

    #[test]
    fn only_more_stake_displaces_when_every_slot_is_taken() {
        let mut registry = full(10);
        assert_eq!(
            registry.join(7, &address(500), 10),
            Err(StakeError::RegistrySlotTaken.into())
        );
        assert_eq!(registry.join(7, &address(500), 11), Ok(address(7)));
        assert!(!registry.holds(7, &address(7)) && registry.holds(7, &address(500)));
        assert_eq!((registry.count, registry.total_weight), (250, 2_501));
    }

    #[test]
    fn the_weight_follows_the_stake_and_nothing_leaves() {
        let mut registry = full(10);
        assert_eq!(registry.follow(4, &address(4), 25), Ok(4));
        assert_eq!(registry.total_weight, 2_515);
        assert_eq!(registry.follow(4, &address(4), 0), Ok(NOT_REGISTERED));
        assert_eq!((registry.count, registry.total_weight), (249, 2_490));
        assert_eq!(registry.follow(4, &address(4), 100), Ok(NOT_REGISTERED));
        assert_eq!(
            registry.leave(4, &address(4)),
            Err(StakeError::NotInRegistry.into())
        );
    }
}
