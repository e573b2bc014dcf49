use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::args::{Format, Global};
use super::{Exit, session, show};
use crate::diag::{Diagnostic, Problems, SourceMap, edited};
use crate::secrets::presentable;
use crate::spec;
use crate::syntax::{self, MAX_BYTES, Unformatted};
use crate::world::{Disk, InMemory, rewrite};

/// Lay out specs and config files: indentation, blanks, empty lines
///
/// Comments, the order of everything and the spelling of names, numbers and strings stay as they are. A file that is no KDL is
/// left alone, and what is wrong with it is shown. What a file includes is laid out only when it is named, too.
#[derive(Debug, Args)]
pub struct Fmt {
    /// Spec or config files, or folders with a spec.kdl; `-` is standard input, laid out on standard output
    #[arg(value_name = "SPEC")]
    specs: Vec<PathBuf>,
    /// Write nothing: show what would change, and fail if anything would
    #[arg(long)]
    check: bool,
}

/// What was found in a file.
enum Found {
    /// It is laid out already.
    Fine(String),
    /// The text before and after.
    Unformatted(String, String),
    /// Somebody has to look at it first, which was said.
    Refused(Exit),
}

impl Fmt {
    /// Runs the command; says by itself what went wrong.
    pub fn run(&self, global: &Global) -> Exit {
        let given: Vec<PathBuf> = match self.specs.as_slice() {
            [] => vec![session::spec_path(None)],
            specs => specs.iter().map(|path| session::spec_path(Some(path))).collect(),
        };
        let (mut exit, mut files, mut is_data) = (Exit::Done, Vec::new(), false);
        for path in &given {
            let found = find(global, path);
            let (became, ended) = if self.check {
                check(global, path, found)
            } else if is_stdin(path) {
                is_data = true;
                print(found)
            } else {
                write(global, path, found)
            };
            files.push(json!({ "file": name_of(path), "state": became }));
            exit = worse(exit, ended);
        }
        // What comes in by standard input goes out by standard output, whatever the format.
        if global.format == Format::Json && !is_data {
            show::data_json(&json!({ "format": 1, "files": files, "diagnostics": show::taken() }));
        }
        exit
    }
}

fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

fn name_of(path: &Path) -> String {
    if is_stdin(path) { "<stdin>".to_owned() } else { path.display().to_string() }
}

/// Reads a text and lays it out in memory.
fn find(global: &Global, path: &Path) -> Found {
    let mut sources = SourceMap::default();
    let text = if is_stdin(path) { stdin(&mut sources) } else { spec::text_of(path, &Disk, &mut sources) };
    let text = match text {
        Ok(text) => text,
        Err(problem) => return refused(global, vec![problem], &sources),
    };
    let file = sources.add(name_of(path), shown(path, &text));
    match syntax::format(&text, file) {
        Ok(edits) if edits.is_empty() => Found::Fine(text),
        Ok(edits) => {
            let after = edited(&text, &edits);
            Found::Unformatted(text, after)
        }
        Err(Unformatted::Broken(problems)) if !is_config(path, &text) => refused(global, problems.0, &sources),
        Err(Unformatted::Broken(problems)) => {
            // What is wrong may be the spelling of a value that nobody may see.
            let masked = syntax::parse(sources.text(file), file).problems.0;
            let place = problems.0.first().and_then(|problem| problem.labels.first()).map(|label| label.span);
            let unsaid = || Diagnostic::error("E0112", "this is no KDL").help("mend the line that is named");
            let unsaid = || place.map_or_else(unsaid, |place| unsaid().at(place, "from here on"));
            refused(global, if masked.is_empty() { vec![unsaid()] } else { masked }, &sources)
        }
        Err(Unformatted::Changed) => {
            let help = "this is a bug in engine: please report it with the file; nothing of it was changed";
            show::fail(&format!("`{}` would say something else when laid out", name_of(path)), Some(help));
            Found::Refused(Exit::Bug)
        }
    }
}

fn refused(global: &Global, problems: Vec<Diagnostic>, sources: &SourceMap) -> Found {
    show::problems(global, &Problems(problems), sources);
    Found::Refused(Exit::Failed)
}

fn stdin(sources: &mut SourceMap) -> Result<String, Diagnostic> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes);
    match read {
        Ok(_) => spec::text_of(Path::new("<stdin>"), &InMemory::of("<stdin>", bytes), sources),
        Err(error) => Err(Diagnostic::error("E0101", format!("standard input cannot be read: {error}"))
            .help("give the text by `engine fmt - <FILE`")),
    }
}

/// `--check`: what became of the file in a word, and how the command ends because of it.
fn check(global: &Global, path: &Path, found: Found) -> (&'static str, Exit) {
    match found {
        Found::Fine(_) => (FINE, Exit::Done),
        Found::Refused(exit) => (REFUSED, exit),
        Found::Unformatted(before, after) => {
            if global.format != Format::Json {
                show::data(&show::diff(&name_of(path), &shown(path, &before), &shown(path, &after)));
            }
            ("unformatted", Exit::Failed)
        }
    }
}

fn print(found: Found) -> (&'static str, Exit) {
    match found {
        Found::Refused(exit) => (REFUSED, exit),
        Found::Fine(text) => {
            show::text(&text);
            (FINE, Exit::Done)
        }
        Found::Unformatted(_, after) => {
            show::text(&after);
            (FORMATTED, Exit::Done)
        }
    }
}

fn write(global: &Global, path: &Path, found: Found) -> (&'static str, Exit) {
    let (before, after) = match found {
        Found::Fine(_) => return (FINE, Exit::Done),
        Found::Refused(exit) => return (REFUSED, exit),
        Found::Unformatted(before, after) => (before, after),
    };
    match rewrite(path, before.as_bytes(), after.as_bytes()) {
        Ok(()) => {
            show::note(global, &format!("formatted {}", show::path(path)));
            (FORMATTED, Exit::Done)
        }
        Err(error) => {
            let message = format!("cannot write `{}`: {}", path.display(), show::unwritten(&error));
            show::fail(&message, Some("nothing of it was changed"));
            (REFUSED, Exit::Failed)
        }
    }
}

const FINE: &str = "fine";
const FORMATTED: &str = "formatted";
const REFUSED: &str = "refused";

fn worse(one: Exit, other: Exit) -> Exit {
    if other == Exit::Done || one == Exit::Bug { one } else { other }
}

/// Whether a text may hold what is not to be shown: that of a config file.
fn is_config(path: &Path, text: &str) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let named = name.strip_prefix("spec.").is_some_and(|rest| rest.ends_with(".kdl"));
    named || text.lines().any(|line| line.trim_start().starts_with("config"))
}

/// A text as it may be shown, of the same length.
fn shown(path: &Path, text: &str) -> String {
    if is_config(path, text) { presentable(text) } else { text.to_owned() }
}
