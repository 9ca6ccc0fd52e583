//! What is left of the deployer's rights once everything is handed over: none.

use super::{refused, world::World};
use assay_client::stake::Pool;
use assay_migrations::MigrationError;
use solana_address::Address;
use solana_loader_v3_interface::instruction::{set_upgrade_authority, upgrade};
use solana_signer::Signer;

/// Whoever deployed everything is like anybody else now. Returns a buffer that the deployer cannot use.
pub async fn can_do_nothing_more(world: &World) -> Address {
    let (me, treasury) = (world.deployer.pubkey(), world.gov.treasury);
    let pool: Pool = world.read(&world.pool.address).await;
    assert_eq!(pool.authority, treasury);
    let set = world.pool.set_params(me, pool.params());
    let refusal = refused(world.send(&world.deployer, vec![set]).await);
    assert_eq!(refusal, "NotPoolAuthority");
    for program in &world.programs {
        let back = world.loader().hand_over(program.name, &program.id, &me).await;
        assert!(
            matches!(back, Err(MigrationError::NotUpgradeAuthority { .. })),
            "{back:?}"
        );
        let take = set_upgrade_authority(&program.id, &me, Some(&me));
        let refusal = refused(world.send(&world.deployer, vec![take]).await);
        assert!(refusal.contains("Incorrect authority"), "{refusal}");
    }
    let mine = world.buffer("stake", world.elf("stake"), &me).await;
    let upgrade = upgrade(&stake::ID, &mine, &me, &me);
    let refusal = refused(world.send(&world.deployer, vec![upgrade]).await);
    assert!(refusal.contains("Incorrect authority"), "{refusal}");
    mine
}
