use super::{address, call, describe, refusal, Described};
use crate::{idl::decode_account, stake::StakePool, token};
use proptest::prelude::*;
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};

fn lower_emission() -> Instruction {
    StakePool::new(address(1)).lower_emission(address(9), 1_500)
}

#[test]
fn an_unknown_program_is_shown_with_its_data() {
    let unknown = Instruction {
        program_id: address(6),
        accounts: vec![AccountMeta::new(address(7), true)],
        data: vec![0xde, 0xad],
    };
    assert_eq!(
        describe(&unknown).text(),
        format!(
            "UNDECODABLE: program {} with data 0xdead (its program is not one this client knows) on account 0 {} (signs, is changed)",
            address(6),
            address(7)
        )
    );
    assert_eq!(describe(&unknown).to_json()["data"], "dead");
    assert!(describe(&unknown).call().is_none());
}

#[test]
fn what_is_too_short_or_too_long_is_refused_with_the_reason() {
    let whole = lower_emission();
    let mut short = whole.clone();
    short.data.pop();
    assert_eq!(
        refusal(&short),
        "it begins like `lower_emission`, but the data ends within emission, which needs 8 bytes where 7 are left"
    );
    let mut long = whole.clone();
    long.data.push(0);
    assert_eq!(
        refusal(&long),
        "it begins like `lower_emission`, but 1 bytes follow the last argument"
    );
    let mut other = whole.clone();
    other.data[0] ^= 1;
    assert!(refusal(&other).contains("begins like no instruction"));
    let mut alone = whole;
    alone.accounts.pop();
    assert_eq!(
        refusal(&alone),
        "`lower_emission` needs 2 accounts, and 1 are given"
    );
}

#[test]
fn accounts_behind_the_named_ones_are_shown() {
    let mut more = lower_emission();
    more.accounts.push(AccountMeta::new(address(8), false));
    let last = call(&more).accounts.pop().expect("an account");
    assert_eq!(
        (last.name.as_str(), last.address),
        ("remaining 0", Some(address(8)))
    );
}

#[test]
fn the_other_programs_data_is_refused_when_it_is_too_long_too() {
    let [one, two] = [1, 2].map(address);
    let programs = [
        solana_system_interface::instruction::transfer(&one, &two, 5),
        token::mint_to(&one, &two, &one, 5),
        token::open_associated(&one, &two, &one, &token::TOKEN_PROGRAM),
        solana_loader_v3_interface::instruction::upgrade(&one, &two, &one, &two),
    ];
    for whole in programs {
        call(&whole);
        let mut long = whole.clone();
        long.data.push(0);
        refusal(&long);
        let mut short = whole;
        short.data.pop();
        // Without data, the associated token program opens an account.
        if !short.data.is_empty() {
            refusal(&short);
        }
    }
}

/// Programs whose instructions are decoded.
const KNOWN: [Address; 7] = [
    stake::ID,
    escrow::ID,
    amm::ID,
    token::TOKEN_PROGRAM,
    token::ASSOCIATED_TOKEN_PROGRAM,
    solana_sdk_ids::system_program::ID,
    solana_sdk_ids::bpf_loader_upgradeable::ID,
];

/// Data that begins like an instruction or an account of the suite, followed by anything.
fn data() -> impl Strategy<Value = Vec<u8>> {
    let idls = ["stake", "escrow", "amm"].map(|name| {
        let path = format!("{}/../../app/client/idl/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).expect("a committed IDL");
        serde_json::from_str::<anchor_lang_idl_spec::Idl>(&text).expect("an IDL")
    });
    let mut tags = vec![Vec::new()];
    for idl in idls {
        tags.extend(idl.instructions.into_iter().map(|found| found.discriminator));
        tags.extend(idl.accounts.into_iter().map(|found| found.discriminator));
    }
    let body = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..300),
        prop::collection::vec(0..3_u8, 0..300)
    ];
    (prop::sample::select(tags), body).prop_map(|(tag, body)| [tag, body].concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn nothing_that_anyone_writes_makes_it_panic(
        program in prop::sample::select(KNOWN.to_vec()),
        data in data(),
        accounts in 0..30_usize,
    ) {
        let instruction = Instruction {
            program_id: program,
            accounts: vec![AccountMeta::new(program, false); accounts],
            data,
        };
        let described = describe(&instruction);
        prop_assert!(!described.text().is_empty() && !described.to_json().is_empty());
        decode_account(&program, &instruction.data);
        // What is decoded is all of it: with one byte more it is something else.
        if let Described::Call(call) = described {
            let mut longer = instruction;
            longer.data.push(0);
            if let Described::Call(other) = describe(&longer) {
                prop_assert_ne!(call, other);
            }
        }
    }
}
