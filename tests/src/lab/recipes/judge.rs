use super::{recipes, Recipe};
use crate::lab::{
    jobs::{evidence_bytes, Stage},
    Lab,
};
use assay_client::{escrow::Evidence, judge};
use solana_instruction::Instruction;

/// One recipe for each instruction of the judge program.
pub fn judge_recipes() -> Vec<Recipe> {
    recipes![check_result, check_verifier, check_benchmark]
}

fn check_result(lab: &mut Lab) -> Instruction {
    let twin = lab.twins(Stage::Accused)[0];
    let job = lab.job(&twin);
    judge::check_result(
        twin.evidence,
        &job,
        Evidence::START as u32,
        evidence_bytes().len() as u32,
    )
}

fn check_verifier(lab: &mut Lab) -> Instruction {
    let twin = lab.twins(Stage::Drawn)[0];
    let len = lab.lie(&twin);
    let job = lab.job(&twin);
    judge::check_verifier(twin.evidence, (twin.job, &job), 0, Evidence::START as u32, len)
}

fn check_benchmark(lab: &mut Lab) -> Instruction {
    let (buffer, benchmark) = super::benchmark::judged(lab);
    let written: Evidence = lab.state(&buffer);
    judge::check_benchmark(buffer, &benchmark, Evidence::START as u32, written.len)
}
