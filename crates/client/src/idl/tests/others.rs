use super::{address, call, refusal};
use crate::{
    idl::{decode_account, Value},
    token,
};
use serde_json::json;
use solana_instruction::Instruction;
use solana_loader_v3_interface::{get_program_data_address, instruction as loader};
use solana_program_pack::Pack;
use solana_system_interface::instruction as system;
use spl_token_interface::{instruction as spl, state};

/// Program, name, arguments and names of accounts of what `instruction` is read as.
#[track_caller]
fn read(instruction: &Instruction) -> (String, String, serde_json::Value, Vec<String>) {
    let call = call(instruction);
    let names = call.accounts.into_iter().map(|account| account.name).collect();
    (call.program, call.name, call.arguments.to_json().into(), names)
}

#[track_caller]
fn reads(instruction: &Instruction, program: &str, name: &str, arguments: serde_json::Value, accounts: &str) {
    let names = accounts.split_whitespace().map(str::to_owned).collect();
    assert_eq!(
        read(instruction),
        (program.to_owned(), name.to_owned(), arguments, names)
    );
}

#[test]
fn what_moves_lamports_is_described() {
    let [from, to, owner] = [1, 2, 3].map(address);
    let transfer = system::transfer(&from, &to, 1_500_000_000);
    let arguments = json!({ "lamports": 1_500_000_000 });
    reads(&transfer, "system", "transfer", arguments, "from to");
    let create = system::create_account(&from, &to, 5, 165, &owner);
    let arguments = json!({ "lamports": 5, "space": 165, "owner": owner.to_string() });
    reads(&create, "system", "create_account", arguments, "from new");
}

#[test]
fn what_moves_tokens_is_described_for_both_token_programs() {
    let [one, two, owner, mint] = [1, 2, 3, 4].map(address);
    let id = token::TOKEN_PROGRAM;
    let built = [
        spl::transfer(&id, &one, &two, &owner, &[], 7),
        spl::transfer_checked(&id, &one, &mint, &two, &owner, &[], 7, 9),
        spl::mint_to(&id, &mint, &two, &owner, &[], 7),
        spl::burn(&id, &one, &mint, &owner, &[], 7),
        spl::approve(&id, &one, &two, &owner, &[], 7),
        spl::close_account(&id, &one, &two, &owner, &[]),
        spl::sync_native(&id, &one),
    ];
    let amount = json!({ "amount": 7 });
    let expected = [
        ("transfer", amount.clone(), "from to owner"),
        (
            "transfer_checked",
            json!({ "amount": 7, "decimals": 9 }),
            "from mint to owner",
        ),
        ("mint_to", amount.clone(), "mint to authority"),
        ("burn", amount.clone(), "account mint owner"),
        ("approve", amount, "account delegate owner"),
        ("close_account", json!({}), "account recipient owner"),
        ("sync_native", json!({}), "account"),
    ];
    for (built, (name, arguments, accounts)) in built.into_iter().zip(expected) {
        let mut built = built.expect("built");
        reads(&built, "token", name, arguments.clone(), accounts);
        built.program_id = token::TOKEN_2022_PROGRAM;
        reads(&built, "token-2022", name, arguments, accounts);
    }
}

#[test]
fn giving_an_authority_away_for_good_says_none() {
    let kind = spl::AuthorityType::MintTokens;
    let set = spl::set_authority(&token::TOKEN_PROGRAM, &address(1), None, kind, &address(2), &[]);
    let arguments = json!({ "authority_type": "mint_tokens", "new_authority": null });
    let set = set.expect("built");
    reads(&set, "token", "set_authority", arguments, "account authority");
    assert!(super::describe(&set).text().contains("new_authority: none"));

    let program = address(5);
    let finalise = loader::set_upgrade_authority(&program, &address(1), None);
    assert_eq!(call(&finalise).arguments.get("new_authority"), Some(&Value::None));
    let hand_over = loader::set_upgrade_authority(&program, &address(1), Some(&address(2)));
    let call = call(&hand_over);
    assert_eq!(call.name, "set_authority");
    assert_eq!(
        call.arguments.get("new_authority"),
        Some(&Value::Address(address(2)))
    );
    assert_eq!(call.accounts[0].address, Some(get_program_data_address(&program)));
}

#[test]
fn upgrading_extending_and_closing_programs_is_described() {
    let [program, buffer, authority, spill] = [1, 2, 3, 4].map(address);
    let upgrade = call(&loader::upgrade(&program, &buffer, &authority, &spill));
    assert_eq!(
        (upgrade.program.as_str(), upgrade.name.as_str()),
        ("upgradeable-loader", "upgrade")
    );
    for (name, expected) in [
        ("program", program),
        ("buffer", buffer),
        ("authority", authority),
        ("spill", spill),
    ] {
        let account = upgrade.accounts.iter().find(|account| account.name == name);
        assert_eq!(
            account.and_then(|account| account.address),
            Some(expected),
            "{name}"
        );
    }
    let extend = call(&loader::extend_program(&program, None, 10_240));
    assert_eq!(
        extend.arguments.get("additional_bytes"),
        Some(&Value::Unsigned(10_240))
    );
    let close = call(&loader::close_any(
        &buffer,
        &spill,
        Some(&authority),
        Some(&program),
    ));
    assert_eq!(close.arguments.get("program"), Some(&Value::Address(program)));
    let close = call(&loader::close(&buffer, &spill, &authority));
    assert_eq!(close.arguments.get("program"), Some(&Value::None));
}

#[test]
fn opening_token_accounts_and_memos_are_described() {
    let open = token::open_associated(&address(1), &address(2), &address(3), &token::TOKEN_PROGRAM);
    let accounts = "payer account owner mint system_program token_program";
    reads(
        &open,
        "associated-token",
        "create_idempotent",
        json!({}),
        accounts,
    );
    let memo = Instruction {
        program_id: "MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr"
            .parse()
            .expect("an address"),
        accounts: Vec::new(),
        data: "why: fees".into(),
    };
    reads(&memo, "memo", "memo", json!({ "text": "why: fees" }), "");
}

#[test]
fn an_instruction_only_one_of_the_token_programs_has_is_not_guessed_at() {
    // Token-2022's transfer hook extension; the other program has no such number.
    let hook = Instruction {
        program_id: token::TOKEN_2022_PROGRAM,
        accounts: Vec::new(),
        data: vec![36, 0],
    };
    assert!(refusal(&hook).contains("token programs share"));
}

#[test]
fn token_accounts_and_mints_are_decoded_with_extensions_as_the_rest() {
    let mut data = vec![0; state::Account::LEN];
    let account = state::Account {
        mint: address(1),
        owner: address(2),
        amount: 3,
        state: state::AccountState::Frozen,
        ..state::Account::default()
    };
    account.pack_into_slice(&mut data);
    for owner in [token::TOKEN_PROGRAM, token::TOKEN_2022_PROGRAM] {
        let decoded = decode_account(&owner, &data).expect("a token account");
        let json = decoded.fields.to_json();
        assert_eq!(
            (json["amount"].clone(), json["state"].clone()),
            (json!(3), json!("frozen"))
        );
        assert_eq!(decoded.what(), "token account");
    }
    data.extend([2, 9, 9]);
    let extended = decode_account(&token::TOKEN_2022_PROGRAM, &data).expect("a token account");
    assert_eq!(extended.rest, [2, 9, 9]);
    data[state::Account::LEN] = 7;
    assert_eq!(
        decode_account(&token::TOKEN_2022_PROGRAM, &data),
        None,
        "it is neither"
    );

    let mut data = vec![0; state::Mint::LEN];
    let mint = state::Mint {
        supply: u64::MAX,
        decimals: 6,
        is_initialized: true,
        ..state::Mint::default()
    };
    mint.pack_into_slice(&mut data);
    let decoded = decode_account(&token::TOKEN_PROGRAM, &data).expect("a mint");
    assert_eq!(decoded.fields.to_json()["supply"], u64::MAX);
    data[45] = 0;
    assert_eq!(
        decode_account(&token::TOKEN_PROGRAM, &data),
        None,
        "not yet a mint"
    );
}
