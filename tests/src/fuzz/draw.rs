//! Drawing the actions of a seed.

use rand::{rngs::StdRng, seq::IndexedRandom, SeedableRng};

/// `count` actions, each as `one` draws it.
pub fn actions<A>(seed: u64, count: usize, one: impl Fn(&mut StdRng) -> A) -> Vec<A> {
    let mut random = StdRng::seed_from_u64(seed);
    (0..count).map(|_| one(&mut random)).collect()
}

/// One of `kinds`, each as often as its number says.
pub fn kind<K: Copy>(random: &mut StdRng, kinds: &[(K, u32)]) -> K {
    let drawn = kinds.choose_weighted(random, |(_, weight)| *weight);
    drawn.expect("there are some").0
}
