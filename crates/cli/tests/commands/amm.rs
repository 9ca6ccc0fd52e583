//! `assay pool`, `assay swap` and `assay price`, on real programs.

mod bad;
mod liquidity;
mod swaps;

use crate::support::{Answer, World, TOKEN};
use assay_client::{
    amm::{LiquidityPool, PoolMint},
    token, write_keypair,
};
use serde_json::Value;
use solana_address::Address;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::path::PathBuf;

/// What the trader has of each of the two other mints, base units.
const WEALTH: u64 = 1_000_000_000_000;
/// Decimals of those mints.
const DECIMALS: u8 = 9;

/// A chain with a trader who has reward tokens and two mints of their own.
struct Trading {
    world: World,
    trader: Keypair,
    key: PathBuf,
    gold: Address,
    tin: Address,
}

impl Trading {
    async fn new() -> Self {
        let world = World::new(|_| ()).await;
        let (trader, key) = (Keypair::new(), world.folder("trader.json"));
        write_keypair(&trader, &key).expect("written");
        let reward = world.market.pool.reward_mint;
        world.give(&trader.pubkey(), reward, 10_000 * TOKEN).await;
        let gold = mint(&world, &trader, "gold").await;
        let tin = mint(&world, &trader, "tin").await;
        Self {
            world,
            trader,
            key,
            gold,
            tin,
        }
    }

    /// With a pool of each mint: a gold for 2 reward, and a tin for half of one.
    async fn with_pools() -> (Self, Address, Address) {
        let trading = Self::new().await;
        let gold = trading
            .create(&["100", &trading.gold.to_string(), "200", "--tier", "2"])
            .await;
        let tin = trading
            .create(&["400", &trading.tin.to_string(), "200", "reward", "--tier", "2"])
            .await;
        (trading, gold, tin)
    }

    async fn run(&self, arguments: &[&str]) -> Answer {
        self.world.assay_as(&self.key, arguments).await
    }

    async fn pool(&self, arguments: &[&str]) -> Answer {
        self.run(&[&["pool"], arguments].concat()).await
    }

    /// Creates a pool and returns its address.
    async fn create(&self, arguments: &[&str]) -> Address {
        let created = self.pool(&[&["create"], arguments].concat()).await.done();
        address(&created["pool"])
    }

    async fn balance(&self, mint: Address) -> u64 {
        let account = token::associated(&self.trader.pubkey(), &mint, &token::TOKEN_PROGRAM);
        self.world.rpc.token_balance(&account).await.expect("a balance")
    }

    fn reward(&self) -> Address {
        self.world.market.pool.reward_mint
    }

    /// The trader's balances of reward, gold and tin.
    async fn balances(&self) -> [u64; 3] {
        [
            self.balance(self.reward()).await,
            self.balance(self.gold).await,
            self.balance(self.tin).await,
        ]
    }

    async fn lamports(&self) -> u64 {
        let me = self.trader.pubkey();
        self.world.rpc.lamports(&me).await.expect("a balance")
    }

    async fn state(&self, pool: &Address) -> LiquidityPool {
        assay_client::accounts::fetch(&self.world.rpc, pool)
            .await
            .expect("a pool")
    }

    /// The trader's liquidity in a pool.
    async fn liquidity(&self, pool: &Address) -> u64 {
        self.balance(self.state(pool).await.lp_mint).await
    }
}

/// Creates a mint of which `owner` has [`WEALTH`].
async fn mint(world: &World, owner: &Keypair, name: &str) -> Address {
    let me = owner.pubkey();
    let mint = Address::create_with_seed(&me, name, &token::TOKEN_PROGRAM).expect("an address");
    let create = solana_system_interface::instruction::create_account_with_seed(
        &me,
        &mint,
        &me,
        name,
        10_000_000,
        token::MINT_LEN as u64,
        &token::TOKEN_PROGRAM,
    );
    let account = token::associated(&me, &mint, &token::TOKEN_PROGRAM);
    let make = vec![
        create,
        token::initialize_mint(&mint, &me, DECIMALS),
        token::open_associated(&me, &me, &mint, &token::TOKEN_PROGRAM),
        token::mint_to(&mint, &account, &me, WEALTH),
    ];
    world.send(owner, make).await;
    mint
}

fn address(value: &Value) -> Address {
    value.as_str().expect("an address").parse().expect("an address")
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("no number: {value}"))
}

/// A mint of the SPL Token program.
fn spl(address: Address) -> PoolMint {
    PoolMint {
        address,
        token_program: token::TOKEN_PROGRAM,
    }
}
