use std::fmt;
use std::path::{Path, PathBuf};

/// Why the embedded cloud's folder cannot be used. `Display` is the problem, [`StoreError::way_out`] what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreError {
    /// The file system said no.
    Io {
        /// A verb for the message: `read`, `lock`.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// A file is cut short, changed, or sealed with another key.
    Damaged {
        /// The embedded cloud's folder.
        dir: PathBuf,
        /// The file.
        path: PathBuf,
        /// What is wrong with it, for the message.
        why: String,
    },
    /// A file of a version this program does not read.
    Version {
        /// The embedded cloud's folder.
        dir: PathBuf,
        /// The file.
        path: PathBuf,
        /// The version it carries.
        found: u8,
        /// The version this program reads and writes.
        known: u8,
    },
    /// A service's state has no written form: a bug of that service.
    Unwritable {
        /// The part's name, as in [`super::World`].
        part: String,
        /// What the serialiser said.
        why: String,
    },
}

impl StoreError {
    pub(super) fn io(doing: &'static str, path: &Path, error: &std::io::Error) -> Self {
        Self::Io { doing, path: path.to_owned(), why: error.to_string() }
    }

    /// What the user can do.
    pub fn way_out(&self) -> String {
        match self {
            Self::Io { .. } => "check that the folder exists on a writable disk with room left".into(),
            Self::Damaged { dir, .. } => format!("`rm -r {}` starts a new embedded cloud", dir.display()),
            Self::Version { dir, .. } => {
                format!("use the `engine` that wrote it, or `rm -r {}` to start a new embedded cloud", dir.display())
            }
            Self::Unwritable { .. } => "this is a bug in engine; please report it".into(),
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { doing, path, why } => write!(f, "cannot {doing} `{}`: {why}", path.display()),
            Self::Damaged { path, why, .. } => write!(f, "the embedded cloud's `{}` is damaged: {why}", path.display()),
            Self::Version { path, found, known, .. } => write!(
                f,
                "the embedded cloud's `{}` has format {found}, this engine reads format {known}",
                path.display()
            ),
            Self::Unwritable { part, why } => write!(f, "the embedded cloud cannot save its {part} part: {why}"),
        }
    }
}

impl std::error::Error for StoreError {}
