//! What parses as a spec is well formed, and has these bytes and no others.

#![no_main]

use assay_proof::{JobSpec, OpDesc};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(desc) = OpDesc::parse(bytes) {
        assert_eq!(desc.to_bytes(), bytes);
    }
    let Ok(spec) = JobSpec::parse(bytes) else {
        return;
    };
    assert_eq!(spec.to_bytes(), bytes);
    assert_eq!(spec.validate(), Ok(()));
    for desc in &spec.ops {
        assert_eq!(OpDesc::parse(&desc.to_bytes()), Ok(*desc));
        for source in desc.op.operands().iter() {
            assert!(spec.shape_of(*source).is_some_and(|shape| shape.is_valid()));
        }
    }
    let _ = spec.spec_root();
});
