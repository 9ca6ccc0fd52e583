//! Reads the programs' error and event definitions and writes what a client needs from them: a
//! table of the sentences users are told, and a decoder for each event. The programs' macros keep
//! neither at run time, and a second list kept by hand would go stale.

use quote::{format_ident, quote};
use std::{env, error::Error, fs, path::PathBuf};
use syn::{Expr, Fields, Item, ItemEnum, ItemStruct, Lit, Meta};

const PROGRAMS: [&str; 5] = ["stake", "escrow", "amm", "governor", "judge"];
/// Changes nothing, so it has no events.
const WITHOUT_EVENTS: &str = "judge";
/// The code of the first error of an enum that names no offset, as Anchor counts.
const DEFAULT_OFFSET: u32 = 6_000;

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var("OUT_DIR")?);
    for program in PROGRAMS {
        let source = |file: &str| {
            let path = format!("../../programs/{program}/src/{file}.rs");
            println!("cargo::rerun-if-changed={path}");
            fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))
        };
        let errors = error_table(&syn::parse_file(&source("error")?)?);
        fs::write(out.join(format!("{program}_errors.rs")), errors)?;
        if program == WITHOUT_EVENTS {
            continue;
        }
        let mut events = syn::parse_file(&source("event")?)?;
        for part in parts(&events) {
            let part = syn::parse_file(&source(&format!("event/{part}"))?)?;
            events.items.extend(part.items);
        }
        let events = event_decoders(program, &events);
        fs::write(out.join(format!("{program}_events.rs")), events)?;
    }
    Ok(())
}

/// The modules that have a file of their own.
fn parts(file: &syn::File) -> Vec<String> {
    let modules = file.items.iter().filter_map(|item| match item {
        Item::Mod(item) if item.content.is_none() => Some(item.ident.to_string()),
        _ => None,
    });
    modules.collect()
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

/// An enum with one variant per `#[event]` struct, its decoder, and its fields as JSON.
fn event_decoders(program: &str, file: &syn::File) -> String {
    let structs: Vec<&ItemStruct> = file
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Struct(item) if has_attribute(&item.attrs, "event") => Some(item),
            _ => None,
        })
        .collect();
    let names: Vec<_> = structs.iter().map(|item| &item.ident).collect();
    let texts: Vec<_> = names.iter().map(|name| name.to_string()).collect();
    let fields: Vec<Vec<_>> = structs.iter().map(|item| field_names(item)).collect();
    let program = format_ident!("{program}");
    quote! {
        /// An event of the program, decoded from a transaction's logs.
        #[allow(clippy::large_enum_variant)]
        pub enum Event { #(#names(::#program::event::#names)),* }

        impl Event {
            /// Decodes what follows `Program data:`; `None` for another program's data.
            pub fn decode(data: &[u8]) -> Option<Self> {
                let (tag, body) = data.split_at_checked(8)?;
                let mut body = body;
                let event = match tag {
                    #(tag if tag == <::#program::event::#names as anchor_lang::Discriminator>::DISCRIMINATOR => {
                        Self::#names(::#program::event::#names { #(#fields: take(&mut body)?),* })
                    })*
                    _ => return None,
                };
                body.is_empty().then_some(event)
            }

            /// The event's name.
            pub fn name(&self) -> &'static str {
                match self { #(Self::#names(_) => #texts),* }
            }

            /// The event's fields, addresses in base58 and other bytes in hexadecimal.
            pub fn fields(&self) -> serde_json::Map<String, serde_json::Value> {
                let mut map = serde_json::Map::new();
                match self {
                    #(Self::#names(event) => {
                        #(map.insert(stringify!(#fields).to_owned(), event.#fields.json());)*
                    })*
                }
                map
            }
        }
    }
    .to_string()
}

fn field_names(item: &ItemStruct) -> Vec<&syn::Ident> {
    match &item.fields {
        Fields::Named(fields) => fields
            .named
            .iter()
            .filter_map(|field| field.ident.as_ref())
            .collect(),
        _ => Vec::new(),
    }
}

fn has_attribute(attributes: &[syn::Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident(name))
}
