//! A random pool as accounts on a light chain.

use super::case::{Case, FEE_EPOCH, MADE_AT};
use assay_client::{
    accounts::State,
    amm::{AmmPool, FeeConfig, LiquidityPool, PoolMint, Snapshot},
    stake::StakePool,
    token,
};
use assay_tests::{
    lab::{mint_account, token_account},
    Chain, QuickChain, Sent,
};
use bytemuck::Zeroable;
use solana_account::Account;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;

/// Who trades.
pub const USER: Address = Address::new_from_array([7; 32]);
const MINTS: [Address; 2] = [Address::new_from_array([2; 32]), Address::new_from_array([3; 32])];
/// More than any action takes; what comes on top of it fits.
const WEALTH: u64 = 1 << 62;
/// Numbers of Token-2022 extensions: a mint's fee, and what an account withheld.
const FEE_CONFIG: u16 = 1;
const FEE_AMOUNT: u16 = 2;

/// The chain, with one pool that is replaced for every case.
pub struct Bench {
    chain: QuickChain,
    payer: Keypair,
    slot: u64,
}

impl Bench {
    pub fn new() -> Self {
        let mut chain = QuickChain::start();
        let payer = Keypair::new();
        chain.fund(payer.pubkey(), 1 << 50);
        chain.fund(USER, 1 << 50);
        Self {
            chain,
            payer,
            slot: 100,
        }
    }

    /// Sets every account of the case, and the clock; returns what a client reads of them.
    pub fn set(&mut self, case: &Case) -> Snapshot {
        let mints = [0, 1].map(|side| self.mint(case, side));
        let stake = StakePool::new(MINTS[0]);
        let config_address = assay_client::address::fee_config(&stake.address, 0);
        let pool = AmmPool::in_order(stake, config_address, mints);
        let mut config = FeeConfig::zeroed();
        (config.stake_pool, config.reward_mint, config.fees) = (stake.address, MINTS[0], case.fees);
        let mut state = self.pool(case, &pool, &config);
        (state.pause_mask, config.pause_mask) = (case.paused[0], case.paused[1]);
        self.write(config_address, &config);
        self.write(pool.address, &state);
        for (side, mint) in mints.iter().enumerate() {
            let taxed = case.taxes[side].is_some();
            let owed = state.reserves[side] + state.protocol_fees[side] + state.creator_fees[side];
            for (owner, amount) in [(pool.address, owed), (USER, WEALTH)] {
                let account = with_room(
                    token_account(mint.token_program, mint.address, owner, amount),
                    taxed,
                );
                let address = match owner {
                    USER => token::associated(&USER, &mint.address, &mint.token_program),
                    _ => pool.vaults[side],
                };
                self.chain.set_account(address, account);
            }
        }
        let supply = state.liquidity;
        let lp_mint = mint_account(token::TOKEN_PROGRAM, pool.address, supply);
        self.chain.set_account(pool.lp_mint, lp_mint);
        let liquidity = token_account(token::TOKEN_PROGRAM, pool.lp_mint, USER, supply);
        self.chain.set_account(pool.lp_account(&USER), liquidity);

        let mut clock = self.chain.clock();
        let passed: i64 = case.history.iter().map(|(_, seconds)| i64::from(*seconds)).sum();
        (clock.slot, clock.epoch, clock.unix_timestamp) = (self.slot, case.epoch, MADE_AT + passed);
        self.chain.set_clock(clock.clone());
        let taxes = mints.map(|mint| {
            let account = self.chain.account(&mint.address).expect("a mint");
            stake::extension::transfer_fee_of(&account.data, case.epoch)
        });
        Snapshot::new(pool, state, config, taxes, at(self.slot, clock.unix_timestamp))
    }

    /// The pool after its history. Nothing has happened in it since the last step.
    fn pool(&self, case: &Case, pool: &AmmPool, config: &FeeConfig) -> LiquidityPool {
        let mut state = LiquidityPool::zeroed();
        let (first, _) = case.history[0];
        let mut now = MADE_AT;
        state.start(config, first, case.terms, now).expect("a pool");
        for (slot, (reserves, seconds)) in (1..).zip(&case.history) {
            state.enter(&at(slot, now));
            state.reserves = *reserves;
            now += i64::from(*seconds);
        }
        if let Some(left) = case.left {
            (state.launch.slot, state.launch.left) = (self.slot, left);
        }
        let root = assay_math::curve::first_liquidity(state.reserves[0], state.reserves[1]);
        state.liquidity = (u128::from(root) * u128::from(case.part) / 1_000) as u64;
        state.creator_share = u8::from(case.creator_share);
        (state.protocol_fees, state.creator_fees) = ([7, 11], [13, 17]);
        (state.config, state.mints, state.vaults) = (pool.config, MINTS, pool.vaults);
        (state.lp_mint, state.decimals) = (pool.lp_mint, [6, 6]);
        let seeds: [&[u8]; 4] = [
            amm::constants::POOL_SEED,
            pool.config.as_ref(),
            MINTS[0].as_ref(),
            MINTS[1].as_ref(),
        ];
        let (found, bump) = Address::find_program_address(&seeds, &amm::ID);
        assert_eq!(found, pool.address);
        state.bump = bump;
        state
    }

    fn mint(&mut self, case: &Case, side: usize) -> PoolMint {
        let token_program = match case.taxes[side] {
            Some(_) => token::TOKEN_2022_PROGRAM,
            None => token::TOKEN_PROGRAM,
        };
        let mut account = mint_account(token_program, USER, u64::MAX);
        if let Some([older, newer]) = case.taxes[side] {
            account.data.resize(165, 0);
            account.data.push(1);
            // Two authorities and what was withheld, then both fees.
            let mut value = vec![0; 72];
            for (epoch, (bps, maximum)) in [(0, older), (FEE_EPOCH, newer)] {
                value.extend_from_slice(&epoch.to_le_bytes());
                value.extend_from_slice(&maximum.to_le_bytes());
                value.extend_from_slice(&bps.to_le_bytes());
            }
            extend(&mut account, FEE_CONFIG, &value);
        }
        self.chain.set_account(MINTS[side], account);
        PoolMint {
            address: MINTS[side],
            token_program,
        }
    }

    fn write<T: State>(&mut self, address: Address, state: &T) {
        let account = Account {
            lamports: 1 << 40,
            data: [T::DISCRIMINATOR, bytemuck::bytes_of(state)].concat(),
            owner: T::PROGRAM,
            executable: false,
            rent_epoch: u64::MAX,
        };
        self.chain.set_account(address, account);
    }

    /// The user's balances: both mints and liquidity.
    pub fn balances(&mut self, pool: &AmmPool) -> [u64; 3] {
        let [a, b] = pool
            .mints
            .map(|mint| token::associated(&USER, &mint.address, &mint.token_program));
        [a, b, pool.lp_account(&USER)].map(|address| {
            let account = self.chain.account(&address).expect("a token account");
            token::TokenAccount::decode(address, &account.data)
                .expect("decoded")
                .amount
        })
    }

    pub fn send(&mut self, instruction: Instruction) -> Sent {
        self.chain.send(&[instruction], &self.payer, &[])
    }
}

fn at(slot: u64, unix_timestamp: i64) -> anchor_lang::prelude::Clock {
    anchor_lang::prelude::Clock {
        slot,
        epoch_start_timestamp: 0,
        epoch: 0,
        leader_schedule_epoch: 0,
        unix_timestamp,
    }
}

/// A token account with room for what is withheld.
fn with_room(mut account: Account, taxed: bool) -> Account {
    if taxed {
        account.data.push(2);
        extend(&mut account, FEE_AMOUNT, &[0; 8]);
    }
    account
}

fn extend(account: &mut Account, kind: u16, value: &[u8]) {
    account.data.extend_from_slice(&kind.to_le_bytes());
    account
        .data
        .extend_from_slice(&(value.len() as u16).to_le_bytes());
    account.data.extend_from_slice(value);
}
