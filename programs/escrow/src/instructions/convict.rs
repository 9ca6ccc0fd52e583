// The derive of a nested struct refers to what the derive of the inner one generated beside it.
use super::{
    judged::{__client_accounts_judged, __cpi_accounts_judged, Judged},
    sentence::{__client_accounts_sentence, __cpi_accounts_sentence, Sentence},
};
use crate::state::Status;
use anchor_lang::prelude::*;

#[derive(Accounts)]
pub struct Convict {
    pub sentence: Nested<Sentence>,
    /// Its owner is rewarded.
    pub judged: Nested<Judged>,
}

impl Convict {
    pub fn convict(&mut self) -> Result<()> {
        let job = &self.sentence.escrowed.job;
        job.require(Status::Challengeable)?;
        let finding = self.judged.judge_result(job)?;
        self.sentence.pass(&self.judged.evidence.owner, &finding)
    }
}
