use std::fmt;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::StateError;

/// Who holds a lock, for the message others get.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// `$USER`; `somebody` where it is not set.
    pub user: String,
    /// Name of the machine.
    pub host: String,
    /// Process id on that machine.
    pub process: u32,
    /// The command being run, `apply`.
    pub operation: String,
    /// Seconds since 1970.
    pub since: u64,
}

impl Holder {
    /// This process, doing `operation`.
    pub fn this_process(operation: &str, now: Duration) -> Self {
        let host = std::fs::read_to_string("/proc/sys/kernel/hostname")
            .map(|name| name.trim().to_owned())
            .or_else(|_| std::env::var("HOSTNAME"))
            .unwrap_or_else(|_| "this machine".into());
        Self {
            user: std::env::var("USER").unwrap_or_else(|_| "somebody".into()),
            host,
            process: std::process::id(),
            operation: operation.to_owned(),
            since: now.as_secs(),
        }
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let since = jiff::Timestamp::from_second(i64::try_from(self.since).unwrap_or_default())
            .map(|at| at.to_string())
            .unwrap_or_default();
        write!(
            f,
            "{} on {} (process {}, `engine {}`, since {since})",
            self.user, self.host, self.process, self.operation
        )
    }
}

/// The lock of one stack and environment. The operating system lets go of it when the process dies, however it dies; the
/// holder written into the file is only for the message.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

impl Lock {
    /// Takes the lock in `folder`, waiting up to `timeout`.
    ///
    /// # Errors
    /// [`StateError::Locked`] with the holder when somebody else keeps it.
    pub fn take(folder: &Path, holder: &Holder, timeout: Duration) -> Result<Self, StateError> {
        let path = folder.join("lock");
        let io = |doing, source| StateError::Io { path: path.clone(), doing, source };
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|source| io("opening", source))?;
        let started = std::time::Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if started.elapsed() < timeout.max(A_LOOK) => {
                    std::thread::sleep(timeout.clamp(A_LOOK, 2 * A_LOOK));
                }
                Err(TryLockError::WouldBlock) => return Err(Self::held(path, &mut file)),
                Err(TryLockError::Error(source)) => return Err(io("locking", source)),
            }
        }
        let text = serde_json::to_string(holder).unwrap_or_default();
        file.set_len(0).map_err(|source| io("writing", source))?;
        file.rewind().map_err(|source| io("writing", source))?;
        file.write_all(text.as_bytes()).map_err(|source| io("writing", source))?;
        Ok(Self { file })
    }

    /// Who holds the lock in `folder` at the moment, if anybody does.
    pub fn holder(folder: &Path) -> Option<Holder> {
        let mut file = File::open(folder.join("lock")).ok()?;
        // Read before anything is tried: whoever lets go empties the file first, so mostly nothing needs to be tried.
        let holder = written(&mut file)?;
        match file.try_lock_shared() {
            // A holder that was killed could not empty it.
            Ok(()) => None,
            Err(TryLockError::WouldBlock) => Some(holder),
            Err(TryLockError::Error(_)) => None,
        }
    }

    fn held(path: PathBuf, file: &mut File) -> StateError {
        let holder = written(file);
        let folder = path.parent().map(Path::to_owned).unwrap_or(path);
        StateError::Locked { path: folder, holder }
    }
}

fn written(file: &mut File) -> Option<Holder> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}

/// [`Lock::holder`] looks at a lock by taking it for an instant; that must not turn anybody away.
const A_LOOK: Duration = Duration::from_millis(50);

impl Drop for Lock {
    fn drop(&mut self) {
        // The name goes before the lock does, so nobody is told of a holder that is gone.
        let _ = self.file.set_len(0);
        let _ = self.file.unlock();
    }
}
