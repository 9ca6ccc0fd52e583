//! What simulated instructions are said to change, on a real local chain with the programs' real ELF files.

use assay_client::{
    accounts,
    amm::{self, FeeConfig},
    simulate::{simulate, Change, Simulation},
    stake::StakePool,
    token, ClientError, Cluster, Rpc, Transaction,
};
use assay_localnet::Localnet;
use assay_migrations::{initialise, load_programs, ClusterConfig, Suite};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;
use solana_system_interface::instruction::{create_account, transfer};
use std::{path::Path, sync::Arc, time::Duration};

const SOL: u64 = 1_000_000_000;

struct World {
    _chain: Localnet,
    rpc: Rpc,
    authority: Arc<Keypair>,
    /// A PDA with 3 SOL, for which there is no key.
    treasury: Address,
    suite: Suite,
}

impl World {
    async fn new() -> Self {
        let authority = Arc::new(Keypair::new());
        let treasury = Address::find_program_address(&[b"treasury"], &assay_client::token::TOKEN_PROGRAM).0;
        let mut builder = Localnet::builder()
            .slot_time(Duration::from_millis(50))
            .wallet(treasury, 3 * SOL)
            .wallet(authority.pubkey(), 100 * SOL);
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/deploy");
        for program in load_programs(&folder).expect("`cargo xtask build` has been run") {
            builder = builder.program(program.id, program.elf);
        }
        let chain = builder.start().await.expect("the chain starts");
        let rpc = Rpc::new(Cluster::new(chain.rpc_url()).expect("a URL"));
        let config = ClusterConfig::named("localnet").expect("it comes with the program");
        let suite = initialise(&rpc, &authority, &config, &|_| {})
            .await
            .expect("initialised");
        Self {
            _chain: chain,
            rpc,
            authority,
            treasury,
            suite,
        }
    }

    async fn simulate(&self, instructions: &[Instruction]) -> Simulation {
        simulate(&self.rpc, &self.authority.pubkey(), instructions, &[])
            .await
            .expect("the node answers")
    }

    /// All lines of what changes.
    async fn effects(&self, instructions: &[Instruction]) -> Vec<String> {
        let simulation = self.simulate(instructions).await;
        if let Some(error) = simulation.err {
            panic!("{error}\n{:#?}", simulation.logs);
        }
        let effects = simulation.effects.iter();
        effects
            .flat_map(|effect| effect.to_string().lines().map(str::to_owned).collect::<Vec<_>>())
            .collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parameter_that_changes_is_named_with_its_values() {
    let world = World::new().await;
    let tier = world.suite.fee_tiers[2].address;
    let stake = StakePool::new(world.suite.reward_mint);
    let config: FeeConfig = accounts::fetch(&world.rpc, &tier).await.expect("a tier");
    let mut fees = config.fees;
    fees.fee_bps -= 5;
    let set = amm::set_fees(&stake, world.authority.pubkey(), tier, fees);
    let pause = amm::set_config_pause(&stake, world.authority.pubkey(), tier, 1);

    let (before, after) = (config.fees.fee_bps, fees.fee_bps);
    assert_eq!(
        world.effects(&[set, pause]).await,
        [
            format!("fees.fee_bps of fee config {tier}: {before} → {after}"),
            format!("pause_mask of fee config {tier}: 0 → 1"),
        ]
    );
    let untouched: FeeConfig = accounts::fetch(&world.rpc, &tier).await.expect("a tier");
    assert_eq!(untouched.fees, config.fees, "nothing has been sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_without_a_key_counts_as_having_signed() {
    let world = World::new().await;
    let (treasury, payee) = (world.treasury, Address::new_from_array([5; 32]));
    let pay = transfer(&treasury, &payee, 3 * SOL / 2);
    let simulation = world.simulate(std::slice::from_ref(&pay)).await;
    assert!(simulation.err.is_none(), "{:?}", simulation.err);
    assert!(simulation.units > 0);
    assert_eq!(
        world.effects(&[pay]).await,
        [
            format!("from {treasury}: −1.5 SOL (3 → 1.5)"),
            format!("to {payee} is created with 1.5 SOL"),
        ],
        "the fee of the transaction is not an effect"
    );
    // All of it, and the payer's own lamports without the fee.
    let me = world.authority.pubkey();
    let lines = world.effects(&[transfer(&treasury, &me, 3 * SOL)]).await;
    assert_eq!(lines[0], format!("from {treasury} is closed; it held 3 SOL"));
    assert!(lines[1].starts_with(&format!("to {me}: +3 SOL (")), "{lines:?}");
    assert_eq!(lines.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_move_in_their_mints_decimals_and_accounts_open_and_close() {
    let world = World::new().await;
    let (me, mint) = (world.authority.pubkey(), world.suite.reward_mint);
    let mine = token::associated(&me, &mint, &token::TOKEN_PROGRAM);
    let theirs = token::associated(&world.treasury, &mint, &token::TOKEN_PROGRAM);
    let found = world.rpc.account(&mint).await.expect("asked").expect("a mint");
    let decimals = token::Mint::decode(mint, &found.data).expect("a mint").decimals;
    let amount = 5 * 10_u64.pow(u32::from(decimals)) / 2;
    let simulation = world
        .simulate(&[
            token::open_associated(&me, &world.treasury, &mint, &token::TOKEN_PROGRAM),
            token::transfer(&mine, &mint, &theirs, &me, amount, decimals),
        ])
        .await;
    let of = |address| {
        let found = simulation.effects.iter().find(|effect| effect.address == address);
        found.unwrap_or_else(|| panic!("{address} in {simulation:?}"))
    };
    assert!(matches!(
        of(theirs).changes.as_slice(),
        [
            Change::Created { owner: token::TOKEN_PROGRAM, .. },
            Change::Tokens { before: 0, after, decimals: Some(scale), .. },
        ] if (*after, *scale) == (amount, decimals)
    ));
    let line = of(mine).to_string();
    assert!(
        line.starts_with(&format!("from {mine}: −2.5 tokens of mint {mint} (")),
        "{line}"
    );
    let rent = world
        .rpc
        .inner()
        .get_minimum_balance_for_rent_exemption(165)
        .await;
    let rent = rent.expect("asked");
    assert!(
        matches!(of(me).changes.as_slice(), [Change::Lamports { before, after }] if before - after == rent),
        "the rent and no fee: {}",
        of(me)
    );

    let wrap = token::wrap(&me, SOL);
    let mut open = vec![token::open_associated(
        &me,
        &me,
        &token::NATIVE_MINT,
        &token::TOKEN_PROGRAM,
    )];
    open.extend(wrap);
    Transaction::new(&*world.authority, open)
        .send(&world.rpc)
        .await
        .expect("wrapped");
    let lines = world.effects(&[token::unwrap(&me)]).await;
    assert!(lines[0].contains(" is closed; it held 1.0"), "{lines:?}");
    assert!(lines[1].contains(": −1 tokens of mint So1"), "{lines:?}");
    assert!(lines[2].contains(": +1.0"), "{lines:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_has_the_programs_sentence_and_no_effects() {
    let world = World::new().await;
    let stake = StakePool::new(world.suite.reward_mint);
    let stranger = world.treasury;
    let simulation = world
        .simulate(&[
            transfer(&stranger, &world.authority.pubkey(), SOL),
            stake.lower_emission(stranger, 1),
        ])
        .await;
    let error = simulation.err.expect("a stranger governs nothing");
    let ClientError::Program(failure) = &error else {
        panic!("{error}");
    };
    assert_eq!(
        (failure.program_name.as_str(), failure.index),
        ("stake", 1),
        "{error}"
    );
    assert!(simulation.effects.is_empty());
    assert!(!simulation.logs.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_into_a_transaction_is_refused_with_its_size() {
    let world = World::new().await;
    let me = world.authority.pubkey();
    let many: Vec<Instruction> = (0..30)
        .map(|n| transfer(&me, &Address::new_from_array([n; 32]), 1))
        .collect();
    let refused = simulate(&world.rpc, &me, &many, &[]).await;
    assert!(
        matches!(
            refused,
            Err(ClientError::TooLarge {
                instructions: 31,
                bytes: 1_233..,
                most: 1_232
            })
        ),
        "{refused:?}"
    );
    let owner = token::TOKEN_PROGRAM;
    let alone = [create_account(
        &me,
        &Address::new_from_array([9; 32]),
        SOL,
        10,
        &owner,
    )];
    assert_eq!(world.effects(&alone).await.len(), 2, "one does");
}
