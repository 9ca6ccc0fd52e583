//! Impostors that harm nobody. Each line stands for cases that succeed, and must.

use assay_tests::impostor::{Class, Exception};

const fn others(
    instruction: &'static str,
    account: &'static str,
    impostors: &'static [&'static str],
    why: &'static str,
) -> Exception {
    Exception {
        instruction,
        account,
        class: Class::Other,
        impostors,
        why,
    }
}

const fn twice(
    instruction: &'static str,
    account: &'static str,
    impostors: &'static [&'static str],
    why: &'static str,
) -> Exception {
    Exception {
        class: Class::Twice,
        ..others(instruction, account, impostors, why)
    }
}

const fn vacant(instruction: &'static str, account: &'static str, why: &'static str) -> Exception {
    Exception {
        class: Class::Vacant,
        ..others(instruction, account, &["itself, closed"], why)
    }
}

const fn itself(class: Class, vacant: Exception) -> Exception {
    Exception {
        class,
        impostors: &["itself"],
        ..vacant
    }
}

const fn foreign(instruction: &'static str, account: &'static str, why: &'static str) -> Exception {
    itself(Class::Foreign, vacant(instruction, account, why))
}

const fn mistyped(instruction: &'static str, account: &'static str, why: &'static str) -> Exception {
    itself(Class::Mistyped, vacant(instruction, account, why))
}

const GIFT: &str = "anyone may add to any operator's bond";
const OWN_OPERATOR: &str = "the signer's own operator account in another pool";
const OWN_TICKET: &str = "the signer names which of its tickets";
const ANYONE: &str = "anyone may bring any operator up to date";
const OWN_POSITION: &str = "the signer names which of its positions";
const OWN_TREASURY: &str =
    "the governor, whose other address signs too, names its treasury, which signs as well";
const ANY_POSITION: &str = "the governor holds and lets go of whichever position votes";
const OWN_CHOICE: &str = "the signer backs which operator it likes";
const LEFT: &str = "anyone may end the leaving of any position whose cooldown is over";
const OWN_FARM: &str = "the pool's authority sets the weight of whichever farm it likes";
const OWN_STAKES: &str = "the signer names which of its empty stakes";
const VIEW: &str = "it reads and changes nothing";
const ESCROW_PAYS: &str = "whom a slash pays is the escrow's to check, and only its signer can call";
const ESCROW_JUDGES: &str = "who has shown what is the escrow's to judge, and only its signer can call";
const OWN_MARKET: &str = "another market of the same pool, whose authority signs";
const OWN_MONEY: &str = "the signer sends its own money where it likes";
const ANY_MARKET: &str = "the client posts in which market of the mint it likes";
const ANY_JOB: &str = "the agent takes on which open job it likes";
const OWN_JOB: &str = "another job of the same provider, whose agent signs";
const OWN_BUYBACK: &str = "the authority chooses in which pool of its two mints fees buy";
const BLOCKS_NOTHING: &str =
    "a vault that takes nothing in buys nothing, and the fee goes to the treasury: a settlement is never blocked";
const NO_BURN: &str = "a fee that is not in the reward token burns nothing";
const NO_SHARE: &str = "a seat of a job that is not settled has no share yet: nothing leaves the vault";
const OWN_CLASS: &str = "the authority names which of its classes";
const ANY_CLASS: &str = "the agent shows which class of its pool it likes";
const ANY_DRAW: &str = "anyone may have any draw decided whose slot has passed";
const OWN_RENT: &str = "another benchmark that the same agent paid for";
const OWN_SEAT: &str = "the verifier has this seat in that job's committee, too";

const OWN_DRAFT: &str = "the signer names which of its proposals";
const OWED: &str = "where a deposit goes is decided, whoever asks for it";
const DECIDED: &str = "anyone may have any vote decided that is over";
const OWN_DELEGATION: &str = "the signer names which of its delegations";
const GONE: &str = "a position that is gone is held by nothing";
const SIGNS: &str = "a realm signs by its address; nothing of what it holds is read";
const NOTHING_LEFT: &str = "nothing of the mint is paid any more";

const OWN_POSITIONS: &[&str] = &[
    "another position of the same proposer",
    "a position",
    "another position of the same owner",
];
const OWN_PROPOSAL: &[&str] = &["another proposal of the same proposer"];
const PROPOSALS: &[&str] = &[
    "another proposal of the same proposer",
    "a proposal of another proposer",
];
/// Operators of pool A that no recipe is about.
const POOL_A: &[&str] = &[
    "operator of provider 2",
    "operator of verifier * of A",
    "operator of candidate 1",
    "operator of candidate 2",
];
const SECOND: &[&str] = &["another position of the same owner"];
const OTHERS: &[&str] = &[
    "another position of the same owner",
    "a position of another owner",
];
const TICKET: &[&str] = &["another ticket of the same position"];
const OWN_EMPTY: &[&str] = &[
    "a stake of the same owner in another farm",
    "a stake in another pool's farm",
];
const REWARDS_C: &[&str] = &["reward C of *", "reward vault C"];

const SECOND_CLASS: &[&str] = &["second class of pool A"];

pub const STAKE: &[Exception] = &[
    others(
        "update_operator",
        "operator",
        &["operator of provider 1 in another pool"],
        OWN_OPERATOR,
    ),
    others("deposit_bond", "operator", POOL_A, GIFT),
    others(
        "cancel_unbond",
        "ticket",
        &["another ticket of the same operator"],
        OWN_TICKET,
    ),
    others(
        "withdraw_bond",
        "ticket",
        &["another ticket of the same operator"],
        OWN_TICKET,
    ),
    others("sync_operator", "operator", POOL_A, ANYONE),
    others("add", "position", SECOND, OWN_POSITION),
    others("split", "position", SECOND, OWN_POSITION),
    others("claim", "position", SECOND, OWN_POSITION),
    others("compound", "position", SECOND, OWN_POSITION),
    others("back", "position", SECOND, OWN_POSITION),
    others("back", "operator", POOL_A, OWN_CHOICE),
    others("leave", "position", SECOND, OWN_POSITION),
    others("set_lock", "position", SECOND, OWN_POSITION),
    others("release_lock", "position", SECOND, OWN_POSITION),
    others("transfer_position", "position", SECOND, OWN_POSITION),
    others("close_position", "position", SECOND, OWN_POSITION),
    others("end_leave", "position", OTHERS, LEFT),
    others("hold_vote", "position", OTHERS, ANY_POSITION),
    others("release_vote", "position", OTHERS, ANY_POSITION),
    others("open_exit", "position", OTHERS, ANY_POSITION),
    others("sync_position", "position", OTHERS, ANYONE),
    others("voting_weight", "position", OTHERS, VIEW),
    others("cancel_unstake", "ticket", TICKET, OWN_TICKET),
    others("withdraw", "ticket", TICKET, OWN_TICKET),
    others("set_farm_weight", "farm", &["farm of other lp"], OWN_FARM),
    others("close_farm_stake", "stake", OWN_EMPTY, OWN_STAKES),
    others("slash", "challenger_token", REWARDS_C, ESCROW_PAYS),
    others("slash", "client_token", REWARDS_C, ESCROW_PAYS),
    twice("slash", "challenger_token", &["client_token"], ESCROW_PAYS),
    twice("slash", "client_token", &["challenger_token"], ESCROW_PAYS),
    others("set_class", "operator", &["operator of bonded 2"], ESCROW_JUDGES),
    others("handover", "treasury", &["*"], OWN_TREASURY),
    twice("handover", "treasury", &["governor_signer"], OWN_TREASURY),
    of_class(Class::Vacant, "handover", "treasury", &["nothing"], OWN_TREASURY),
    of_class(Class::LookAlike, "handover", "treasury", &["*"], OWN_TREASURY),
];

pub const ESCROW: &[Exception] = &[
    others("set_buyback", "amm_pool", &["pool usdc of tier 2"], OWN_BUYBACK),
    others("post_job_with_swap", "market", &["usdc market of B"], ANY_MARKET),
    vacant("settle_with_buyback", "amm_payment_vault", BLOCKS_NOTHING),
    vacant("accept_result_with_buyback", "amm_payment_vault", BLOCKS_NOTHING),
    others("set_market_params", "market", &["eurc market"], OWN_MARKET),
    others("set_market_pause", "market", &["eurc market"], OWN_MARKET),
    others(
        "withdraw_treasury",
        "destination",
        &["usdc of *", "usdc treasury of B"],
        OWN_MONEY,
    ),
    others(
        "close_job",
        "client_token",
        &[
            "usdc of *",
            "usdc treasury",
            "vault of job 1",
            "vault of job 2",
            "vault of job 5",
            "usdc treasury of B",
        ],
        OWN_MONEY,
    ),
    vacant("convict_verifier", "vault", NO_SHARE),
    of_class(Class::Foreign, "convict_verifier", "vault", &["itself"], NO_SHARE),
    vacant("settle", "reward_mint", NO_BURN),
    vacant("accept_result", "reward_mint", NO_BURN),
    others("post_job", "market", &["usdc market of B"], ANY_MARKET),
    others("accept", "job", &["job 1", "job 2"], ANY_JOB),
    others("heartbeat", "job", &["job 2", "job 3"], OWN_JOB),
    others("commit", "job", &["job 2", "job 3"], OWN_JOB),
    others("reveal", "job", &["job 2", "job 3"], OWN_JOB),
    others("attest", "job", &["job 2"], OWN_SEAT),
    others("close_benchmark_class", "class", SECOND_CLASS, OWN_CLASS),
    others("begin_benchmark", "class", SECOND_CLASS, ANY_CLASS),
    others(
        "draw_benchmark",
        "benchmark",
        &["benchmark of operator of *"],
        ANY_DRAW,
    ),
    others(
        "close_benchmark",
        "benchmark",
        &["benchmark of operator of provider 1 in another pool"],
        OWN_RENT,
    ),
];

const ANY_EVIDENCE: &str = "evidence proves what it proves, wherever it is and whoever wrote it";

pub const JUDGE: &[Exception] = &[
    others(
        "check_result",
        "evidence",
        &["evidence about job *"],
        ANY_EVIDENCE,
    ),
    of_class(Class::Foreign, "check_result", "evidence", &["*"], ANY_EVIDENCE),
    mistyped("check_result", "evidence", ANY_EVIDENCE),
    of_class(Class::Foreign, "check_verifier", "evidence", &["*"], ANY_EVIDENCE),
    mistyped("check_verifier", "evidence", ANY_EVIDENCE),
    of_class(
        Class::Foreign,
        "check_benchmark",
        "evidence",
        &["*"],
        ANY_EVIDENCE,
    ),
    mistyped("check_benchmark", "evidence", ANY_EVIDENCE),
];

const OWN_TIER: &str = "another tier of the same stake pool, whose authority signs";
const OWN_POOL: &str = "another pool of the same tier, whose authority signs";
const WHOLE_TIER: &str =
    "the program in place of a pool stands for all pools of the tier, whose authority signs";
const ANY_POOL: &str = "anyone may bring any pool's oracle up to date";
const OWN_LIQUIDITY: &str = "the signer sends its own liquidity where it likes";
const OWN_LOCK: &str = "another lock of the same owner, who signs or is paid";
const UNUSED: &str = "nothing of this side moves, and nobody looks at it";
const NOT_SERVED: &str = "a pool that cannot serve a burn says so and moves nothing";

/// Token accounts of usdc, and of pool A's reward token.
const USDC: &[&str] = &[
    "usdc of *",
    "usdc treasury",
    "usdc treasury of B",
    "vault a of pool usdc of tier 2",
    "vault b of pool usdc of B",
];
const REWARDS_A: &[&str] = &[
    "reward A of *",
    "stake vault A",
    "reward vault A",
    "vault b of pool usdc of tier 2",
    "vault b of pool eurc of tier 1",
];
const LIQUIDITY: &[&str] = &["lp mint usdc of tier 1 of *"];
const ANY_WRITABLE: &[&str] = &[
    "the Token-2022 program",
    "the stake program",
    "the escrow program",
    "the governor program",
    "the judge program",
];

const fn of_class(
    class: Class,
    instruction: &'static str,
    account: &'static str,
    impostors: &'static [&'static str],
    why: &'static str,
) -> Exception {
    Exception {
        class,
        ..others(instruction, account, impostors, why)
    }
}

/// An account that may be anything.
const fn unused(class: Class, instruction: &'static str, account: &'static str) -> Exception {
    let impostors: &[&str] = match class {
        Class::LookAlike => ANY_WRITABLE,
        _ => &["*"],
    };
    of_class(class, instruction, account, impostors, UNUSED)
}

pub const GOVERNOR: &[Exception] = &[
    others("create_proposal", "position", OWN_POSITIONS, OWN_POSITION),
    others("submit", "position", OWN_POSITIONS, OWN_POSITION),
    others("submit", "proposal", OWN_PROPOSAL, OWN_DRAFT),
    others("cancel", "proposal", OWN_PROPOSAL, OWN_DRAFT),
    others("close_proposal", "proposal", OWN_PROPOSAL, OWN_DRAFT),
    others("reclaim_deposit", "proposal", OWN_PROPOSAL, OWED),
    others("finalize", "proposal", PROPOSALS, DECIDED),
    others(
        "undelegate",
        "delegation",
        &["a delegation of the same owner in another realm"],
        OWN_DELEGATION,
    ),
    foreign("close_vote", "position", GONE),
    vacant("close_vote", "position", GONE),
    foreign("cast_vote", "realm", SIGNS),
    mistyped("cast_vote", "realm", SIGNS),
    vacant("cast_vote", "realm", SIGNS),
    foreign("withdraw_vote", "realm", SIGNS),
    mistyped("withdraw_vote", "realm", SIGNS),
    vacant("withdraw_vote", "realm", SIGNS),
    foreign("close_vote", "realm", SIGNS),
    mistyped("close_vote", "realm", SIGNS),
    vacant("close_vote", "realm", SIGNS),
    foreign("claim_exit", "realm", SIGNS),
    mistyped("claim_exit", "realm", SIGNS),
    vacant("claim_exit", "realm", SIGNS),
    vacant("close_stream", "mint", NOTHING_LEFT),
];

pub const AMM: &[Exception] = &[
    others("set_fees", "config", &["tier 2"], OWN_TIER),
    others("set_pause", "pool", &["pool eurc of tier 1"], OWN_POOL),
    of_class(
        Class::LookAlike,
        "set_pause",
        "pool",
        &["the AMM program"],
        WHOLE_TIER,
    ),
    others("swap_exact_in", "account_b", REWARDS_A, OWN_MONEY),
    others("swap_exact_out", "account_b", REWARDS_A, OWN_MONEY),
    others("withdraw", "account_a", USDC, OWN_MONEY),
    others("withdraw", "account_b", REWARDS_A, OWN_MONEY),
    others("withdraw_single", "account_a", USDC, OWN_MONEY),
    others("deposit", "lp_account", LIQUIDITY, OWN_LIQUIDITY),
    others("deposit_single", "lp_account", LIQUIDITY, OWN_LIQUIDITY),
    unused(Class::Other, "buy_and_burn", "account_b"),
    unused(Class::Foreign, "buy_and_burn", "account_b"),
    unused(Class::Vacant, "buy_and_burn", "account_b"),
    unused(Class::LookAlike, "buy_and_burn", "account_b"),
    vacant("buy_and_burn", "vault_a", NOT_SERVED),
    unused(Class::Other, "deposit_single", "account_b"),
    unused(Class::Foreign, "deposit_single", "account_b"),
    unused(Class::Vacant, "deposit_single", "account_b"),
    unused(Class::LookAlike, "deposit_single", "account_b"),
    vacant("deposit_single", "vault_b", UNUSED),
    of_class(Class::Foreign, "deposit_single", "vault_b", &["itself"], UNUSED),
    unused(Class::Other, "withdraw_single", "account_b"),
    unused(Class::Foreign, "withdraw_single", "account_b"),
    unused(Class::Vacant, "withdraw_single", "account_b"),
    unused(Class::LookAlike, "withdraw_single", "account_b"),
    vacant("withdraw_single", "vault_b", UNUSED),
    of_class(Class::Foreign, "withdraw_single", "vault_b", &["itself"], UNUSED),
    others(
        "collect_lock",
        "lock",
        &["another lock of maker 1 in pool 0"],
        OWN_LOCK,
    ),
    others(
        "close_lock",
        "lock",
        &["another lock of maker 1 in pool *", "a lock of maker 1 in pool 1"],
        OWN_LOCK,
    ),
    others(
        "sync_oracle",
        "pool",
        &["pool usdc of *", "pool eurc of *"],
        ANY_POOL,
    ),
    others(
        "read_mean_price",
        "pool",
        &["pool usdc of *", "pool eurc of *"],
        VIEW,
    ),
];
