//! Reads the programs' error definitions and writes a table of the sentences users are told. The programs' macros do not
//! keep them at run time, and a second list kept by hand would go stale. Leaves what nothing is decoded by out of the IDLs:
//! it is three quarters of them, and a browser loads the rest.

use quote::quote;
use serde_json::Value;
use std::{env, error::Error, fs, path::PathBuf};
use syn::{Expr, Item, ItemEnum, Lit, Meta};

const PROGRAMS: [&str; 5] = ["stake", "escrow", "amm", "governor", "judge"];
/// The code of the first error of an enum that names no offset, as Anchor counts.
const DEFAULT_OFFSET: u32 = 6_000;

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var("OUT_DIR")?);
    for program in PROGRAMS {
        let path = format!("../../programs/{program}/src/error.rs");
        println!("cargo::rerun-if-changed={path}");
        let source = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
        let errors = error_table(&syn::parse_file(&source)?);
        fs::write(out.join(format!("{program}_errors.rs")), errors)?;
        let path = format!("../../app/client/idl/{program}.json");
        println!("cargo::rerun-if-changed={path}");
        let text = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
        let mut idl: Value = serde_json::from_str(&text)?;
        for part in ["errors", "events"] {
            idl.as_object_mut().and_then(|idl| idl.remove(part));
        }
        strip(&mut idl);
        fs::write(out.join(format!("{program}.json")), idl.to_string())?;
    }
    Ok(())
}

/// Takes documentation and the addresses of accounts out, wherever they are.
fn strip(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for name in ["docs", "pda", "relations"] {
                fields.remove(name);
            }
            fields.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}

/// `&[(code, name, sentence)]` of the file's `#[error_code]` enum.
fn error_table(file: &syn::File) -> String {
    let rows = file
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Enum(item) if has_attribute(&item.attrs, "error_code") => Some(item),
            _ => None,
        })
        .flat_map(error_rows);
    quote!(&[#(#rows),*]).to_string()
}

fn error_rows(item: &ItemEnum) -> Vec<proc_macro2::TokenStream> {
    let offset = error_offset(&item.attrs);
    let mut next = 0;
    item.variants
        .iter()
        .map(|variant| {
            if let Some((_, Expr::Lit(literal))) = &variant.discriminant {
                if let Lit::Int(value) = &literal.lit {
                    next = value.base10_parse().expect("a discriminant of 32 bits");
                }
            }
            let code = offset + next;
            next += 1;
            let name = variant.ident.to_string();
            let sentence = variant
                .attrs
                .iter()
                .find_map(|attribute| match &attribute.meta {
                    Meta::List(list) if list.path.is_ident("msg") => {
                        syn::parse2::<syn::LitStr>(list.tokens.clone()).ok()
                    }
                    _ => None,
                })
                .map_or_else(|| name.clone(), |literal| literal.value());
            quote!((#code, #name, #sentence))
        })
        .collect()
}

/// `N` of `#[error_code(offset = N)]`.
fn error_offset(attributes: &[syn::Attribute]) -> u32 {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("error_code"))
        .find_map(|attribute| {
            let argument: syn::MetaNameValue = attribute.parse_args().ok()?;
            match argument.value {
                Expr::Lit(syn::ExprLit {
                    lit: Lit::Int(value), ..
                }) => value.base10_parse().ok(),
                _ => None,
            }
        })
        .unwrap_or(DEFAULT_OFFSET)
}

fn has_attribute(attributes: &[syn::Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident(name))
}
