//! Streams: what the treasury pays bit by bit.

use super::{build, instruction, metas, Governance, SYSTEM_PROGRAM};
use crate::{address, stake::Vesting, token};
use ::governor::__client_accounts_streaming::Streaming;
use solana_address::Address;
use solana_instruction::Instruction;

/// A mint with its token program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Currency {
    pub mint: Address,
    pub token_program: Address,
}

impl Governance {
    /// Where the treasury keeps tokens of a mint.
    pub fn treasury_account(&self, currency: &Currency) -> Address {
        token::associated(&self.treasury, &currency.mint, &currency.token_program)
    }

    /// An action: pays `recipient` bit by bit out of the treasury's associated token account.
    pub fn create_stream(
        &self,
        id: u64,
        currency: &Currency,
        recipient: Address,
        vesting: Vesting,
    ) -> Instruction {
        let stream = address::stream(&self.realm, id);
        build(
            metas::CreateStream {
                treasury: self.treasury,
                realm: self.realm,
                stream,
                vault: address::stream_vault(&stream),
                source: self.treasury_account(currency),
                mint: currency.mint,
                token_program: currency.token_program,
                system_program: SYSTEM_PROGRAM,
            },
            instruction::CreateStream {
                id,
                recipient,
                vesting,
            },
        )
    }

    fn streaming(&self, id: u64, currency: &Currency) -> Streaming {
        let stream = address::stream(&self.realm, id);
        Streaming {
            stream,
            vault: address::stream_vault(&stream),
            mint: currency.mint,
            token_program: currency.token_program,
        }
    }

    /// Pays what a stream has released to the recipient's associated token account; anyone may.
    pub fn claim_stream(&self, id: u64, currency: &Currency, recipient: &Address) -> Instruction {
        build(
            metas::ClaimStream {
                streaming: self.streaming(id, currency),
                destination: token::associated(recipient, &currency.mint, &currency.token_program),
            },
            instruction::ClaimStream {},
        )
    }

    /// An action: ends a stream; what is not released goes back to the treasury's associated token account.
    pub fn cancel_stream(&self, id: u64, currency: &Currency) -> Instruction {
        build(
            metas::CancelStream {
                treasury: self.treasury,
                realm: self.realm,
                streaming: self.streaming(id, currency),
                destination: self.treasury_account(currency),
            },
            instruction::CancelStream {},
        )
    }

    /// Closes a stream of which everything is claimed; anyone may.
    pub fn close_stream(&self, id: u64, currency: &Currency) -> Instruction {
        build(
            metas::CloseStream {
                realm: self.realm,
                treasury: self.treasury,
                streaming: self.streaming(id, currency),
                destination: self.treasury_account(currency),
            },
            instruction::CloseStream {},
        )
    }
}
