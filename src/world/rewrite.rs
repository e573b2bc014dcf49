use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

/// Puts `new` in place of `old` in a file that somebody else may be changing, too: on the disk is the old text or the new one,
/// never a part. Symbolic links are followed, the file keeps its permissions, and a file that may not be written is not replaced.
///
/// # Errors
/// As the system says; [`io::ErrorKind::ResourceBusy`] when the file does not hold `old` any more, or somebody has locked it. Nothing was
/// written then.
pub fn rewrite(path: &Path, old: &[u8], new: &[u8]) -> io::Result<()> {
    let target = fs::canonicalize(path)?;
    // Also asks whether it may be written at all: a rename would not.
    let mut file = OpenOptions::new().read(true).write(true).open(&target)?;
    // Where the file system cannot lock, the comparison is what is left.
    if let Err(TryLockError::WouldBlock) = file.try_lock() {
        return Err(io::ErrorKind::ResourceBusy.into());
    }
    let mut now = Vec::with_capacity(old.len());
    io::Read::by_ref(&mut file).take(old.len() as u64 + 1).read_to_end(&mut now)?;
    if now != old {
        return Err(io::ErrorKind::ResourceBusy.into());
    }
    let folder = target.parent().unwrap_or(Path::new("/"));
    let mut fresh = tempfile::Builder::new().prefix(".engine-").tempfile_in(folder)?;
    fresh.write_all(new)?;
    let metadata = file.metadata()?;
    keep_owner(fresh.as_file(), &metadata);
    fresh.as_file().set_permissions(metadata.permissions())?;
    fresh.as_file().sync_all()?;
    fresh.persist(&target).map_err(|problem| problem.error)?;
    // The rename has happened; a file system that cannot sync folders loses it only together with the machine.
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// Only root can give files away, and only root makes other people's files its own by replacing them.
#[cfg(unix)]
fn keep_owner(file: &File, was: &fs::Metadata) {
    use std::os::unix::fs::MetadataExt as _;
    let _ = std::os::unix::fs::fchown(file, Some(was.uid()), Some(was.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &fs::Metadata) {}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    #[test]
    fn a_file_keeps_its_mode_and_its_links() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, link) = (folder.path().join("real.kdl"), folder.path().join("link.kdl"));
        fs::write(&path, "old").expect("writes");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("sets");
        symlink("real.kdl", &link).expect("links");
        rewrite(&link, b"old", b"new").expect("writes");
        assert_eq!(fs::read(&path).expect("reads"), b"new");
        assert!(fs::symlink_metadata(&link).expect("is there").is_symlink());
        assert_eq!(fs::metadata(&path).expect("is there").permissions().mode() & 0o777, 0o640);
        assert_eq!(fs::read_dir(folder.path()).expect("lists").count(), 2);
    }

    #[test]
    fn what_somebody_else_wrote_meanwhile_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("spec.kdl");
        for now in ["theirs", "old and more"] {
            fs::write(&path, now).expect("writes");
            assert_eq!(rewrite(&path, b"old", b"new").expect_err("changed").kind(), io::ErrorKind::ResourceBusy);
            assert_eq!(fs::read_to_string(&path).expect("reads"), now);
        }
        fs::write(&path, "old").expect("writes");
        let theirs = File::open(&path).expect("opens");
        theirs.lock().expect("locks");
        assert_eq!(rewrite(&path, b"old", b"new").expect_err("held").kind(), io::ErrorKind::ResourceBusy);
    }
}
