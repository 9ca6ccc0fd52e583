use assay_tests::{Chain, ProgramChain, SvmChain, Verdict, World};

fn run<C: Chain>() {
    let t = std::time::Instant::now();
    let mut world = World::<C>::new().with_client().with_provider().with_verifiers(5);
    println!("start {:?}", t.elapsed());
    let claim = world.work.honest();
    let job = world.revealed(&claim, |request| request.tier = 1);
    world.draw(&job);
    world.attest_all(&job, Verdict::Accept);
    world.warp_past_window(&job);
    let s = world.settle(&job).unwrap();
    println!("end {:?} {}", t.elapsed(), s.cu);
    let bad = world.work.cheat(0, (1, 2));
    let job = world.job_in(assay_tests::Status::Convicted, 0, &bad);
    println!("end {:?} {}", t.elapsed(), s.cu);
    let _ = job;
}
#[test]
fn a() {
    run::<ProgramChain>()
}
#[test]
fn b() {
    run::<SvmChain>()
}
