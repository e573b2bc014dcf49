use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An instant of a durable write, in the order in which they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instant {
    /// Nothing of it is on the disk.
    Before,
    /// A part of it is written, nothing of it is synced.
    Within,
    /// All of it is written and synced, and stands under its name.
    After,
}

type Watch = dyn Fn(Instant, &Path) -> io::Result<()> + Send + Sync;

/// The door through which everything goes that must still be there after a kill. Whoever watches it is told of every instant of
/// every write, and may refuse, as a full disk does, or never come back, as a kill does.
#[derive(Clone, Default)]
pub struct Durable(Option<Arc<Watch>>);

impl fmt::Debug for Durable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Durable(watched)" } else { "Durable" })
    }
}

impl Durable {
    /// A door watched by `watch`, which is given the instant and the file that is written.
    pub fn watched(watch: impl Fn(Instant, &Path) -> io::Result<()> + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(watch)))
    }

    fn tell(&self, instant: Instant, path: &Path) -> io::Result<()> {
        self.0.as_ref().map_or(Ok(()), |watch| watch(instant, path))
    }

    /// Puts `bytes` under `path` in one step: readers, and a kill at any instant, see the old content or the new.
    ///
    /// # Errors
    /// As the system says; the old content stands then, or the new one if the very last step failed.
    pub fn replace(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.tell(Instant::Before, path)?;
        let mut fresh = path.as_os_str().to_owned();
        fresh.push(".new");
        let fresh = PathBuf::from(fresh);
        let mut file = File::create(&fresh)?;
        self.write(&mut file, path, bytes)?;
        file.sync_all()?;
        fs::rename(&fresh, path)?;
        sync_folder_of(path)?;
        self.tell(Instant::After, path)
    }

    /// Removes `path`; nothing happens when it is not there.
    ///
    /// # Errors
    /// As the system says.
    pub fn remove(&self, path: &Path) -> io::Result<()> {
        self.tell(Instant::Before, path)?;
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Err(_) | Ok(()) => {}
        }
        self.tell(Instant::After, path)
    }

    /// A new, empty file for appending.
    ///
    /// # Errors
    /// As the system says.
    pub fn begin(&self, path: &Path) -> io::Result<Lasting> {
        self.tell(Instant::Before, path)?;
        let file = OpenOptions::new().write(true).create(true).truncate(true).open(path)?;
        file.sync_all()?;
        sync_folder_of(path)?;
        self.tell(Instant::After, path)?;
        Ok(Lasting { door: self.clone(), path: path.to_owned(), file, whole: 0 })
    }

    fn write(&self, file: &mut File, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let (first, rest) = bytes.split_at(bytes.len() / 2);
        if self.0.is_some() {
            file.write_all(first)?;
            self.tell(Instant::Within, path)?;
            return file.write_all(rest);
        }
        file.write_all(bytes)
    }
}

/// A new name in a folder lasts only when the folder is synced, too.
fn sync_folder_of(path: &Path) -> io::Result<()> {
    // A folder can be opened as a file on Unix only.
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// A file that only grows, by pieces that are there entirely or not at all for whoever comes after a failure.
#[derive(Debug)]
pub struct Lasting {
    door: Durable,
    path: PathBuf,
    file: File,
    /// How much of it is written and synced.
    whole: u64,
}

impl Lasting {
    /// Adds a piece and waits until it is on the disk.
    ///
    /// # Errors
    /// As the system says. What was written of the piece is cut off, now or by the next call.
    pub fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.door.tell(Instant::Before, &self.path)?;
        // An earlier piece may have been torn by a disk that was full for a while.
        if self.file.metadata()?.len() != self.whole {
            self.cut()?;
        }
        let written = self.door.write(&mut self.file, &self.path, bytes).and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            // When even this fails the next piece tries again.
            let _ = self.cut();
            return Err(error);
        }
        self.whole += bytes.len() as u64;
        self.door.tell(Instant::After, &self.path)
    }

    fn cut(&mut self) -> io::Result<()> {
        self.file.set_len(self.whole)?;
        self.file.seek(SeekFrom::Start(self.whole)).map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// Refuses the instants in the list, by their number.
    fn refusing(numbers: &[usize]) -> Durable {
        let (numbers, seen) = (numbers.to_vec(), Mutex::new(0));
        Durable::watched(move |_, _| {
            let mut seen = seen.lock().expect("nobody panics with it");
            *seen += 1;
            if numbers.contains(&*seen) { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
        })
    }

    #[test]
    fn a_piece_that_does_not_fit_leaves_nothing_behind() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("journal");
        // 1, 2: the beginning; 3 to 5: the first piece; 6, 7: the second one is torn.
        let mut lasting = refusing(&[7]).begin(&path).expect("begins");
        lasting.append(b"first\n").expect("fits");
        assert_eq!(lasting.append(b"second\n").expect_err("full").kind(), io::ErrorKind::StorageFull);
        assert_eq!(fs::read(&path).expect("reads"), b"first\n");
        lasting.append(b"third\n").expect("fits");
        assert_eq!(fs::read(&path).expect("reads"), b"first\nthird\n");
    }

    #[test]
    fn a_replacement_that_does_not_fit_leaves_the_old_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("state.json");
        Durable::default().replace(&path, b"old").expect("fits");
        for refused in 1..=2 {
            refusing(&[refused]).replace(&path, b"new").expect_err("full");
            assert_eq!(fs::read(&path).expect("reads"), b"old");
        }
        refusing(&[]).replace(&path, b"new").expect("fits");
        assert_eq!(fs::read(&path).expect("reads"), b"new");
    }
}
