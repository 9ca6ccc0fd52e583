//! Types that occur in no instruction of the suite yet, read from an IDL made for the purpose.

use crate::idl::reader::{DecodeError, Reader};
use anchor_lang_idl_spec::IdlTypeDef;
use serde_json::json;

fn types() -> Vec<IdlTypeDef> {
    let types = json!([
        { "name": "Everything", "type": { "kind": "struct", "fields": [
            { "name": "wide", "type": "u128" },
            { "name": "change", "type": "i128" },
            { "name": "maybe", "type": { "option": { "defined": { "name": "Choice" } } } },
            { "name": "list", "type": { "vec": { "defined": { "name": "Choice" } } } },
            { "name": "word", "type": "string" }
        ] } },
        { "name": "Choice", "type": { "kind": "enum", "variants": [
            { "name": "Neither" },
            { "name": "Pair", "fields": ["u8", "bool"] },
            { "name": "Named", "fields": [{ "name": "amount", "type": "i16" }] }
        ] } },
        { "name": "Endless", "type": { "kind": "struct", "fields": [
            { "name": "next", "type": { "option": { "defined": { "name": "Endless" } } } }
        ] } }
    ]);
    serde_json::from_value(types).expect("types of an IDL")
}

fn read(name: &str, data: &[u8]) -> Result<String, DecodeError> {
    let types = types();
    let mut reader = Reader::new(&types, data);
    let value = reader.defined(name, name)?;
    reader.finish().map(|()| value.to_json().to_string())
}

fn everything() -> Vec<u8> {
    let mut data = u128::MAX.to_le_bytes().to_vec();
    data.extend(i128::MIN.to_le_bytes());
    data.extend([1, 1, 7, 1]);
    data.extend([2, 0, 0, 0, 0, 2, 0xff, 0xff]);
    data.extend([2, 0, 0, 0, b'h', b'i']);
    data
}

#[test]
fn every_kind_of_type_is_read() {
    let expected = json!({
        "wide": u128::MAX.to_string(),
        "change": i128::MIN.to_string(),
        "maybe": { "Pair": { "0": 7, "1": true } },
        "list": ["Neither", { "Named": { "amount": -1 } }],
        "word": "hi",
    });
    assert_eq!(read("Everything", &everything()), Ok(expected.to_string()));
}

#[test]
fn every_truncation_is_refused() {
    let whole = everything();
    for len in 0..whole.len() {
        assert!(
            matches!(
                read("Everything", &whole[..len]),
                Err(DecodeError::TooShort { .. })
            ),
            "{len} bytes of {}",
            whole.len()
        );
    }
}

#[test]
fn what_no_encoder_writes_is_refused() {
    let with = |at: usize, byte: u8| {
        let mut data = everything();
        data[at] = byte;
        read("Everything", &data)
    };
    for (at, byte) in [(32, 2), (33, 3), (35, 2)] {
        assert!(
            matches!(with(at, byte), Err(DecodeError::NotCanonical { .. })),
            "byte {at}"
        );
    }
    assert!(matches!(with(49, 0xff), Err(DecodeError::NotText { .. })));
    assert!(
        matches!(with(39, 0xff), Err(DecodeError::TooShort { .. })),
        "an absurd length"
    );
}

#[test]
fn types_that_hold_themselves_end() {
    assert_eq!(read("Endless", &[0]), Ok(json!({ "next": null }).to_string()));
    assert!(matches!(
        read("Endless", &[1; 64]),
        Err(DecodeError::UnknownType { .. })
    ));
    assert!(matches!(
        read("Nowhere", &[]),
        Err(DecodeError::UnknownType { .. })
    ));
}
