use std::fs::File;
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::codes;
use crate::diag::{Diagnostic, Problems};

/// A little over what the parser accepts, so that it can say so.
const LARGEST: u64 = (1 << 20) + 1;

/// The text of a config file; `Ok(None)` when there is none.
///
/// # Errors
/// When it cannot be read or is not UTF-8.
pub(super) fn read(path: &Path) -> Result<Option<String>, Diagnostic> {
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(LARGEST).read_to_string(&mut text));
    match read {
        Ok(_) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Diagnostic::error(codes::UNREADABLE, format!("cannot read `{}`", path.display()))
            .help(format!("the system says: {error}"))),
    }
}

/// Changes a file while nobody else does, and all at once: on disk is the old text or the new one, never a part.
///
/// `change` gets the text as it is now (`None` without a file) and gives the new one; `None` leaves the file alone.
///
/// # Errors
/// What `change` says, [`codes::CONCURRENT`] when somebody wrote meanwhile, [`codes::UNWRITABLE`] when the disk refuses.
pub(super) fn update<T>(
    path: &Path,
    change: impl FnOnce(Option<&str>) -> Result<(Option<String>, T), Problems>,
) -> Result<T, Problems> {
    // Through a link, the file it points to is replaced and the link stays.
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let lock = lock(&target).map_err(one)?;
    let before = read(&target).map_err(one)?;
    let (after, result) = change(before.as_deref())?;
    if let Some(after) = after
        && before.as_deref() != Some(after.as_str())
    {
        // Editors and version control do not take the lock.
        if read(&target).map_err(one)? != before {
            return Err(one(changed_meanwhile(path)));
        }
        write(&target, &after, lock.as_ref()).map_err(one)?;
    }
    Ok(result)
}

/// Writes a new file that only its owner can read; never over an existing one.
///
/// # Errors
/// [`codes::EXISTS`] or [`codes::UNWRITABLE`].
pub(super) fn create_private(path: &Path, text: &str) -> Result<(), Diagnostic> {
    let refused = |error: std::io::Error| match error.kind() {
        ErrorKind::AlreadyExists => Diagnostic::error(codes::EXISTS, format!("`{}` exists already", path.display()))
            .help("give another file name, or move the old file away; a lost identity cannot be made again"),
        _ => unwritable(path, &error),
    };
    let folder = folder_of(path);
    // What is in the way here is no file of this name but one where a folder should be.
    create_folder(&folder).map_err(|error| unwritable(path, &error))?;
    // A temporary file is made readable by its owner alone; it gets its name only when it is whole.
    let mut file = tempfile::Builder::new().prefix(".engine-").tempfile_in(&folder).map_err(refused)?;
    file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(refused)?;
    file.persist_noclobber(path).map_err(|error| refused(error.error))?;
    sync_folder(&folder);
    Ok(())
}

/// Removes a file; one that is gone already is as good.
///
/// # Errors
/// [`codes::UNWRITABLE`].
pub(super) fn remove(path: &Path) -> Result<(), Diagnostic> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(unwritable(path, &error)),
        _ => Ok(()),
    }
}

/// One problem as a list.
pub(super) fn one(problem: Diagnostic) -> Problems {
    Problems(vec![problem])
}

/// Where a lock on a file keeps its own holder from reading it by another handle, the comparison before writing is what is left.
#[cfg(not(unix))]
fn lock(path: &Path) -> Result<Option<File>, Diagnostic> {
    match File::open(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unwritable(path, &error)),
    }
}

/// Holds the file itself, so that no lock file lies beside it; a file that was replaced while waiting is taken anew.
#[cfg(unix)]
fn lock(path: &Path) -> Result<Option<File>, Diagnostic> {
    const PATIENCE: usize = 100;
    const PAUSE: std::time::Duration = std::time::Duration::from_millis(50);
    for _ in 0..PATIENCE {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unwritable(path, &error)),
        };
        match file.try_lock() {
            Ok(()) if is_still(&file, path) => return Ok(Some(file)),
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            // Where the file system cannot lock, the comparison before writing is what is left.
            Err(std::fs::TryLockError::Error(_)) => return Ok(Some(file)),
        }
    }
    Err(Diagnostic::error(codes::CONCURRENT, format!("`{}` is being changed by another process", path.display()))
        .help("wait for it to end, then run the command again"))
}

#[cfg(unix)]
fn is_still(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(held), Ok(named)) => (held.dev(), held.ino()) == (named.dev(), named.ino()),
        _ => false,
    }
}

fn write(path: &Path, text: &str, old: Option<&File>) -> Result<(), Diagnostic> {
    let refused = |error: std::io::Error| unwritable(path, &error);
    let folder = folder_of(path);
    let mut file = tempfile::Builder::new().prefix(".engine-").tempfile_in(&folder).map_err(refused)?;
    file.write_all(text.as_bytes()).map_err(refused)?;
    match old {
        Some(old) => {
            let mode = old.metadata().map_err(refused)?.permissions();
            file.as_file().set_permissions(mode).map_err(refused)?;
        }
        None => make_shared(file.as_file()).map_err(refused)?,
    }
    file.as_file().sync_all().map_err(refused)?;
    match old {
        Some(_) => file.persist(path).map(drop),
        // Somebody may have made the file since it was found missing.
        None => file.persist_noclobber(path).map(drop),
    }
    .map_err(|error| match error.error.kind() {
        ErrorKind::AlreadyExists => changed_meanwhile(path),
        _ => refused(error.error),
    })?;
    sync_folder(&folder);
    Ok(())
}

/// A config file is for everybody who has the repository; temporary files are not.
#[cfg(unix)]
fn make_shared(file: &File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_shared(_: &File) -> std::io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn create_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn create_folder(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)
}

fn sync_folder(folder: &Path) {
    // The rename has happened; a file system that cannot sync folders loses it only together with the machine.
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn changed_meanwhile(path: &Path) -> Diagnostic {
    Diagnostic::error(codes::CONCURRENT, format!("`{}` was changed by somebody else meanwhile", path.display()))
        .help("nothing was written: run the command again")
}

fn unwritable(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(codes::UNWRITABLE, format!("cannot write `{}`", path.display()))
        .help(format!("the system says: {error}"))
}
