//! The programs' own arithmetic and the proofs' roots for the browser, as WebAssembly.
//!
//! # Calling
//!
//! The host writes a request, JSON `{"fn": "amm.sell", …}`, and where the function wants one a blob, each into memory
//! that [`alloc`] gives, and calls [`call`]. The answer is the length of its JSON as a little-endian `u32`, the JSON,
//! and whatever binary the function returns behind it. The JSON is `{"ok": …}`, or `{"error": {"name", "sentence",
//! "detail", "code"}}` with `null` where there is nothing to say. Whoever asked for memory gives it back with [`free`];
//! so does the host with the answer. `app/client/wasm/README.md` lists the functions.
//!
//! Integers of 64 bits and more are decimal strings, smaller ones numbers. Addresses are base58, account data is base64
//! of the whole account with its discriminator, hashes and other bytes are hexadecimal.
//!
//! Nothing is kept between two calls. A call that traps (a bug, or account data no program could have written) leaves
//! nothing behind that the next one needs, but its memory: make a new instance then.

mod amm;
mod answer;
mod escrow;
mod governor;
mod job;
mod request;
mod route;
mod stake;

use answer::{Answer, Failure, Output};
use serde::de::DeserializeOwned;
use serde_json::Value;

// On the host, where the tests run, `free` is the C library's.

/// Memory for `len` bytes.
#[cfg_attr(target_arch = "wasm32", no_mangle)]
pub extern "C" fn alloc(len: usize) -> *mut u8 {
    Box::into_raw(vec![0u8; len].into_boxed_slice()).cast()
}

/// Gives memory back.
///
/// # Safety
/// `ptr` and `len` are what [`alloc`] or [`call`] gave, and have not been given back.
#[cfg_attr(target_arch = "wasm32", no_mangle)]
pub unsafe extern "C" fn free(ptr: *mut u8, len: usize) {
    // SAFETY: the caller's promise.
    drop(unsafe { Box::from_raw(core::ptr::slice_from_raw_parts_mut(ptr, len)) });
}

/// Answers a request. The pointer to the answer is in the high 32 bits, its length in the low ones.
///
/// # Safety
/// Both ranges are memory of this module, or have no length.
#[cfg_attr(target_arch = "wasm32", no_mangle)]
pub unsafe extern "C" fn call(
    request: *const u8,
    request_len: usize,
    blob: *const u8,
    blob_len: usize,
) -> u64 {
    // SAFETY: the caller's promise.
    let (request, blob) = unsafe { (bytes(request, request_len), bytes(blob, blob_len)) };
    let answer = answer(request, blob).into_boxed_slice();
    let len = answer.len() as u64;
    let ptr = Box::into_raw(answer).cast::<u8>() as u64;
    ptr << 32 | len
}

/// # Safety
/// As [`call`].
unsafe fn bytes<'a>(ptr: *const u8, len: usize) -> &'a [u8] {
    match len {
        0 => &[],
        // SAFETY: the caller's promise.
        _ => unsafe { core::slice::from_raw_parts(ptr, len) },
    }
}

/// What [`call`] answers, the length of its JSON first.
pub fn answer(request: &[u8], blob: &[u8]) -> Vec<u8> {
    let result = parse(request).and_then(|(name, request)| dispatch(&name, request, blob));
    answer::encode(result)
}

fn parse(request: &[u8]) -> Result<(String, Value), Failure> {
    let mut request: Value = serde_json::from_slice(request)
        .map_err(|error| Failure::request(format!("it is not JSON: {error}")))?;
    let name = request.get_mut("fn").map(Value::take);
    match name {
        Some(Value::String(name)) => Ok((name, request)),
        _ => Err(Failure::request("it names no function: \"fn\" is missing")),
    }
}

/// A function of its arguments alone.
fn of<T: DeserializeOwned>(request: Value, function: impl FnOnce(T) -> Answer) -> Output {
    let arguments = serde_json::from_value(request).map_err(|error| Failure::request(error.to_string()))?;
    Ok((function(arguments)?, Vec::new()))
}

fn dispatch(name: &str, request: Value, blob: &[u8]) -> Output {
    match name {
        "amm.sell" => of(request, amm::sell),
        "amm.buy" => of(request, amm::buy),
        "amm.deposit" => of(request, amm::deposit),
        "amm.deposit_one" => of(request, amm::deposit_one),
        "amm.withdraw" => of(request, amm::withdraw),
        "amm.withdraw_one" => of(request, amm::withdraw_one),
        "amm.in_proportion" => of(request, amm::in_proportion),
        "amm.worth" => of(request, amm::worth),
        "amm.collectable" => of(request, amm::collectable),
        "amm.spot" => of(request, amm::spot),
        "amm.mean" => of(request, amm::mean),
        "amm.fee" => of(request, amm::fee),
        "amm.observations" => of(request, amm::observations),
        "amm.require_within" => of(request, amm::require_within),
        "amm.route" => of(request, route::route),
        "amm.transfer_fee" => of(request, amm::transfer_fee),
        "amm.price" => of(request, amm::price),
        "stake.pool" => of(request, stake::pool),
        "stake.operator" => of(request, stake::operator),
        "stake.position" => of(request, stake::position),
        "stake.ticket" => of(request, stake::ticket),
        "stake.vesting" => of(request, stake::vesting),
        "stake.farm" => of(request, stake::farm),
        "stake.farm_stake" => of(request, stake::farm_stake),
        "stake.preview" => of(request, stake::preview),
        "stake.concentration" => of(request, stake::concentration),
        "escrow.required_bond" => of(request, escrow::required_bond),
        "escrow.fees" => of(request, escrow::fees),
        "escrow.due" => of(request, escrow::due),
        "escrow.soundness" => of(request, |arguments| escrow::soundness(arguments, blob)),
        "governor.realm" => of(request, governor::realm),
        "governor.proposal" => of(request, governor::proposal),
        "governor.stream" => of(request, governor::stream),
        "governor.voting_weight" => of(request, governor::voting_weight),
        "governor.stage" => of(request, governor::stage),
        "governor.unstage" => of(request, governor::unstage),
        "governor.describe" => of(request, governor::describe),
        "governor.verify" => of(request, governor::verify),
        "governor.decode_account" => of(request, governor::decode_account),
        "job.spec" => Ok((job::spec(blob)?, Vec::new())),
        "job.inputs" => of(request, |arguments| job::inputs(arguments, blob)),
        "job.weights" => of(request, |arguments| job::weights(arguments, blob)),
        "job.output" => job::output(request, blob),
        "job.commitment" => of(request, job::commitment),
        "job.seed_commitment" => of(request, job::seed_commitment),
        "sha256" => Ok((job::sha256(blob)?, Vec::new())),
        _ => Err(Failure::request(format!("there is no function {name}"))),
    }
}
