use assay_model::*;
fn main(){ for f in std::env::args().skip(1){ match source::read(std::path::Path::new(&f),&source::Options::default()){Ok(n)=>println!("{f}: {} layers",n.layers().len()),Err(e)=>println!("{f}: {e}")}}}
