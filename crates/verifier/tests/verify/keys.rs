//! Keys on disk: whole, secret, and of the right weights, or not used at all.

use crate::job::every_op;
use crate::provider::{Provider, Way};
use assay_proof::ConvictionKind;
use assay_verifier::{KeyFileError, KeyStore, StoredKeyError, Verdict, VerifierKey};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

struct World {
    provider: Provider,
    store: KeyStore,
    dir: tempfile::TempDir,
}

impl World {
    fn saved() -> Self {
        let world = Self::new();
        world.store.save(&world.provider.key()).unwrap();
        world
    }

    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self {
            provider: Provider::honest(every_op(6, 300, 70, 1)),
            store: KeyStore::open(dir.path().join("keys")).unwrap(),
            dir,
        }
    }

    fn load(&self) -> Result<Option<VerifierKey>, StoredKeyError> {
        self.store.load(&self.provider.job.spec)
    }

    fn load_error(&self) -> KeyFileError {
        match self.load() {
            Err(StoredKeyError::File(error)) => error,
            Err(StoredKeyError::Key(error)) => panic!("{error}"),
            Ok(key) => panic!("read: {}", key.is_some()),
        }
    }

    /// The file of the weight of products, or of the first bias.
    fn file(&self, suffix: &str) -> PathBuf {
        self.named(usize::from(suffix == ".weight"), suffix)
    }

    fn weight_file(&self, weight: usize) -> PathBuf {
        self.named(weight, ".weight")
    }

    fn named(&self, weight: usize, suffix: &str) -> PathBuf {
        let root = &self.provider.job.spec.weights[weight].root;
        let root: String = root.iter().map(|byte| format!("{byte:02x}")).collect();
        self.dir.path().join("keys").join(format!("{root}{suffix}"))
    }

    fn edit(&self, suffix: &str, edit: impl FnOnce(&mut Vec<u8>)) {
        let path = self.file(suffix);
        let mut bytes = fs::read(&path).unwrap();
        edit(&mut bytes);
        fs::write(&path, bytes).unwrap();
    }
}

const FILES: [&str; 2] = ["-1.folded", ".weight"];

#[test]
fn a_key_that_was_kept_serves_every_job_without_its_weights() {
    let mut world = World::saved();
    let key = world.load().unwrap().expect("kept");
    let report = world.provider.try_report(&key, Way::Sampled(3)).unwrap();
    assert_eq!(report.verdict, Verdict::Accept);
    let report = world.provider.try_report(&key, Way::Full).unwrap();
    assert_eq!(report.verdict, Verdict::Accept);

    let mut results = world.provider.job.results.clone();
    results[0].set(4, 9, 1);
    world.provider.commit(results);
    for way in [Way::Full, Way::Sampled(1000), Way::Replay] {
        let Verdict::Fraud(proof) = world.provider.try_report(&key, way).unwrap().verdict else {
            panic!("fraud");
        };
        let found = (proof.conviction.kind, proof.conviction.i, proof.conviction.j);
        assert_eq!(found, (ConvictionKind::Element, 4, 9), "{way:?}");
    }
}

/// The weight of products is read when something is wrong, and not before.
#[test]
fn a_weight_that_was_removed_since_cannot_prove() {
    let mut world = World::saved();
    let key = world.load().unwrap().expect("kept");
    fs::remove_file(world.weight_file(0)).unwrap();
    let report = world.provider.try_report(&key, Way::Sampled(3)).unwrap();
    assert_eq!(report.verdict, Verdict::Accept);
    let mut results = world.provider.job.results.clone();
    results[0].set(4, 9, 1);
    world.provider.commit(results);
    let error = world.provider.try_report(&key, Way::Sampled(1000)).unwrap_err();
    assert!(error.to_string().contains("is gone"), "{error}");
    assert!(world.load().unwrap().is_none());
}

#[test]
fn old_keys_make_room() {
    let world = World::saved();
    let bytes = || -> u64 {
        let files = fs::read_dir(world.store.folder()).unwrap();
        files.map(|file| file.unwrap().metadata().unwrap().len()).sum()
    };
    let all = bytes();
    world.store.prune(all).unwrap();
    assert_eq!(bytes(), all);
    world.store.prune(all - 1).unwrap();
    assert!(bytes() < all);
    world.store.prune(0).unwrap();
    assert_eq!(bytes(), 0);
}

/// Jobs of another size on the same weights have another spec and the same key.
#[test]
fn a_key_serves_other_specs_on_the_same_weights() {
    let world = World::saved();
    let spec = &world.provider.job.spec;
    let mut other = spec.clone();
    other.ops.truncate(2);
    assert_ne!(other.spec_root(), spec.spec_root());
    assert!(world.store.load(&other).unwrap().is_some());
}

#[test]
fn what_is_not_kept_is_no_key() {
    let world = World::new();
    assert!(world.load().unwrap().is_none());
    for file in FILES {
        let world = World::saved();
        fs::remove_file(world.file(file)).unwrap();
        assert!(world.load().unwrap().is_none(), "{file}");
    }
}

#[test]
fn files_are_for_their_owner_only() {
    let world = World::saved();
    let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(world.store.folder().to_owned()), 0o700);
    for file in FILES {
        assert_eq!(mode(world.file(file)), 0o600);
    }
    fs::set_permissions(world.file(FILES[0]), fs::Permissions::from_mode(0o640)).unwrap();
    let error = world.load_error();
    assert!(
        matches!(error, KeyFileError::Exposed { mode: 0o640, .. }),
        "{error}"
    );
}

#[test]
fn truncated_and_extended_files_are_refused() {
    for file in FILES {
        let length = fs::metadata(World::saved().file(file)).unwrap().len();
        for cut in [0, 1, 40, length - 1, length + 1] {
            let world = World::saved();
            world.edit(file, |bytes| bytes.resize(cut as usize, 0));
            let error = world.load_error();
            assert!(
                matches!(error, KeyFileError::Length { found, expected, .. } if (found, expected) == (cut, length)),
                "{error}"
            );
        }
    }
}

#[test]
fn corrupted_files_are_refused_wherever_they_changed() {
    for file in FILES {
        let length = fs::metadata(World::saved().file(file)).unwrap().len() as usize;
        for at in [0, 9, 20, 50, 60, length / 2, length - 1] {
            let world = World::saved();
            world.edit(file, |bytes| bytes[at] ^= 4);
            let error = world.load_error();
            let named = match at {
                0 => matches!(error, KeyFileError::Magic { .. }),
                9 => matches!(error, KeyFileError::Version { found: 1025, .. }),
                _ => matches!(error, KeyFileError::Checksum { .. }),
            };
            assert!(named, "byte {at} of {file}: {error}");
        }
    }
}

#[test]
fn files_of_other_weights_are_refused() {
    let (world, mut other) = (World::saved(), World::new());
    other.provider = Provider::honest(every_op(6, 300, 70, 2));
    other.store.save(&other.provider.key()).unwrap();
    for file in FILES {
        let ours = fs::read(world.file(file)).unwrap();
        fs::copy(other.file(file), world.file(file)).unwrap();
        let error = world.load_error();
        assert!(
            matches!(error, KeyFileError::OtherWeight { .. }),
            "{file}: {error}"
        );
        fs::write(world.file(file), ours).unwrap();
    }
    assert!(world.load().unwrap().is_some());
}
