//! Reads the programs' event definitions and writes a decoder for each. The programs' macros keep none at run time, and a
//! second list kept by hand would go stale.

use quote::{format_ident, quote};
use std::{env, error::Error, fs, path::PathBuf};
use syn::{Fields, Item, ItemStruct};

/// The judge changes nothing, so it has no events.
const PROGRAMS: [&str; 4] = ["stake", "escrow", "amm", "governor"];

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var("OUT_DIR")?);
    for program in PROGRAMS {
        let source = |file: &str| {
            let path = format!("../../programs/{program}/src/{file}.rs");
            println!("cargo::rerun-if-changed={path}");
            fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))
        };
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
