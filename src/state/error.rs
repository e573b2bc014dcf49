use std::fmt;
use std::path::PathBuf;

use super::Holder;

/// Why the state cannot be used.
#[derive(Debug)]
pub enum StateError {
    /// Reading or writing a file failed.
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was being done, as the message begins: `reading`, `writing`.
        doing: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not a state: damaged or edited by hand.
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, for the message.
        what: String,
    },
    /// Written by a newer engine.
    Future {
        /// The file.
        path: PathBuf,
        /// The version it carries.
        format: u64,
    },
    /// Somebody else holds the lock.
    Locked {
        /// The folder of the state.
        path: PathBuf,
        /// Who holds it; absent when the lock file does not say.
        holder: Option<Holder>,
    },
}

impl StateError {
    /// The way out.
    pub fn help(&self) -> String {
        match self {
            Self::Io { doing, .. } if doing.contains("writ") => "check free space and permissions of the folder".into(),
            Self::Io { .. } => "check permissions of the folder".into(),
            Self::Damaged { .. } => {
                "`engine state versions` lists the states kept, `engine state restore` goes back to one of them".into()
            }
            Self::Future { .. } => "use the version of engine that wrote it, or a newer one".into(),
            Self::Locked { .. } => "wait for it to finish, or pass --lock-timeout SECONDS to wait for it here".into(),
        }
    }
}

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { path, doing, source } => write!(f, "{doing} `{}` failed: {source}", path.display()),
            Self::Damaged { path, what } => write!(f, "`{}` cannot be trusted: {what}", path.display()),
            Self::Future { path, format } => {
                write!(f, "`{}` has format {format}, newer than this engine knows", path.display())
            }
            Self::Locked { path, holder: Some(holder) } => {
                write!(f, "the state in `{}` is locked by {holder}", path.display())
            }
            Self::Locked { path, holder: None } => write!(f, "the state in `{}` is locked", path.display()),
        }
    }
}

impl std::error::Error for StateError {}
