use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Where an `engine dev` listens, left for other commands beside the embedded cloud it serves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    format: u32,
    /// Its process, for people.
    pub process: u32,
    /// The port of distributions.
    pub cdn: u16,
    /// The port of gateways, their domains and buckets.
    pub gateway: u16,
}

/// A notice that is up. It counts as long as it is locked, so one that a kill left behind is none.
pub struct Up {
    path: PathBuf,
    _lock: File,
}

impl Notice {
    /// Where this process listens.
    pub fn new(cdn: u16, gateway: u16) -> Self {
        Self { format: 1, process: std::process::id(), cdn, gateway }
    }

    fn path(folder: &Path) -> PathBuf {
        folder.join("dev.json")
    }

    /// Puts it up in the folder of an embedded cloud, until what is returned is dropped.
    ///
    /// # Errors
    /// As the system says. When another one is up there, [`io::ErrorKind::WouldBlock`].
    pub fn put_up(&self, folder: &Path) -> io::Result<Up> {
        let path = Self::path(folder);
        let mut file = File::options().create(true).append(true).open(&path)?;
        file.try_lock().map_err(|error| match error {
            std::fs::TryLockError::WouldBlock => io::ErrorKind::WouldBlock.into(),
            std::fs::TryLockError::Error(error) => error,
        })?;
        file.set_len(0)?;
        serde_json::to_writer(&file, self)?;
        file.write_all(b"\n")?;
        Ok(Up { path, _lock: file })
    }

    /// The one that is up; `None` when none is.
    pub fn of(folder: &Path) -> Option<Self> {
        let path = Self::path(folder);
        let file = File::open(&path).ok()?;
        match file.try_lock_shared() {
            // Somebody has it: that one is alive.
            Err(std::fs::TryLockError::WouldBlock) => {
                let notice: Self = serde_json::from_slice(&std::fs::read(&path).ok()?).ok()?;
                (notice.format == 1).then_some(notice)
            }
            Ok(()) | Err(std::fs::TryLockError::Error(_)) => None,
        }
    }
}

impl Drop for Up {
    fn drop(&mut self) {
        // One that stays behind is not locked and counts for nothing.
        let _ = std::fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_counts_as_long_as_it_is_up() {
        let folder = tempfile::tempdir().expect("a folder");
        let notice = Notice::new(1, 2);
        assert_eq!(Notice::of(folder.path()), None);
        let up = notice.put_up(folder.path()).expect("it is free");
        assert_eq!(Notice::of(folder.path()), Some(notice.clone()));
        let second = notice.put_up(folder.path()).map(|_| ()).expect_err("one is up");
        assert_eq!(second.kind(), io::ErrorKind::WouldBlock);
        drop(up);
        assert_eq!(Notice::of(folder.path()), None);
        // What a kill leaves behind.
        std::fs::write(Notice::path(folder.path()), serde_json::to_vec(&notice).expect("JSON")).expect("writes");
        assert_eq!(Notice::of(folder.path()), None);
        notice.put_up(folder.path()).expect("nobody has it");
    }
}
