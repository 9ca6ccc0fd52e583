//! What the treasury pays, at once and bit by bit.

use super::Governed;
use crate::{Chain, Party, Sent};
use assay_client::{
    address,
    governor::{Currency, Stream},
    token,
};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_system_interface::instruction::transfer;

impl<C: Chain> Governed<C> {
    /// The reward token.
    pub fn currency(&self) -> Currency {
        Currency {
            mint: self.world.pool.reward_mint,
            token_program: token::TOKEN_PROGRAM,
        }
    }

    /// Opens the treasury's token account, called `treasury` in balances, with `amount` in it.
    pub fn fill_treasury(&mut self, amount: u64) {
        let treasury = self.gov.treasury;
        self.world.open_tokens("treasury", treasury);
        let authority = self.world.authority.clone();
        let owner = solana_signer::Signer::pubkey(&authority);
        let (mint, pool) = (self.world.pool.reward_mint, self.world.pool);
        let from = pool.reward_account(&owner);
        let to = pool.reward_account(&treasury);
        let give = token::transfer(&from, &mint, &to, &owner, amount, 6);
        self.world.send(&[give], &[&authority]).expect("gives");
    }

    /// An action: pays lamports of the treasury.
    pub fn pay(&self, to: Address, lamports: u64) -> Instruction {
        transfer(&self.gov.treasury, &to, lamports)
    }

    #[track_caller]
    pub fn stream(&mut self, id: u64) -> Option<Stream> {
        let address = address::stream(&self.gov.realm, id);
        self.world.find(&address)
    }

    /// Watches the stream's token account under the name `stream`.
    pub fn watch_stream(&mut self, id: u64) {
        let stream = address::stream(&self.gov.realm, id);
        self.world.watch("stream", address::stream_vault(&stream));
    }

    #[track_caller]
    pub fn claim_stream(&mut self, id: u64, recipient: &Party) -> Sent {
        let claim = self.gov.claim_stream(id, &self.currency(), &recipient.address());
        self.send_freely(claim)
    }

    #[track_caller]
    pub fn close_stream(&mut self, id: u64) -> Sent {
        let close = self.gov.close_stream(id, &self.currency());
        self.send_freely(close)
    }
}
