use std::path::Path;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use super::store::Folder;
use super::{StoreError, World};
use crate::world::Clock;

/// Where the services stand: the world, its clock and, for a cloud that is kept, its folder. One request is on it at a time.
#[derive(Debug)]
pub(super) struct Ground {
    clock: Clock,
    held: Mutex<Held>,
}

#[derive(Debug)]
struct Held {
    world: World,
    folder: Option<Folder>,
}

impl Ground {
    /// In memory only.
    pub(super) fn in_memory(clock: Clock) -> Self {
        Self { clock, held: Mutex::new(Held { world: World::default(), folder: None }) }
    }

    /// Kept in `dir`. The clock goes on from the latest of itself, the system's and the one saved last.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub(super) fn open(dir: &Path, clock: Clock) -> Result<Self, StoreError> {
        clock.catch_up(Clock::real().now());
        let mut folder = Folder::new(dir);
        let mut world = World::default();
        let visit = folder.visit(&mut world)?;
        visit.tidy();
        clock.catch_up(visit.saved_now());
        visit.save(&mut world, clock.now())?;
        Ok(Self { clock, held: Mutex::new(Held { world, folder: Some(folder) }) })
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// One request: `act` gets the world as the last request of any process left it and the cloud's clock, and what it changes
    /// is saved before this returns.
    ///
    /// # Errors
    /// When the folder cannot be read (`act` is not called) or written (it has not happened, as far as anybody can see).
    pub(super) fn transact<T>(&self, act: impl FnOnce(&mut World, Duration) -> T) -> Result<T, StoreError> {
        let mut held = self.lock();
        let Held { world, folder } = &mut *held;
        let Some(folder) = folder else {
            let outcome = act(world, self.clock.now());
            #[cfg(test)]
            assert_survives_saving(world);
            return Ok(outcome);
        };
        let visit = folder.visit(world)?;
        self.clock.catch_up(visit.saved_now());
        let now = self.clock.now().max(visit.saved_now());
        let outcome = act(world, now);
        visit.save(world, now)?;
        Ok(outcome)
    }

    /// Lets `act` see the world as the last request of any process left it, and the number of that last change; nothing is saved.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub(super) fn read<T>(&self, act: impl FnOnce(&World, u64) -> T) -> Result<T, StoreError> {
        let mut held = self.lock();
        let Held { world, folder } = &mut *held;
        let Some(folder) = folder else { return Ok(act(world, 0)) };
        let visit = folder.visit(world)?;
        let edition = visit.edition();
        let outcome = act(world, edition);
        visit.leave();
        Ok(outcome)
    }

    /// Lets `act` at the world outside of any request. When the folder cannot be used it sees what was seen last, and nothing is
    /// saved.
    pub(super) fn look<T>(&self, act: impl FnOnce(&mut World) -> T) -> T {
        let mut held = self.lock();
        let Held { world, folder } = &mut *held;
        let visit = folder.as_mut().and_then(|folder| folder.visit(world).ok());
        let outcome = act(world);
        if let Some(visit) = visit {
            let now = self.clock.now().max(visit.saved_now());
            // The next request meets the same error and reports it.
            let _ = visit.save(world, now);
        }
        outcome
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        // A service that panicked left the world in memory half changed; a kept one is read anew by the next visit.
        self.held.lock().unwrap_or_else(|broken| broken.into_inner())
    }
}

/// Every test of a service is also one of its written form: what it left must come back from a folder as it was.
#[cfg(test)]
fn assert_survives_saving(world: &mut World) {
    let mut again = World::default();
    let shelves = !world.s3.buckets.is_empty();
    let parts = || World::all_parts().filter(|part| shelves || !part.contains('-'));
    for part in parts() {
        let bytes = world.part(&part).unwrap_or_else(|error| panic!("{part} cannot be written: {error}"));
        again.set_part(&part, &bytes).unwrap_or_else(|error| panic!("{part} cannot be read back: {error}"));
    }
    for part in parts() {
        assert_eq!(world.part(&part).ok(), again.part(&part).ok(), "{part} differs after saving");
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::process::{Command, Stdio};

    use bytes::Bytes;

    use super::*;

    fn open(dir: &Path) -> Result<Ground, StoreError> {
        Ground::open(dir, Clock::virtual_from(Duration::ZERO))
    }

    /// Changes two parts, the counter and the blobs in one request.
    fn step(ground: &Ground) -> u64 {
        ground
            .transact(|world, _| {
                let region = world.uuid();
                world.acm.insert(region.clone(), Default::default());
                world.lambda.insert(region.clone(), Default::default());
                world.blobs.put(Bytes::from(region));
                world.counter
            })
            .expect("the folder is writable")
    }

    fn assert_whole(ground: &Ground) {
        ground
            .transact(|world, _| {
                assert_eq!(world.acm.len() as u64, world.counter);
                assert!(world.acm.keys().eq(world.lambda.keys()));
                for region in world.acm.keys() {
                    let mut memory = crate::sandbox::BlobStore::default();
                    let digest = memory.put(Bytes::from(region.clone()));
                    assert_eq!(world.blobs.get(&digest).as_deref(), Some(region.as_bytes()));
                }
            })
            .expect("the folder is readable");
    }

    fn files(dir: &Path) -> Vec<PathBuf> {
        walkdir::WalkDir::new(dir)
            .into_iter()
            .flatten()
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| entry.into_path())
            .collect()
    }

    #[test]
    fn a_cloud_is_found_as_it_was_left() {
        let dir = tempfile::tempdir().expect("a folder");
        let first = open(dir.path()).expect("a new cloud");
        step(&first);
        step(&first);
        drop(first);
        let second = open(dir.path()).expect("the same cloud");
        assert_eq!(step(&second), 3);
        assert_whole(&second);
    }

    #[test]
    fn two_openers_see_each_other_at_every_request() {
        let dir = tempfile::tempdir().expect("a folder");
        let (one, two) = (open(dir.path()).expect("one"), open(dir.path()).expect("two"));
        for round in 0..10 {
            assert_eq!(step(&one), 2 * round + 1);
            assert_eq!(step(&two), 2 * round + 2);
        }
        std::thread::scope(|scope| {
            for ground in [&one, &two] {
                scope.spawn(|| {
                    for _ in 0..50 {
                        step(ground);
                    }
                });
            }
        });
        assert_whole(&one);
        assert_whole(&two);
        assert_eq!(one.look(|world| world.counter), 120);
    }

    #[test]
    fn time_never_runs_backwards() {
        let dir = tempfile::tempdir().expect("a folder");
        let real = Clock::real().now();
        let first = open(dir.path()).expect("a new cloud");
        assert!(first.clock().now() >= real);
        first.clock().advance(Duration::from_secs(86_400));
        let last = first.transact(|_, now| now).expect("a request");
        drop(first);
        let second = Ground::open(dir.path(), Clock::scaled(real, 30)).expect("the same cloud");
        assert!(second.clock().now() >= last);
        let third = open(dir.path()).expect("the same cloud");
        third.clock().advance(Duration::from_secs(86_400));
        let later = third.transact(|_, now| now).expect("a request");
        assert!(second.transact(|_, now| now).expect("a request") >= later);
    }

    #[test]
    fn removed_blobs_go_when_the_request_is_saved() {
        let dir = tempfile::tempdir().expect("a folder");
        let ground = open(dir.path()).expect("a new cloud");
        let digest = ground.look(|world| world.blobs.put(Bytes::from_static(b"body")));
        ground.look(|world| {
            world.blobs.remove(&digest);
            assert_eq!(world.blobs.get(&digest), None);
            world.blobs.put(Bytes::from_static(b"body"));
        });
        assert_eq!(ground.look(|world| world.blobs.get(&digest)).as_deref(), Some(&b"body"[..]));
        ground.look(|world| world.blobs.remove(&digest));
        assert_eq!(ground.look(|world| world.blobs.get(&digest)), None);
        assert_eq!(files(&dir.path().join("blobs")), Vec::<PathBuf>::new());
    }

    #[test]
    fn nothing_on_disk_can_be_read_without_the_key() {
        let dir = tempfile::tempdir().expect("a folder");
        let ground = open(dir.path()).expect("a new cloud");
        let secret = "planted-secret-0123456789";
        ground.look(|world| {
            world.acm.insert(secret.into(), Default::default());
            world.blobs.put(Bytes::from_static(secret.as_bytes()));
        });
        let digest = crate::sandbox::BlobStore::default().put(Bytes::from_static(secret.as_bytes()));
        let files = files(dir.path());
        assert!(files.len() >= 5, "{files:?}");
        for file in files {
            let name = file.display().to_string();
            assert!(!name.contains(secret) && !name.contains(&digest), "{name}");
            let bytes = std::fs::read(&file).expect("readable");
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{name}");
            #[cfg(unix)]
            if !name.ends_with("lock") {
                use std::os::unix::fs::PermissionsExt as _;
                assert_eq!(file.metadata().expect("metadata").permissions().mode() & 0o777, 0o600, "{name}");
            }
        }
    }

    #[test]
    fn any_damage_is_reported_with_the_file_and_a_way_out() {
        let dir = tempfile::tempdir().expect("a folder");
        let ground = open(dir.path()).expect("a new cloud");
        step(&ground);
        let blob = ground.look(|world| world.blobs.put(Bytes::from_static(b"body")));
        for path in files(dir.path()).into_iter().filter(|path| !path.ends_with("lock")) {
            let good = std::fs::read(&path).expect("readable");
            let mut versioned = good.clone();
            versioned[4] = 9;
            let mut flipped = good.clone();
            *flipped.last_mut().expect("not empty") ^= 1;
            for (bad, damage) in [(&good[..3], true), (&good[..20], true), (&flipped, true), (&versioned, false)] {
                std::fs::write(&path, bad).expect("writable");
                let seen = open(dir.path()).and_then(|ground| ground.transact(|world, _| world.blobs.get(&blob)));
                // Another blob than the one read does not matter until somebody reads it.
                let Err(error) = seen else {
                    assert!(path.starts_with(dir.path().join("blobs")), "{}", path.display());
                    continue;
                };
                assert_eq!(matches!(error, StoreError::Damaged { .. }), damage, "{error}");
                assert_eq!(matches!(error, StoreError::Version { .. }), !damage, "{error}");
                assert!(error.way_out().contains(&format!("rm -r {}", dir.path().display())));
            }
            std::fs::write(&path, good).expect("writable");
        }
        assert_whole_after(&ground, &blob);
        std::fs::remove_file(dir.path().join("key")).expect("removable");
        assert!(matches!(open(dir.path()), Err(StoreError::Damaged { .. })));
    }

    fn assert_whole_after(ground: &Ground, blob: &str) {
        assert_eq!(ground.look(|world| world.blobs.get(blob)).as_deref(), Some(&b"body"[..]));
        assert_whole(ground);
    }

    #[test]
    fn files_cannot_be_exchanged() {
        let dir = tempfile::tempdir().expect("a folder");
        let ground = open(dir.path()).expect("a new cloud");
        step(&ground);
        let parts = dir.path().join("parts");
        let name =
            |part| files(&parts).into_iter().find(|path| path.to_string_lossy().contains(part)).expect("written");
        std::fs::copy(name("/acm."), name("/lambda.")).expect("writable");
        assert!(matches!(open(dir.path()), Err(StoreError::Damaged { .. })));
    }

    #[test]
    fn a_folder_removed_under_a_running_cloud_becomes_a_new_cloud() {
        let dir = tempfile::tempdir().expect("a folder");
        let inner = dir.path().join("a/local");
        let ground = open(&inner).expect("a new cloud");
        step(&ground);
        std::fs::remove_dir_all(&inner).expect("removable");
        assert_eq!(step(&ground), 1);
        assert_whole(&open(&inner).expect("the new cloud"));
    }

    #[test]
    fn a_request_that_cannot_be_saved_has_not_happened() {
        let dir = tempfile::tempdir().expect("a folder");
        let ground = open(dir.path()).expect("a new cloud");
        step(&ground);
        let blobs = dir.path().join("blobs");
        std::fs::rename(&blobs, dir.path().join("aside")).expect("movable");
        std::fs::write(&blobs, "in the way").expect("writable");
        let refused = ground.transact(|world, _| {
            world.acm.clear();
            world.blobs.put(Bytes::from_static(b"cannot be kept"));
        });
        assert!(matches!(refused, Err(StoreError::Io { .. })), "{refused:?}");
        std::fs::remove_file(&blobs).expect("removable");
        std::fs::rename(dir.path().join("aside"), &blobs).expect("movable");
        assert_whole(&ground);
    }

    #[test]
    fn a_panicking_service_leaves_no_trace_on_disk() {
        let dir = tempfile::tempdir().expect("a folder");
        let ground = open(dir.path()).expect("a new cloud");
        step(&ground);
        let broken = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            ground.transact(|world, _| {
                world.acm.clear();
                panic!("on purpose");
            })
        }));
        assert!(broken.is_err());
        assert_whole(&ground);
    }

    /// Not a test by itself: the process that the next one kills.
    #[test]
    #[ignore = "runs until it is killed"]
    fn child_writes_until_killed() {
        let Some(dir) = std::env::var_os("ENGINE_TEST_CLOUD") else { return };
        let ground = open(Path::new(&dir)).expect("a cloud");
        loop {
            step(&ground);
        }
    }

    #[test]
    fn killed_at_any_instant_the_cloud_is_whole() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut last = 0;
        for round in 0..12 {
            let mut child = Command::new(std::env::current_exe().expect("this test"))
                .args(["--ignored", "--exact", "sandbox::ground::tests::child_writes_until_killed"])
                .env("ENGINE_TEST_CLOUD", dir.path())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("a child");
            // A busy machine takes a while to start a process; the kill shall hit it while it writes.
            let manifest = || std::fs::read(dir.path().join("cloud")).ok();
            let before = manifest();
            let started = std::time::Instant::now();
            while manifest() == before && started.elapsed() < Duration::from_secs(30) {
                std::thread::sleep(Duration::from_millis(1));
            }
            std::thread::sleep(Duration::from_micros(700 * round));
            child.kill().expect("killable");
            child.wait().expect("a dead child");
            let ground = open(dir.path()).expect("the cloud opens after a kill");
            assert_whole(&ground);
            let counter = ground.look(|world| world.counter);
            assert!(counter >= last);
            last = counter;
        }
        assert!(last > 0, "no child got as far as a request");
        let parts = files(&dir.path().join("parts"));
        assert_eq!(parts.len(), 2, "{parts:?}");
    }
}
