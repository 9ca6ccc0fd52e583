use assay_tests::{cu::cases, lab::Lab, Chain};
fn main() {
    let want = std::env::args().nth(1).unwrap();
    let lab = Lab::new();
    for case in cases() {
        if case.program == "governor" && case.instruction == want && case.case.is_empty() {
            let mut lab = lab.clone();
            let ix = (case.prepare)(&mut lab);
            let out = lab.send(ix);
            println!("{}\n{}", out.cu, out.logs.join("\n"));
        }
    }
}
