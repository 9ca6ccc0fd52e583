//! What is measured.

use super::{
    accused::{Layer, WRONG},
    figure::Case,
    judged::{Judged, Wrong},
};
use crate::lab::{
    amm_recipes, answer_of_the_largest, escrow_recipes, governor_recipes, judge_recipes, stake_recipes, Lab,
    Recipe, Stage, Twin,
};
use assay_client::{
    address,
    escrow::{Attestation, Verdict},
};
use assay_proof::pov::{self, Kind, Vector};
use solana_instruction::Instruction;
use std::{cell::OnceCell, rc::Rc};

/// Jobs and operators on the chain, to show that costs do not depend on them.
const CROWDS: [(u64, &str); 3] = [
    (1, "1 job, operator"),
    (100, "100 jobs, operators"),
    (10_000, "10,000 jobs, operators"),
];

/// Positions and operators on the chain.
const STAKES: [(u64, &str); 3] = [
    (1, "1 position, operator"),
    (100, "100 positions, operators"),
    (10_000, "10,000 positions, operators"),
];
/// Farms and stakes in them on the chain.
const FARMERS: [(u64, &str); 3] = [
    (1, "1 farm, staker"),
    (100, "100 farms, stakers"),
    (10_000, "10,000 farms, stakers"),
];
const BACKERS: [(u64, &str); 3] = [
    (1, "1 backer slashed"),
    (100, "100 backers slashed"),
    (10_000, "10,000 backers slashed"),
];

/// Verifiers in the registry, which a draw reads: it has 250 slots, however many operators there are.
const DRAWS: [(u64, &str); 3] = [
    (6, "6 verifiers"),
    (100, "100 verifiers"),
    (10_000, "10,000 verifiers, of which the registry holds 250"),
];

/// Every case.
pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let programs = [
        ("stake", stake_recipes()),
        ("escrow", escrow_recipes()),
        ("amm", amm_recipes()),
        ("governor", governor_recipes()),
        ("judge", judge_recipes()),
    ];
    for (program, recipes) in programs {
        cases.extend(recipes.into_iter().map(|recipe| ordinary(program, recipe)));
    }
    cases.extend(super::pools::cases());
    cases.extend(super::votes::cases());
    cases.extend(token_cases());
    cases.extend(Wrong::all().map(|(wrong, name)| conviction(wrong, name)));
    cases.push(escrow(
        "answer_benchmark",
        "240 weights of 256 MiB, 4,800 steps of 64 rows",
        answer_of_the_largest,
    ));
    cases.extend(accusations());
    cases.extend(crowd_cases());
    cases.extend(stake_crowds());
    cases.extend(DRAWS.map(|(verifiers, name)| {
        escrow("draw_committee", name, move |lab| {
            let twin = lab.one_among(verifiers, Stage::Drawable);
            twin.market.draw_committee(twin.job, Some(twin.seed))
        })
    }));
    cases
}

fn ordinary(program: &'static str, Recipe { instruction, prepare }: Recipe) -> Case {
    Case {
        program,
        instruction,
        case: String::new(),
        prepare: Box::new(prepare),
    }
}

fn escrow(
    instruction: &'static str,
    case: impl Into<String>,
    prepare: impl Fn(&mut Lab) -> Instruction + 'static,
) -> Case {
    Case {
        program: "escrow",
        instruction,
        case: case.into(),
        prepare: Box::new(prepare),
    }
}

/// What is paid in decides which token program runs, and whether fees are burnt.
fn token_cases() -> Vec<Case> {
    let post = |lab: &mut Lab, market| {
        let mut twin = lab.one_job(market, Stage::Open);
        twin.nonce = lab.job_nonce(twin.client);
        market.post_job(twin.client, twin.request())
    };
    vec![
        escrow("post_job", "paid in Token-2022", move |lab| {
            post(lab, lab.parties.markets[1])
        }),
        escrow("settle", "paid in Token-2022", |lab| {
            let twin = lab.one_job(lab.parties.markets[1], Stage::Settleable);
            settle(&twin)
        }),
        escrow("settle", "paid in the reward token, fee burnt", |lab| {
            let market = lab.open_reward_market();
            settle(&lab.one_job(market, Stage::Settleable))
        }),
    ]
}

fn settle(twin: &Twin) -> Instruction {
    twin.market.settle(twin.job, twin.provider.authority)
}

/// Tensors of 4,096 rows take a second to hash, so evidence is made when it is needed, and once.
fn conviction(wrong: Wrong, name: &str) -> Case {
    let judged: Rc<OnceCell<Judged>> = Rc::default();
    escrow("convict", name, move |lab| {
        let judged = judged.get_or_init(|| wrong.judged());
        let twin = lab.one_job(lab.parties.markets[0], Stage::Accused);
        lab.put_result(&twin, judged);
        twin.convict()
    })
}

/// What a verifier did not compute, of products with two inner dimensions.
fn accusations() -> Vec<Case> {
    let mut cases = Vec::new();
    for (inner, size) in [(4_096, "K = 4,096"), (16_384, "K = 16,384")] {
        let layer: Rc<OnceCell<Layer>> = Rc::default();
        for (kind, vector, name) in WRONG {
            let layer = layer.clone();
            cases.push(escrow(
                "convict_verifier",
                format!("{name}, {size}"),
                move |lab| {
                    let twin = lab.one_job(lab.parties.markets[0], Stage::Drawn);
                    let layer = layer.get_or_init(|| Layer::new(inner));
                    lab.put_accused(&twin, layer, (kind, vector));
                    let (verifier, job) = (lab.sitting(&twin, 0), lab.job(&twin));
                    let (challenger, nonce) = (twin.challenger, twin.evidence_nonce);
                    twin.market
                        .convict_verifier((twin.job, &job), verifier.authority, 0, challenger, nonce)
                },
            ));
        }
    }
    cases
}

/// Every instruction of the stake program costs the same however many positions and operators there are.
fn stake_crowds() -> Vec<Case> {
    let mut cases = Vec::new();
    for Recipe { instruction, .. } in stake_recipes() {
        let farms = ["farm", "liquidity"]
            .iter()
            .any(|word| instruction.contains(word));
        for (count, name) in if farms { FARMERS } else { STAKES } {
            cases.push(Case {
                program: "stake",
                instruction,
                case: name.to_owned(),
                prepare: Box::new(move |lab| lab.one_stake_among(count, instruction)),
            });
        }
    }
    for (count, name) in BACKERS {
        cases.push(Case {
            program: "stake",
            instruction: "slash",
            case: name.to_owned(),
            prepare: Box::new(move |lab| lab.slash_of_many(count)),
        });
    }
    cases
}

fn crowd_cases() -> Vec<Case> {
    type Make = fn(&mut Lab, u64) -> Instruction;
    let instructions: [(&'static str, Make); 7] = [
        ("post_job", |lab, count| {
            let mut twin = lab.one_among(count, Stage::Open);
            twin.nonce = lab.job_nonce(twin.client);
            twin.market.post_job(twin.client, twin.request())
        }),
        ("accept", |lab, count| {
            let twin = lab.one_among(count, Stage::Open);
            let (agent, operator) = (twin.provider.agent, twin.provider.address);
            twin.market.accept(agent, operator, twin.job, twin.lock_slot)
        }),
        ("commit", |lab, count| {
            let twin = lab.one_among(count, Stage::Running);
            let (agent, operator) = (twin.provider.agent, twin.provider.address);
            twin.market.commit(agent, operator, twin.job, twin.commitment())
        }),
        ("reveal", |lab, count| {
            let twin = lab.one_among(count, Stage::Committed);
            let (agent, operator) = (twin.provider.agent, twin.provider.address);
            twin.market.reveal(agent, operator, twin.job, twin.opening())
        }),
        ("attest", |lab, count| {
            let twin = lab.one_among(count, Stage::Drawn);
            let verifier = lab.sitting(&twin, 0);
            twin.market.attest(
                verifier.agent,
                verifier.address,
                twin.job,
                0,
                Attestation::bare(Verdict::Accept, twin.verifier_slot),
            )
        }),
        ("settle", |lab, count| {
            settle(&lab.one_among(count, Stage::Settleable))
        }),
        ("convict", |lab, count| {
            lab.one_among(count, Stage::Accused).convict()
        }),
    ];
    let mut cases = Vec::new();
    for (instruction, make) in instructions {
        for (count, name) in CROWDS {
            cases.push(escrow(instruction, name, move |lab| make(lab, count)));
        }
    }
    cases
}

impl Lab {
    /// Makes `judged` what the job's provider revealed and what its challenger wrote.
    fn put_result(&mut self, twin: &Twin, judged: &Judged) {
        let mut job = self.job(twin);
        job.spec_root = judged.roots.spec;
        job.input_root = judged.roots.input;
        job.trace_root = judged.roots.trace;
        job.output_root = judged.roots.output;
        self.put_job(twin, &job);
        self.put_proof(twin, &judged.evidence);
    }

    /// Makes `layer` the job, and what the verifier on the first seat said of it wrong.
    fn put_accused(&mut self, twin: &Twin, layer: &Layer, wrong: (Kind, Vector)) {
        self.lie(twin);
        let mut job = self.job(twin);
        let operator = job.seats[0].operator;
        let seed = pov::seed(twin.job.as_array(), &job.beacon, operator.as_array());
        let accused = layer.accused(wrong, &seed);
        job.spec_root = accused.result.spec;
        job.input_root = accused.result.input;
        job.trace_root = accused.result.trace;
        job.output_root = accused.result.output;
        job.seats[0].verification_root = accused.said;
        self.put_job(twin, &job);
        self.put_proof(twin, &accused.evidence);
    }

    fn put_proof(&mut self, twin: &Twin, bytes: &[u8]) {
        let evidence = address::evidence(&twin.challenger, twin.evidence_nonce);
        self.put_evidence(evidence, bytes);
    }
}
