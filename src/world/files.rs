use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A source of files that are only read.
pub trait Files {
    /// The first `limit` bytes of a file, or all of it when it is shorter.
    ///
    /// # Errors
    /// As the system says; [`io::ErrorKind::IsADirectory`] for a folder, [`io::ErrorKind::Unsupported`] for a named pipe, which
    /// would wait for somebody to write.
    fn read(&self, path: &Path, limit: usize) -> io::Result<Vec<u8>>;

    /// Where a path really leads, symbolic links followed.
    ///
    /// # Errors
    /// When nothing is there.
    fn real_path(&self, path: &Path) -> io::Result<PathBuf>;
}

/// The disk.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path, limit: usize) -> io::Result<Vec<u8>> {
        if is_named_pipe(path) {
            return Err(io::ErrorKind::Unsupported.into());
        }
        let file = std::fs::File::open(path)?;
        if file.metadata()?.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let mut bytes = Vec::new();
        file.take(limit as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn real_path(&self, path: &Path) -> io::Result<PathBuf> {
        std::fs::canonicalize(if path.as_os_str().is_empty() { Path::new(".") } else { path })
    }
}

/// Whether opening a path would wait for a program at its other end. Pipes a shell has opened already, as for `<(…)`, are not
/// meant: somebody writes into those.
#[cfg(unix)]
fn is_named_pipe(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    let opened = ["/dev/fd", "/dev/stdin", "/proc"].iter().any(|folder| path.starts_with(folder));
    !opened && std::fs::metadata(path).is_ok_and(|metadata| metadata.file_type().is_fifo())
}

#[cfg(not(unix))]
fn is_named_pipe(_: &Path) -> bool {
    false
}

/// Files that exist only in memory: for editors' unsaved text, and for tests.
#[derive(Debug, Clone, Default)]
pub struct InMemory(pub BTreeMap<PathBuf, Vec<u8>>);

impl InMemory {
    /// One file.
    pub fn of(path: impl Into<PathBuf>, text: impl Into<Vec<u8>>) -> Self {
        Self(BTreeMap::from([(path.into(), text.into())]))
    }

    /// The same files and one more.
    pub fn with(mut self, path: impl Into<PathBuf>, text: impl Into<Vec<u8>>) -> Self {
        self.0.insert(path.into(), text.into());
        self
    }
}

impl Files for InMemory {
    fn read(&self, path: &Path, limit: usize) -> io::Result<Vec<u8>> {
        let bytes = self.0.get(path).ok_or(io::ErrorKind::NotFound)?;
        Ok(bytes[..bytes.len().min(limit)].to_vec())
    }

    fn real_path(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(path.to_owned())
    }
}
