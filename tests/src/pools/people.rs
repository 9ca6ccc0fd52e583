//! Who trades, and where they keep what.

use super::{Pools, NATIVE_MINT};
use crate::{Chain, Key, Party};
use amm::state::Side;
use assay_client::{amm::PoolMint, token};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_signer::Signer;
use spl_token_2022_interface::instruction as token_2022;

impl<C: Chain> Pools<C> {
    /// What the mint of a side is called: `quote` or `reward`.
    pub fn side_name(&self, side: Side) -> String {
        if self.is_reward(side) {
            "reward".to_owned()
        } else {
            format!("quote{}", self.suffix)
        }
    }

    /// What the vault of a side is called: `vault quote` or `vault reward`.
    pub fn vault_name(&self, side: Side) -> String {
        let mint = if self.is_reward(side) { "reward" } else { "quote" };
        format!("vault {mint}{}", self.suffix)
    }

    /// What the liquidity is called: `lp`.
    pub fn lp_name(&self) -> String {
        format!("lp{}", self.suffix)
    }

    /// Whether a side is the reward token's.
    pub fn is_reward(&self, side: Side) -> bool {
        self.pool.mints[side as usize].address == self.pool.stake.reward_mint
    }

    /// Opens the accounts of `owner`, called `name quote` and `name reward`.
    pub fn open(&mut self, name: &str, owner: &Key) {
        let owner = owner.pubkey();
        for side in [Side::A, Side::B] {
            let mint = self.pool.mints[side as usize];
            self.open_one(&owner, mint);
            let called = format!("{name} {}", self.side_name(side));
            self.holders.insert(called, self.pool.account(&owner, side));
        }
        let lp = self.pool.lp_account(&owner);
        self.holders.insert(format!("{name} {}", self.lp_name()), lp);
    }

    fn open_one(&mut self, owner: &Address, mint: PoolMint) {
        let payer = self.world.payer.clone();
        let open = token::open_associated(&payer.pubkey(), owner, &mint.address, &mint.token_program);
        let sent = self.world.chain.send(&[open], &payer, &[]);
        sent.expect("a token account opens");
    }

    /// Somebody with these amounts of mint a and mint b.
    #[track_caller]
    pub fn add(&mut self, name: &str, amounts: [u64; 2]) -> Party {
        let party = self.world.party(name);
        self.world.chain.fund(party.address(), 1_000_000_000_000);
        self.open(name, &party.authority);
        for side in [Side::A, Side::B] {
            let account = self.pool.account(&party.address(), side);
            self.give(&self.side_name(side), &account, amounts[side as usize]);
        }
        party
    }

    /// Somebody with these amounts, and an account for the liquidity.
    #[track_caller]
    pub fn add_lp(&mut self, name: &str, amounts: [u64; 2]) -> Party {
        let party = self.add(name, amounts);
        self.open_lp(&party);
        party
    }

    /// Opens somebody's account for the liquidity.
    pub fn open_lp(&mut self, party: &Party) {
        let mint = PoolMint {
            address: self.pool.lp_mint,
            token_program: token::TOKEN_PROGRAM,
        };
        self.open_one(&party.address(), mint);
    }

    /// What somebody has of one side.
    pub fn purse(&mut self, party: &Party, side: Side) -> u64 {
        let account = self.pool.account(&party.address(), side);
        self.world.token(&account).map_or(0, |token| token.amount)
    }

    /// What somebody has of the liquidity.
    pub fn liquidity_of(&mut self, party: &Party) -> u64 {
        let account = self.pool.lp_account(&party.address());
        self.world.token(&account).map_or(0, |token| token.amount)
    }

    /// An instruction of a token program that moves `amount` of one side between any two accounts.
    pub fn transfer(
        &self,
        side: Side,
        from: &Address,
        to: &Address,
        owner: &Address,
        amount: u64,
    ) -> Instruction {
        let mint = self.pool.mints[side as usize];
        let decimals = if self.is_reward(side) {
            stake::constants::REWARD_DECIMALS
        } else {
            self.quote.decimals()
        };
        let program = &mint.token_program;
        token_2022::transfer_checked(program, from, &mint.address, to, owner, &[], amount, decimals)
            .expect("a token program")
    }

    /// Sends `amount` of one side to the pool's vault past the program.
    #[track_caller]
    pub fn gift(&mut self, from: &Party, side: Side, amount: u64) {
        let (vault, owner) = (self.pool.vaults[side as usize], from.address());
        let account = self.pool.account(&owner, side);
        let transfer = self.transfer(side, &account, &vault, &owner, amount);
        let tax = self.taxes()[side as usize];
        *self.gifts.entry(vault).or_default() += tax.net(amount);
        self.send(&[transfer], &[&from.authority]).expect("a gift");
    }

    /// Whether a mint is that of wrapped lamports.
    pub(super) fn is_native(mint: &Address) -> bool {
        *mint == NATIVE_MINT
    }
}
