//! The client's seed for the committee draw.

use solana_address::Address;
use solana_keypair::Keypair;
use solana_sha256_hasher::hashv;

pub use assay_quotes::seed_commitment;

/// The seed of a job: nobody else can know it before the client passes it to the draw, and the
/// client need not store it. Derived from the secret key under a tag of its own, one way.
pub fn draw_seed(client: &Keypair, job: &Address) -> [u8; 32] {
    hashv(&[b"assay:draw-seed:v1", client.secret_bytes(), job.as_ref()]).to_bytes()
}
