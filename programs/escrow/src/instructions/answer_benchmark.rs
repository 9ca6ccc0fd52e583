// The derive of a nested struct refers to what the derive of the inner one generated beside it.
use super::judged::{__client_accounts_judged, __cpi_accounts_judged, Judged};
use crate::{event::BenchmarkJudged, state::Benchmark};
use anchor_lang::prelude::*;
use judge::Finding;
use stake::{check::now, event::emit};

/// Accounts of `answer_benchmark` and `refute_benchmark`. Evidence proves what it proves, whoever sends it.
#[derive(Accounts)]
pub struct AnswerBenchmark {
    #[account(mut)]
    pub benchmark: Account<Benchmark>,
    pub judged: Nested<Judged>,
}

impl AnswerBenchmark {
    pub fn answer(&mut self, draw: u8) -> Result<()> {
        let finding = self.judged.judge_benchmark(&self.benchmark)?;
        self.benchmark.answer(draw, &finding, now()?)?;
        self.tell(&finding);
        Ok(())
    }

    pub fn refute(&mut self) -> Result<()> {
        let finding = self.judged.judge_benchmark(&self.benchmark)?;
        self.benchmark.refute(&finding)?;
        self.tell(&finding);
        Ok(())
    }

    #[inline(never)]
    fn tell(&self, finding: &Finding) {
        emit(&BenchmarkJudged {
            benchmark: *self.benchmark.address(),
            operator: self.benchmark.operator,
            op: u64::from(finding.op),
            i: u64::from(finding.i),
            j: u64::from(finding.j),
            claimed: finding.claimed,
            expected: finding.expected,
            answered: self.benchmark.answered,
            failed: u64::from(self.benchmark.failed),
        });
    }
}
