//! The judge and the reference evaluation agree on every element of every op, whatever its operands hold: the right one
//! is honest, any other is convicted.

#![no_main]

use assay_fuzz::Single;
use assay_proof::{eval, EvalError, Reject};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|single: Single| {
    let mut job = single.job();
    let desc = job.spec.ops[0];
    let honest = match eval(&desc.op, desc.shape, &job.operands(0)) {
        Ok(honest) => honest,
        Err(EvalError::Shape(error)) => panic!("{}: {error}", desc.op.name()),
        // Of a malformed job.
        Err(_) => return,
    };
    let shape = desc.shape;
    let at = u64::from(single.at) % shape.elements();
    let (i, j) = (at / u64::from(shape.cols), at % u64::from(shape.cols));
    let (i, j) = (i as u32, j as u32);
    job.results = vec![honest.clone()];
    assert_eq!(job.try_element(0, (i, j), &honest), Err(Reject::Honest));

    let expected = honest.get(i as usize, j as usize);
    let mut claimed = honest;
    claimed.set(i as usize, j as usize, expected.wrapping_add(single.change));
    let value = claimed.get(i as usize, j as usize);
    let verdict = job.try_element(0, (i, j), &claimed);
    if value == expected {
        assert_eq!(verdict, Err(Reject::Honest));
    } else {
        let conviction = verdict.expect("a wrong element");
        assert_eq!((conviction.i, conviction.j), (i, j));
        assert_eq!(conviction.claimed, value.into());
        assert_eq!(conviction.expected, expected.into());
    }
});
