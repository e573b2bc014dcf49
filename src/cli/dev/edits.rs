use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use ignore::WalkBuilder;

use crate::cli::session::Project;
use crate::diag::SourceMap;

/// Folders that programs fill, not people.
const FILLED: [&str; 4] = ["__pycache__", "node_modules", "target", "dist-info"];
/// How files end that programs fill.
const WRITTEN: [&str; 4] = [".pyc", ".log", ".swp", "~"];
/// How often files are looked at, at least.
const PAUSE: Duration = Duration::from_millis(100);
/// How many files are looked at.
const MOST: usize = 20_000;

type Seen = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

/// The files a spec stands on, to notice when people edit them.
pub struct Edits {
    folder: PathBuf,
    /// Files besides those in the folder: what the spec includes from elsewhere.
    others: Vec<PathBuf>,
    seen: Seen,
}

impl Edits {
    /// Everything as it is now.
    pub fn of(project: &Project) -> Self {
        let folder = project.folder.path().to_owned();
        let others = included(&project.sources, &folder);
        let seen = look(&folder, &others);
        Self { folder, others, seen }
    }

    /// Looks at what a spec that was read anew includes, too.
    pub fn follow(&mut self, project: &Project) {
        self.others = included(&project.sources, &self.folder);
        for path in &self.others {
            if let Some(stamp) = stamp(path) {
                self.seen.entry(path.clone()).or_insert(stamp);
            }
        }
    }

    /// Waits until files are edited and nobody is writing them any more; gives those that differ.
    pub async fn next(&mut self) -> Vec<PathBuf> {
        let mut pending: Option<Seen> = None;
        loop {
            let began = Instant::now();
            let (folder, others) = (self.folder.clone(), self.others.clone());
            let now = tokio::task::spawn_blocking(move || look(&folder, &others)).await.unwrap_or_default();
            if now == self.seen {
                pending = None;
            } else if pending.as_ref() == Some(&now) {
                let changed = differing(&self.seen, &now);
                self.seen = now;
                return changed;
            } else {
                pending = Some(now);
            }
            // Looking takes at most a tenth of the time.
            tokio::time::sleep(PAUSE.max(began.elapsed() * 9)).await;
        }
    }
}

fn included(sources: &SourceMap, folder: &Path) -> Vec<PathBuf> {
    let paths = sources.files().map(|file| sources.path(file).to_owned());
    paths.filter(|path| !path.starts_with(folder) && path.exists()).collect()
}

fn look(folder: &Path, others: &[PathBuf]) -> Seen {
    let by_people = |name: &str| !FILLED.contains(&name) && !WRITTEN.iter().any(|end| name.ends_with(end));
    let own = own_output();
    let walk = WalkBuilder::new(folder)
        .filter_entry(move |entry| entry.file_name().to_str().is_none_or(by_people))
        .require_git(false)
        .build();
    let inside = walk.flatten().filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
    let paths = inside.map(|entry| entry.into_path()).take(MOST).chain(others.iter().cloned());
    let paths = paths.filter(|path| own.is_empty() || !file(path).is_some_and(|file| own.contains(&file)));
    paths.filter_map(|path| stamp(&path).map(|stamp| (path, stamp))).collect()
}

/// The files this program prints into: what it says of an edit must not be taken for another one.
#[cfg(unix)]
fn own_output() -> Vec<(u64, u64)> {
    use std::os::fd::AsFd as _;
    use std::os::unix::fs::MetadataExt as _;
    let (out, err) = (std::io::stdout(), std::io::stderr());
    let twins = [out.as_fd().try_clone_to_owned(), err.as_fd().try_clone_to_owned()];
    let about = twins.into_iter().flatten().filter_map(|twin| std::fs::File::from(twin).metadata().ok());
    about.filter(std::fs::Metadata::is_file).map(|about| (about.dev(), about.ino())).collect()
}

#[cfg(unix)]
fn file(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata(path).ok().map(|about| (about.dev(), about.ino()))
}

#[cfg(not(unix))]
fn own_output() -> Vec<(u64, u64)> {
    Vec::new()
}

#[cfg(not(unix))]
fn file(_path: &Path) -> Option<(u64, u64)> {
    None
}

fn stamp(path: &Path) -> Option<(Option<SystemTime>, u64)> {
    let about = std::fs::metadata(path).ok()?;
    Some((about.modified().ok(), about.len()))
}

fn differing(before: &Seen, now: &Seen) -> Vec<PathBuf> {
    let gone = before.keys().filter(|path| !now.contains_key(*path));
    let new = now.iter().filter(|(path, stamp)| before.get(*path) != Some(stamp)).map(|(path, _)| path);
    gone.chain(new).cloned().collect()
}
