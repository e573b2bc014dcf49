use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use super::decode::{Context, Index, decode};
use super::include;
use crate::diag::{Diagnostic, Edit, FileId, Problems, SourceMap, Span};
use crate::syntax::{MAX_BYTES, Node, parse};
use crate::world::Files;

/// Includes inside of includes beyond this are refused.
const MAX_NESTING: usize = 32;

/// The nodes of a spec file and everything it includes.
#[derive(Default)]
pub(super) struct Loaded {
    /// Without the `include` nodes.
    pub nodes: Vec<Node>,
    pub problems: Problems,
    /// Whether blocks may be missing because a file or a part of one could not be read.
    pub lost: bool,
    /// The file that was asked for, when it could be read.
    pub root: Option<FileId>,
}

/// Reads `path` and its includes.
pub(super) fn load(path: &Path, files: &dyn Files, sources: &mut SourceMap) -> Loaded {
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let mut loader = Loader { files, sources, folder, open: Vec::new(), seen: Vec::new(), loaded: Loaded::default() };
    loader.file(path, None);
    loader.loaded
}

struct Loader<'a> {
    files: &'a dyn Files,
    sources: &'a mut SourceMap,
    /// The folder of the spec: includes stay inside of it.
    folder: PathBuf,
    /// The files being read, outermost first, each with the place that includes it.
    open: Vec<(PathBuf, Option<Span>)>,
    /// Every file read so far and the place that included it.
    seen: Vec<(PathBuf, Option<Span>)>,
    loaded: Loaded,
}

impl Loader<'_> {
    fn file(&mut self, path: &Path, from: Option<Span>) {
        let Some(text) = self.text(path, from) else {
            self.loaded.lost = true;
            return;
        };
        let file = self.sources.add(path, text);
        if from.is_none() {
            self.loaded.root = Some(file);
        }
        self.open.push((path.to_owned(), from));
        self.seen.push((path.to_owned(), from));
        let parsed = parse(self.sources.text(file), file);
        self.loaded.problems.0.extend(parsed.problems.0);
        self.loaded.lost |= parsed.lost;
        for node in parsed.nodes {
            if node.name.value == include::BLOCK.node.name {
                self.include(&node, path);
            } else {
                self.loaded.nodes.push(node);
            }
        }
        self.open.pop();
    }

    fn text(&mut self, path: &Path, from: Option<Span>) -> Option<String> {
        let problem = match text_of(path, self.files, self.sources) {
            Ok(text) => return Some(text),
            Err(problem) => problem,
        };
        self.loaded.problems.push(match from {
            Some(span) if problem.labels.is_empty() => {
                let problem = problem.at(span, "included here");
                match path.to_string_lossy() {
                    shown if shown.contains('*') => problem.help("an include names one file: write a line for each"),
                    _ if self.files.real_path(path).is_err() => {
                        problem.help("check the path: it begins at the file that includes it")
                    }
                    _ => problem,
                }
            }
            Some(_) | None => problem,
        });
        None
    }

    fn include(&mut self, node: &Node, including: &Path) {
        let index = Index::default();
        let mut cx = Context::new(&index);
        let fields = decode(node, &include::BLOCK.node, &mut cx);
        self.loaded.problems.0.append(&mut cx.problems.0);
        let Some(wanted) = fields.text("file").filter(|wanted| !cx.gaps.value(wanted.span)) else {
            self.loaded.lost = true;
            return;
        };
        let here = including.parent().unwrap_or(Path::new(""));
        let path = normal(&here.join(&wanted.value));
        if !is_inside(&path, &normal(&self.folder)) || !self.really_inside(&path) {
            let problem = Diagnostic::error("E0320", format!("`{}` is outside of the spec's folder", wanted.value))
                .at(wanted.span, "leads out")
                .help("a spec reads only files of its own folder and below, also through links");
            self.loaded.problems.push(problem);
            self.loaded.lost = true;
            return;
        }
        if let Some(at) = self.open.iter().position(|(open, _)| *open == path) {
            let mut problem = Diagnostic::error("E0321", "files include each other in a circle")
                .at(wanted.span, format!("`{}` is being read already", wanted.value))
                .help("remove one of the includes");
            for (open, from) in self.open[at..].iter().skip(1) {
                if let Some(from) = from {
                    problem = problem.at(*from, format!("`{}` is included here", open.display()));
                }
            }
            self.loaded.problems.push(problem);
            return;
        }
        if let Some((_, earlier)) = self.seen.iter().find(|(seen, _)| *seen == path) {
            let mut problem = Diagnostic::error("E0322", format!("`{}` is included twice", wanted.value))
                .at(wanted.span, "included again")
                .help("keep one of them: its blocks would be there twice")
                .fix("remove it", vec![Edit::new(node.span, "")]);
            if let Some(earlier) = earlier {
                problem = problem.at(*earlier, "included here first");
            }
            self.loaded.problems.push(problem);
            return;
        }
        if self.open.len() >= MAX_NESTING {
            let problem = Diagnostic::error("E0323", format!("includes are nested more than {MAX_NESTING} deep"))
                .at(wanted.span, "too deep here")
                .help("include the files from the spec itself");
            self.loaded.problems.push(problem);
            self.loaded.lost = true;
            return;
        }
        self.file(&path, Some(wanted.span));
    }

    /// Whether a path stays in the folder once links are followed; a file that is not there is complained about later.
    fn really_inside(&self, path: &Path) -> bool {
        match (self.files.real_path(path), self.files.real_path(&self.folder)) {
            (Ok(real), Ok(folder)) => real.starts_with(folder),
            _ => true,
        }
    }
}

/// The text of a file; one of more than [`MAX_BYTES`] is cut behind them, which `parse` notices.
///
/// # Errors
/// What to say when it cannot be read or is not UTF-8; what could be read of it is added to `sources` then.
pub fn text_of(path: &Path, files: &dyn Files, sources: &mut SourceMap) -> Result<String, Diagnostic> {
    let shown = path.display();
    let (message, help) = match files.read(path, MAX_BYTES + 1) {
        Ok(bytes) => return utf8(path, bytes, sources),
        Err(problem) => match problem.kind() {
            ErrorKind::NotFound => {
                (format!("there is no file `{shown}`"), "check the path, or make one with `engine new`")
            }
            ErrorKind::IsADirectory => {
                (format!("`{shown}` is a folder"), "name the spec file in it, such as `spec.kdl`")
            }
            ErrorKind::PermissionDenied => (format!("`{shown}` may not be read"), "check the file's permissions"),
            ErrorKind::Unsupported => (
                format!("`{shown}` is a pipe"),
                "name a file; to read what a program prints, use `<(…)` or `/dev/stdin`",
            ),
            _ => (format!("`{shown}` cannot be read: {problem}"), "check the path"),
        },
    };
    Err(Diagnostic::error("E0101", message).help(help))
}

fn utf8(path: &Path, bytes: Vec<u8>, sources: &mut SourceMap) -> Result<String, Diagnostic> {
    let problem = match String::from_utf8(bytes) {
        Ok(text) => return Ok(text),
        Err(problem) => problem,
    };
    let bytes = problem.as_bytes();
    let at = problem.utf8_error().valid_up_to();
    if at + 4 > MAX_BYTES {
        // Cut in the middle of a character by the limit: the size is what is wrong, and is said by `parse`.
        return Ok(String::from_utf8_lossy(bytes).into_owned());
    }
    let readable = String::from_utf8_lossy(&bytes[..at]).into_owned();
    let file = sources.add(path, readable);
    Err(Diagnostic::error("E0102", format!("`{}` is not UTF-8", path.display()))
        .at(Span::new(file, at, at), format!("a byte {:#04x} stands after this", bytes[at]))
        .help("save the file as UTF-8"))
}

/// Whether `path` names something in `folder`, by the letters of both; an empty folder is the working directory.
fn is_inside(path: &Path, folder: &Path) -> bool {
    let rest = if folder.as_os_str().is_empty() { Ok(path) } else { path.strip_prefix(folder) };
    rest.is_ok_and(|rest| rest.components().all(|part| matches!(part, Component::Normal(_))))
}

/// A path without `.` and, where possible, without `..`.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(normal.components().next_back(), Some(Component::Normal(_))) => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}
