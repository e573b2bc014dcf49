use std::fs;
use std::io::{self, Cursor, Write as _};
use std::path::Path;

use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::Folder;
use crate::value::FileRef;

/// Where zips made from folders are kept, relative to the folder of the spec.
const BUILD: &str = ".engine/build";

impl Folder {
    /// The zip of a folder, kept in `.engine/build/`: the same files give the same bytes on every machine. Hidden files and
    /// what a `.engineignore` (in the manner of `.gitignore`) names are left out.
    ///
    /// # Errors
    /// What reading the folder or writing the zip gave.
    pub fn zip(&self, relative: &str) -> io::Result<FileRef> {
        let bytes = zipped(&self.path().join(relative))?;
        let sha256: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let path = format!("{BUILD}/{}.zip", &sha256[..32]);
        let target = self.path().join(&path);
        if !target.exists() {
            fs::create_dir_all(self.path().join(BUILD))?;
            // Complete under its name, or not there.
            let mut file = tempfile::NamedTempFile::new_in(self.path().join(BUILD))?;
            file.write_all(&bytes)?;
            file.persist(&target).map_err(|problem| problem.error)?;
        }
        Ok(FileRef { path, sha256, bytes: bytes.len() as u64 })
    }
}

fn zipped(root: &Path) -> io::Result<Vec<u8>> {
    let mut files = Vec::new();
    let walk = ignore::WalkBuilder::new(root)
        .standard_filters(false)
        .hidden(true)
        .follow_links(true)
        .add_custom_ignore_filename(".engineignore")
        .build();
    for entry in walk {
        let entry = entry.map_err(io::Error::other)?;
        if entry.file_type().is_some_and(|kind| kind.is_file()) {
            let inside = entry.path().strip_prefix(root).unwrap_or(entry.path());
            let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
            files.push((parts.join("/"), entry.path().to_owned()));
        }
    }
    files.sort();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, path) in files {
        let mode = if is_executable(&path)? { 0o755 } else { 0o644 };
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            // The time of a file says nothing about what it does.
            .last_modified_time(DateTime::default())
            .unix_permissions(mode);
        zip.start_file(name, options).map_err(io::Error::other)?;
        zip.write_all(&fs::read(&path)?)?;
    }
    Ok(zip.finish().map_err(io::Error::other)?.into_inner())
}

#[cfg(unix)]
fn is_executable(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::metadata(path)?.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(_path: &Path) -> io::Result<bool> {
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_files_give_the_same_zip_whenever_they_were_written() {
        let make = |order: [&str; 2]| {
            let folder = tempfile::tempdir().expect("a folder");
            fs::create_dir(folder.path().join("code")).expect("makes");
            for name in order {
                fs::write(folder.path().join("code").join(name), name).expect("writes");
            }
            fs::write(folder.path().join("code/.hidden"), "no").expect("writes");
            fs::write(folder.path().join("code/.engineignore"), "*.pyc\n").expect("writes");
            fs::write(folder.path().join("code/x.pyc"), "no").expect("writes");
            Folder::new(folder.path()).zip("code").expect("zips")
        };
        let first = make(["a.py", "b.py"]);
        assert_eq!(first, make(["b.py", "a.py"]));
        assert!(first.bytes > 0);
    }
}
