use crate::{
    error::GovernorError,
    event::{StreamCancelled, StreamClaimed, StreamClosed, StreamCreated},
    state::{Realm, Stream},
};
use anchor_lang::{create_account_signed, prelude::*};
use pinocchio::cpi::{Seed, Signer as CpiSigner};
use stake::{
    check::{is_derived, now, Is},
    event::emit,
    extension::{has_transfer_fee, TRANSFER_FEE_ACCOUNT_LEN},
    state::Vesting,
    token::{balance, read_mint, require_token_account, TokenContext, TOKEN_ACCOUNT_LEN},
};

/// A vote pays somebody bit by bit.
#[derive(Accounts)]
#[instruction(id: u64)]
pub struct CreateStream {
    /// Pays tokens and rent.
    #[account(mut)]
    pub treasury: Signer,
    #[account(constraint = realm.treasury.is(treasury.address()) @ GovernorError::NotTreasury)]
    pub realm: Account<Realm>,
    #[account(init, payer = treasury, seeds = [b"stream", realm.address().as_ref(), id.to_le_bytes()], bump)]
    pub stream: Account<Stream>,
    /// Opened here as the stream's token account.
    #[account(mut, seeds = [b"stream_vault", stream.address().as_ref()], bump)]
    pub vault: UncheckedAccount,
    /// The treasury's tokens.
    #[account(mut)]
    pub source: UncheckedAccount,
    pub mint: UncheckedAccount,
    pub token_program: UncheckedAccount,
    pub system_program: Program<System>,
}

impl CreateStream {
    pub fn create(&mut self, id: u64, recipient: Address, vesting: Vesting, bumps: [u8; 2]) -> Result<()> {
        vesting.validate()?;
        require!(
            recipient != Address::default() && vesting.amount > 0,
            GovernorError::BadParameter
        );
        let (mint, program) = (self.mint.account(), self.token_program.address());
        require!(mint.owned_by(program), GovernorError::WrongStream);
        let decimals = read_mint(mint)?.decimals;
        let [bump, vault_bump] = bumps;
        let len = match has_transfer_fee(mint) {
            true => TRANSFER_FEE_ACCOUNT_LEN,
            false => TOKEN_ACCOUNT_LEN,
        };
        let (treasury, vault) = (self.treasury.account(), self.vault.account());
        let address = *self.stream.address();
        let seeds: [&[u8]; 3] = [b"stream_vault", address.as_ref(), &[vault_bump]];
        create_account_signed(treasury, vault, len, program, &seeds)?;
        let token = TokenContext {
            program,
            mint,
            decimals,
        };
        token.open(vault, &address)?;
        token.transfer(self.source.account(), vault, treasury, vesting.amount, &[])?;
        let stream = &mut *self.stream;
        stream.realm = *self.realm.address();
        stream.recipient = recipient;
        stream.mint = *self.mint.address();
        stream.token_program = *program;
        stream.id = id;
        stream.vesting = vesting;
        // What arrived: some mints keep a part of every transfer.
        stream.vesting.amount = balance(vault)?;
        stream.decimals = decimals;
        (stream.bump, stream.vault_bump) = (bump, vault_bump);
        emit(&StreamCreated {
            realm: stream.realm,
            stream: address,
            recipient,
            mint: stream.mint,
            amount: stream.vesting.amount,
            start: vesting.start,
            cliff: vesting.cliff,
            end: vesting.end,
        });
        Ok(())
    }
}

/// What pays out of a stream names this.
#[derive(Accounts)]
pub struct Streaming {
    #[account(mut)]
    pub stream: Account<Stream>,
    #[account(mut, constraint = is_derived(vault.address(), b"stream_vault", stream.address(), stream.vault_bump, &crate::ID) @ GovernorError::WrongStream)]
    pub vault: UncheckedAccount,
    #[account(address = stream.mint @ GovernorError::WrongStream)]
    pub mint: UncheckedAccount,
    #[account(address = stream.token_program @ GovernorError::WrongStream)]
    pub token_program: UncheckedAccount,
}

impl Streaming {
    /// Pays `amount` to an account of `owner`.
    fn pay(&self, to: &UncheckedAccount, owner: &Address, amount: u64) -> Result<()> {
        require_token_account(to.account(), &self.stream.mint, owner)?;
        self.signed(|token, signers| {
            let (from, signer) = (self.vault.account(), self.stream.view());
            token.transfer(from, to.account(), signer, amount, signers)
        })
    }

    fn signed(&self, act: impl FnOnce(TokenContext, &[CpiSigner]) -> Result<()>) -> Result<()> {
        let stream = &self.stream;
        let (id, bump) = (stream.id.to_le_bytes(), [stream.bump]);
        let seeds = [
            Seed::from(b"stream".as_slice()),
            Seed::from(stream.realm.as_ref()),
            Seed::from(id.as_slice()),
            Seed::from(bump.as_slice()),
        ];
        let token = TokenContext {
            program: self.token_program.address(),
            mint: self.mint.account(),
            decimals: stream.decimals,
        };
        act(token, &[CpiSigner::from(&seeds)])
    }
}

/// Anyone may have it done.
#[derive(Accounts)]
pub struct ClaimStream {
    pub streaming: Nested<Streaming>,
    /// The recipient's.
    #[account(mut)]
    pub destination: UncheckedAccount,
}

impl ClaimStream {
    pub fn claim(&mut self) -> Result<()> {
        let streaming = &mut *self.streaming;
        let amount = streaming.stream.claim(now()?)?;
        let recipient = streaming.stream.recipient;
        streaming.pay(&self.destination, &recipient, amount)?;
        emit(&StreamClaimed {
            stream: *self.streaming.stream.address(),
            recipient,
            amount,
            claimed: self.streaming.stream.claimed,
        });
        Ok(())
    }
}

#[derive(Accounts)]
pub struct CancelStream {
    pub treasury: Signer,
    #[account(constraint = realm.treasury.is(treasury.address()) @ GovernorError::NotTreasury)]
    pub realm: Account<Realm>,
    pub streaming: Nested<Streaming>,
    /// The treasury's.
    #[account(mut)]
    pub destination: UncheckedAccount,
}

impl CancelStream {
    /// What is not released goes back; what is stays the recipient's.
    pub fn cancel(&mut self) -> Result<()> {
        let streaming = &mut *self.streaming;
        require!(
            streaming.stream.realm.is(self.realm.address()),
            GovernorError::WrongRealm
        );
        let amount = streaming.stream.cancel(now()?)?;
        streaming.pay(&self.destination, self.treasury.address(), amount)?;
        emit(&StreamCancelled {
            stream: *self.streaming.stream.address(),
            returned: amount,
            left: self.streaming.stream.vesting.amount - self.streaming.stream.claimed,
        });
        Ok(())
    }
}

/// Anyone may have it done, once everything is claimed; the rent is the treasury's, which paid it.
#[derive(Accounts)]
pub struct CloseStream {
    pub realm: Account<Realm>,
    #[account(mut, address = realm.treasury @ GovernorError::NotTreasury)]
    pub treasury: UncheckedAccount,
    pub streaming: Nested<Streaming>,
    /// The treasury's, for what somebody sent to the stream's account past the program.
    #[account(mut)]
    pub destination: UncheckedAccount,
}

impl CloseStream {
    pub fn close(&mut self) -> Result<()> {
        let streaming = &mut *self.streaming;
        require!(
            streaming.stream.realm.is(self.realm.address()),
            GovernorError::WrongRealm
        );
        streaming.stream.require_closable()?;
        let treasury = self.treasury.address();
        let stray = balance(streaming.vault.account())?;
        streaming.pay(&self.destination, treasury, stray)?;
        streaming.signed(|token, signers| {
            let (vault, signer) = (streaming.vault.account(), streaming.stream.view());
            token.close(vault, self.treasury.account(), signer, signers)
        })?;
        emit(&StreamClosed {
            stream: *streaming.stream.address(),
        });
        AccountClose::close(&mut streaming.stream, *self.treasury.account())
    }
}
