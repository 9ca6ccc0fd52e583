//! Upgrading a program that is in use, by whoever may, on a real local chain with the programs' real ELF files.

use assay_client::{
    accounts,
    simulate::{simulate, Change},
    stake::{Pool, StakePool},
    ClientError, Cluster, Rpc, Transaction,
};
use assay_localnet::Localnet;
use assay_migrations::{initialise, load_programs, ClusterConfig, Loader, MigrationError, Staged};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_loader_v3_interface::{
    get_program_data_address,
    instruction::{set_upgrade_authority, upgrade},
};
use solana_signer::{null_signer::NullSigner, Signer};
use std::{path::Path, sync::Arc, time::Duration};

const LAMPORTS: u64 = 100_000_000_000;

struct World {
    chain: Localnet,
    rpc: Rpc,
    payer: Arc<Keypair>,
    /// A PDA, for which there is no key: this chain does not look at signatures, as if a program had signed.
    dao: Address,
    state: tempfile::TempDir,
    stake: Vec<u8>,
    amm: Vec<u8>,
    pool: StakePool,
}

impl World {
    /// A chain with the suite initialised, where the payer may upgrade the stake program.
    async fn new() -> Self {
        let payer = Arc::new(Keypair::new());
        let dao = Address::find_program_address(&[b"dao"], &stake::ID).0;
        let mut builder = Localnet::builder()
            .slot_time(Duration::from_millis(50))
            .skip_signature_verification()
            .wallet(dao, LAMPORTS)
            .wallet(payer.pubkey(), LAMPORTS);
        let mut elves = [Vec::new(), Vec::new()];
        for program in programs() {
            builder = match program.name {
                "stake" => {
                    elves[0].clone_from(&program.elf);
                    builder.upgradeable_program(program.id, program.elf, payer.pubkey())
                }
                name => {
                    if name == "amm" {
                        elves[1].clone_from(&program.elf);
                    }
                    builder.program(program.id, program.elf)
                }
            };
        }
        let [stake, amm] = elves;
        let chain = builder.start().await.expect("the chain starts");
        let rpc = Rpc::new(Cluster::new(chain.rpc_url()).expect("a URL"));
        let config = ClusterConfig::named("localnet").expect("it comes with the program");
        let suite = initialise(&rpc, &payer, &config, &|_| {})
            .await
            .expect("initialised");
        Self {
            chain,
            rpc,
            payer,
            dao,
            state: tempfile::tempdir().expect("a folder"),
            stake,
            amm,
            pool: StakePool::new(suite.reward_mint),
        }
    }

    fn loader(&self) -> Loader<'_> {
        Loader {
            rpc: &self.rpc,
            payer: &self.payer,
            state_dir: self.state.path(),
            progress: &|_, _, _| {},
        }
    }

    async fn stage(&self, elf: &[u8], authority: &Address) -> Staged {
        let staged = self.loader().stage("stake", elf, authority).await;
        staged.expect("the buffer is filled")
    }

    /// Upgrades the stake program as `authority`, without looking at what its data is afterwards.
    async fn upgrade(&self, buffer: &Address, authority: &Address) -> Result<(), ClientError> {
        let upgrade = upgrade(&stake::ID, buffer, authority, &self.payer.pubkey());
        self.send_as(authority, upgrade).await?;
        // A new program runs from the next slot on.
        tokio::time::sleep(Duration::from_millis(150)).await;
        Ok(())
    }

    async fn send_as(&self, authority: &Address, instruction: Instruction) -> Result<(), ClientError> {
        let signer = NullSigner::new(authority);
        let transaction = Transaction::new(&*self.payer, vec![instruction]);
        let sent = match *authority == self.payer.pubkey() {
            true => transaction.send(&self.rpc).await,
            false => transaction.signed_by(&signer).send(&self.rpc).await,
        };
        sent.map(drop)
    }

    /// Sends an instruction of the stake program that changes the pool.
    async fn lower_emission(&self, emission: u64) -> Result<(), String> {
        let lower = self.pool.lower_emission(self.payer.pubkey(), emission);
        let sent = Transaction::new(&*self.payer, vec![lower]).send(&self.rpc).await;
        sent.map(drop).map_err(|error| error.to_string())
    }

    async fn pool_data(&self) -> Vec<u8> {
        let account = self.rpc.account(&self.pool.address).await.expect("asked");
        account.expect("a pool").data
    }
}

fn programs() -> Vec<assay_migrations::Program> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/deploy");
    load_programs(&folder).expect("`cargo xtask build` has been run")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_new_program_runs_at_the_old_address_on_the_old_accounts() {
    let world = World::new().await;
    let me = world.payer.pubkey();
    let pool: Pool = accounts::fetch(&world.rpc, &world.pool.address)
        .await
        .expect("a pool");
    world
        .lower_emission(pool.next_emission - 1)
        .await
        .expect("stake answers");
    let before = world.pool_data().await;

    // The AMM answers at any other address than its own that it is not where it was built for.
    let staged = world.stage(&world.amm, &me).await;
    world.upgrade(&staged.buffer, &me).await.expect("upgraded");
    let refusal = world.lower_emission(pool.next_emission - 2).await;
    let refusal = refusal.expect_err("the old program is gone");
    assert!(refusal.contains("incorrect program id"), "{refusal}");
    assert_eq!(world.pool_data().await, before, "its account is as it was");
    let deployed = world.loader().programdata(&stake::ID).await.expect("asked");
    assert!(deployed.expect("a program").holds(&world.amm));

    let staged = world.stage(&world.stake, &me).await;
    world.upgrade(&staged.buffer, &me).await.expect("upgraded");
    assert_eq!(world.pool_data().await, before);
    world
        .lower_emission(pool.next_emission - 2)
        .await
        .expect("stake answers again");
    let pool_now: Pool = accounts::fetch(&world.rpc, &world.pool.address)
        .await
        .expect("a pool");
    assert_eq!(
        pool_now.next_emission,
        pool.next_emission - 2,
        "on the account it made"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_without_a_key_upgrades_the_program_once_it_is_handed_over() {
    let world = World::new().await;
    let (me, dao) = (world.payer.pubkey(), world.dao);
    let loader = world.loader();
    loader
        .hand_over("stake", &stake::ID, &dao)
        .await
        .expect("handed over");
    loader
        .hand_over("stake", &stake::ID, &dao)
        .await
        .expect("it is already");
    let deployed = loader.programdata(&stake::ID).await.expect("asked");
    assert_eq!(deployed.expect("a program").authority, Some(dao));
    let back = loader.hand_over("stake", &stake::ID, &me).await;
    assert!(
        matches!(back, Err(MigrationError::NotUpgradeAuthority { .. })),
        "{back:?}"
    );

    // Neither the one who had the right nor a buffer of anybody else's changes the program.
    let mine = world.stage(&world.amm, &me).await.buffer;
    for authority in [me, dao] {
        let refused = world.upgrade(&mine, &authority).await;
        let refused = refused.expect_err("it is not theirs to change").to_string();
        assert!(refused.contains("Incorrect authority"), "{refused}");
    }
    let staged = world.stage(&world.amm, &dao).await.buffer;
    let held = loader.buffer(&staged).await.expect("asked").expect("a buffer");
    assert_eq!((held.authority, held.elf), (Some(dao), world.amm.clone()));

    let upgrade = upgrade(&stake::ID, &staged, &dao, &me);
    let simulation = simulate(&world.rpc, &me, &[upgrade], &[]).await.expect("asked");
    assert!(simulation.err.is_none(), "{:?}", simulation.err);
    let programdata = get_program_data_address(&stake::ID);
    let effect = simulation
        .effects
        .iter()
        .find(|effect| effect.address == programdata);
    let effect = effect.expect("the program's data changes");
    assert_eq!(effect.what.as_deref(), Some("program data"));
    assert!(
        effect
            .changes
            .iter()
            .any(|change| matches!(change, Change::Data { .. })),
        "{effect}"
    );

    world.upgrade(&staged, &dao).await.expect("the DAO upgrades");
    let refusal = world.lower_emission(1).await.expect_err("it is the AMM now");
    assert!(refusal.contains("incorrect program id"), "{refusal}");
    assert_eq!(
        world.rpc.account(&staged).await.expect("asked"),
        None,
        "the buffer is used up"
    );

    // The right can be passed on, and given up for good.
    let give_up = set_upgrade_authority(&stake::ID, &dao, None);
    world.send_as(&dao, give_up).await.expect("given up");
    let deployed = loader.programdata(&stake::ID).await.expect("asked");
    assert_eq!(deployed.expect("a program").authority, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn staging_that_stopped_after_its_last_step_is_done_and_not_done_again() {
    let world = World::new().await;
    let (folder, kept) = (world.state.path(), tempfile::tempdir().expect("a folder"));
    let copy = |from: &Path, to: &Path| {
        for file in std::fs::read_dir(from).expect("a folder") {
            let file = file.expect("a file");
            std::fs::copy(file.path(), to.join(file.file_name())).expect("copied");
        }
    };
    // As if the run had been killed before it could forget the buffer's key.
    let loader = Loader {
        progress: &|_, _, _| copy(folder, kept.path()),
        ..world.loader()
    };
    let first = loader
        .stage("stake", &world.amm, &world.dao)
        .await
        .expect("staged");
    assert!(first.writes > 0);
    copy(kept.path(), folder);
    let again = world.stage(&world.amm, &world.dao).await;
    assert_eq!((again.buffer, again.writes), (first.buffer, 0));

    // Another ELF does not go into a buffer that has been handed over.
    copy(kept.path(), folder);
    let other = world.stage(&world.stake, &world.dao).await;
    assert_ne!(other.buffer, first.buffer);
    for (buffer, elf) in [(first.buffer, &world.amm), (other.buffer, &world.stake)] {
        let held = world.loader().buffer(&buffer).await.expect("asked");
        assert_eq!(held.expect("a buffer").elf, *elf);
    }
    let pool = world.loader().buffer(&world.pool.address).await;
    assert!(matches!(pool, Err(MigrationError::NotABuffer { .. })), "{pool:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_longer_program_fits_once_anyone_has_made_room() {
    let world = World::new().await;
    let me = world.payer.pubkey();
    let mut longer = world.amm.clone();
    // What follows the sections of an ELF file is nobody's.
    longer.resize(world.stake.len() + 20_000, 0);
    let staged = world.stage(&longer, &me).await.buffer;
    let refused = world
        .upgrade(&staged, &me)
        .await
        .expect_err("it does not fit")
        .to_string();
    assert!(refused.contains("too small"), "{refused}");
    let loader = world.loader();
    assert!(loader
        .make_room(&stake::ID, longer.len())
        .await
        .expect("extended"));
    assert!(!loader
        .make_room(&stake::ID, longer.len())
        .await
        .expect("looked at"));
    world.upgrade(&staged, &me).await.expect("it fits now");
    let refusal = world.lower_emission(1).await.expect_err("it is the AMM now");
    assert!(refusal.contains("incorrect program id"), "{refusal}");
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_see_the_days_that_have_passed() {
    let world = World::new().await;
    let pool: Pool = accounts::fetch(&world.rpc, &world.pool.address)
        .await
        .expect("a pool");
    let advance = || async {
        let advance = world.pool.advance_epoch();
        let sent = Transaction::new(&*world.payer, vec![advance])
            .send(&world.rpc)
            .await;
        sent.map_err(|error| error.program_error().map(str::to_owned))
    };
    let early = advance().await.expect_err("the epoch has just begun");
    assert_eq!(early.as_deref(), Some("EpochNotOver"));
    let epoch = Duration::from_secs(u64::from(pool.epoch_seconds));
    world.chain.advance_clock(epoch).await.expect("it moves");
    advance().await.expect("the epoch is over");
}
