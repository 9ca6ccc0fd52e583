//! What is voted on: its text, its actions by their hashes, the rules of its vote, and how it stands.

use super::{params::RealmParams, status::Status, tally::Tally};
use crate::{
    constants::{MAX_ACTIONS, TITLE_LEN, URI_LEN},
    error::GovernorError,
};
use anchor_lang::prelude::*;
use solana_sha256_hasher::hashv;

/// A proposal, from its draft on.
#[account]
pub struct Proposal {
    pub realm: Address,
    /// The realm's, so that a vote need not read it.
    pub stake_pool: Address,
    pub treasury: Address,
    pub proposer: Address,
    /// Hash of text and actions, fixed when the vote begins: what every vote names. Zeros while it is a draft.
    pub content: [u8; 32],
    /// SHA-256 of the text at `uri`.
    pub text_hash: [u8; 32],
    /// SHA-256 of each action's instruction; zeros for none.
    pub actions: [[u8; 32]; MAX_ACTIONS],
    /// UTF-8.
    pub title: [u8; TITLE_LEN],
    pub uri: [u8; URI_LEN],
    pub number: u64,
    /// Lamports that it holds beside its rent until they are paid back or forfeited.
    pub deposit: u64,
    /// All voting weight when the vote began, and the participation needed of it.
    pub total_weight: u64,
    pub quorum: u64,
    pub tally: Tally,
    /// Unix times; 0 for what has not happened.
    pub created_at: i64,
    pub started_at: i64,
    /// End of the vote; moves once at most, see [`Proposal::count`].
    pub ends_at: i64,
    /// From when to when it can be executed.
    pub executable_at: i64,
    pub expires_at: i64,
    pub closed_at: i64,
    /// Cooldown for who voted against it, seconds: part of the pool's when it was decided.
    pub exit_seconds: i64,
    /// Vote records that exist.
    pub open_votes: u64,
    /// The realm's when the vote began.
    pub params: RealmParams,
    /// Which of its actions exist, are critical, and name the guardian: one bit each.
    pub staged: u16,
    pub critical: u16,
    pub guardian: u16,
    pub action_count: u8,
    /// The action to be executed next.
    pub next_action: u8,
    /// See [`Status`].
    pub status: u8,
    /// `EXTENDED` once the vote was extended, `LOST` once it was no success any more after that.
    pub extended: u8,
    /// 1 when the deposit goes back to the proposer, once it is over.
    pub deposit_safe: u8,
    pub title_len: u8,
    pub uri_len: u8,
    pub realm_bump: u8,
    pub treasury_bump: u8,
    pub bump: u8,
    /// Room for what later steps need.
    pub reserved: [u8; 56],
}

/// What a proposal says of itself.
#[derive(Clone, IdlType, AnchorSerialize, AnchorDeserialize)]
pub struct ProposalText {
    /// SHA-256 of the text at `uri`.
    pub hash: [u8; 32],
    /// UTF-8, 1 to 80 bytes.
    pub title: alloc::vec::Vec<u8>,
    /// UTF-8, at most 128 bytes.
    pub uri: alloc::vec::Vec<u8>,
}

impl Proposal {
    /// # Errors
    /// [`GovernorError::BadText`].
    pub fn write(&mut self, text: &ProposalText) -> Result<()> {
        let (title, uri) = (&text.title, &text.uri);
        require!(
            !title.is_empty() && title.len() <= TITLE_LEN && uri.len() <= URI_LEN,
            GovernorError::BadText
        );
        self.text_hash = text.hash;
        self.title[..title.len()].copy_from_slice(title);
        self.uri[..uri.len()].copy_from_slice(uri);
        (self.title_len, self.uri_len) = (title.len() as u8, uri.len() as u8);
        Ok(())
    }

    /// UTF-8 if the proposer kept to it.
    pub fn title(&self) -> &[u8] {
        &self.title[..usize::from(self.title_len).min(TITLE_LEN)]
    }

    /// As [`Proposal::title`].
    pub fn uri(&self) -> &[u8] {
        &self.uri[..usize::from(self.uri_len).min(URI_LEN)]
    }

    /// Hash of everything that is voted on: text, title and URI with their lengths, and every action in its order.
    pub fn content_hash(&self, address: &Address) -> [u8; 32] {
        let used = usize::from(self.action_count).min(MAX_ACTIONS);
        hashv(&[
            b"assay:proposal:v1",
            address.as_ref(),
            &self.text_hash,
            &[self.title_len, self.uri_len, self.action_count],
            self.title(),
            self.uri(),
            self.actions[..used].as_flattened(),
        ])
        .to_bytes()
    }

    /// Takes an action in at a free place, which it is when its account could be made.
    ///
    /// # Errors
    /// [`GovernorError::NotDraft`], [`GovernorError::BadAction`] beyond the last place.
    pub fn stage(&mut self, index: u8, hash: [u8; 32], nature: Nature) -> Result<()> {
        self.require(Status::Draft)?;
        require!(usize::from(index) < MAX_ACTIONS, GovernorError::BadAction);
        let bit = 1 << index;
        self.actions[usize::from(index)] = hash;
        self.staged |= bit;
        self.action_count += 1;
        match nature {
            Nature::Harmless => {}
            Nature::Critical => self.critical |= bit,
            Nature::Guardian => {
                self.critical |= bit;
                self.guardian |= bit;
            }
        }
        Ok(())
    }

    /// Forgets an action, of a draft or of what is over.
    pub fn unstage(&mut self, index: u8) {
        let bit = 1u16.checked_shl(index.into()).unwrap_or(0);
        self.staged &= !bit;
        if self.status() == Status::Draft {
            self.actions[usize::from(index) % MAX_ACTIONS] = [0; 32];
            self.critical &= !bit;
            self.guardian &= !bit;
            self.action_count -= 1;
        }
    }

    /// Begins the vote: from here on nothing of its content changes.
    ///
    /// # Errors
    /// [`GovernorError::NotDraft`], [`GovernorError::Gaps`].
    pub fn submit(&mut self, address: &Address, params: RealmParams, total: u64, now: i64) -> Result<()> {
        self.require(Status::Draft)?;
        let dense = (1u32 << self.action_count) - 1;
        require!(u32::from(self.staged) == dense, GovernorError::Gaps);
        self.content = self.content_hash(address);
        self.params = params;
        self.total_weight = total;
        self.quorum = params.quorum(total);
        self.started_at = now;
        self.ends_at = now.saturating_add(params.voting_seconds.into());
        self.deposit_safe = 0;
        self.set_status(Status::Voting);
        Ok(())
    }

    pub fn is_critical(&self) -> bool {
        self.critical != 0
    }

    /// Whether all that it does is to name the guardian, which is not the guardian's to stop.
    pub fn is_about_guardian(&self) -> bool {
        self.guardian != 0 && self.guardian.count_ones() == u32::from(self.action_count)
    }

    /// Ends it in one of the states that nothing leads out of.
    pub fn close(&mut self, status: Status, now: i64) {
        self.closed_at = now;
        self.set_status(status);
    }

    /// # Errors
    /// [`GovernorError::ProposalInUse`].
    pub fn require_closable(&self) -> Result<()> {
        self.require_over()?;
        require!(
            self.open_votes == 0 && self.staged == 0 && self.deposit == 0,
            GovernorError::ProposalInUse
        );
        Ok(())
    }
}

/// What an action could do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// Cannot touch stake.
    Harmless,
    /// Could touch stake.
    Critical,
    /// Names the guardian.
    Guardian,
}
