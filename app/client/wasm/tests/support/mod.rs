//! Calling the module as the browser does.

#![allow(dead_code, reason = "each test file uses its own part")]

use anchor_lang::Discriminator;
use base64::{prelude::BASE64_STANDARD, Engine as _};
use bytemuck::Pod;
use serde_json::Value;

pub fn call(request: &Value, blob: &[u8]) -> (Value, Vec<u8>) {
    read(assay_wasm::answer(request.to_string().as_bytes(), blob))
}

/// Takes an answer apart.
pub fn read(answer: Vec<u8>) -> (Value, Vec<u8>) {
    let (len, rest) = answer.split_at(4);
    let len = u32::from_le_bytes(len.try_into().expect("four bytes")) as usize;
    let (json, binary) = rest.split_at(len);
    (serde_json::from_slice(json).expect("JSON"), binary.to_vec())
}

#[track_caller]
pub fn ok(request: Value) -> Value {
    let answer = call(&request, &[]).0;
    assert!(answer.get("ok").is_some(), "{request}: {answer}");
    answer["ok"].clone()
}

#[track_caller]
pub fn refused(request: Value, blob: &[u8]) -> (String, Value) {
    let answer = call(&request, blob).0;
    let error = &answer["error"];
    let name = error["name"].as_str().unwrap_or_else(|| panic!("{answer}"));
    assert!(!error["sentence"].as_str().expect("a sentence").is_empty());
    (name.to_owned(), error.clone())
}

/// An account as it is on chain.
pub fn account<T: Pod + Discriminator>(state: &T) -> String {
    BASE64_STANDARD.encode([T::DISCRIMINATOR, bytemuck::bytes_of(state)].concat())
}
