use std::path::{Path, PathBuf};

use clap::Args;

use super::args::{Format, Global};
use super::belongs::specs_of;
use super::{Exit, session, show};
use crate::desired;
use crate::diag::{self, Diagnostic, Problems, Severity, SourceMap};
use crate::rules;
use crate::world::{Disk, Files, rewrite};

/// Say everything that is wrong with specs, offline
#[derive(Debug, Args)]
pub struct Validate {
    /// Spec files or their folders; spec.kdl here unless given
    #[arg(value_name = "SPEC")]
    specs: Vec<PathBuf>,
    /// Fail on warnings too
    #[arg(long)]
    deny_warnings: bool,
    /// Take the names as those of files that changed: judge the specs they are parts of, and leave out what is part of none
    #[arg(long)]
    touched: bool,
    /// Make the edits that can only be meant so, and say what is left
    #[arg(long)]
    fix: bool,
}

impl Validate {
    /// Runs the command; says by itself what went wrong.
    pub fn run(&self, global: &Global) -> Exit {
        let given: Vec<PathBuf> = if self.touched {
            specs_of(&self.specs, &Disk)
        } else if self.specs.is_empty() {
            vec![session::spec_path(None)]
        } else {
            self.specs.iter().map(|path| session::spec_path(Some(path))).collect()
        };
        let (mut sources, mut problems) = (SourceMap::default(), Problems::default());
        for path in &given {
            if self.fix {
                problems.0.extend(fix(global, path));
            }
            problems.extend(judge(path, &Disk, &mut sources));
        }
        let count = |severity| problems.0.iter().filter(|problem| problem.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        match global.format {
            // The command line lets nothing but the formats of this command through.
            Format::Human | Format::Dot | Format::Mermaid | Format::Svg | Format::Junit => {
                show::aside(&show::for_people(&problems, &sources));
                let fixable = problems.0.iter().filter(|problem| problem.fix.is_some()).count();
                if fixable > 0 && !self.fix {
                    show::note(global, &format!("`engine validate --fix` puts {fixable} of these right"));
                }
                if problems.is_empty() {
                    let what = match given.len() {
                        0 => "no spec was touched",
                        1 => "the spec is fine",
                        _ => "all specs are fine",
                    };
                    show::note(global, what);
                }
            }
            Format::Short => show::data(&diag::short(&problems, &sources)),
            Format::Json => show::data(&diag::json(&problems, &sources)),
            Format::Sarif => show::data(&diag::sarif(&problems, &sources)),
            Format::Github => show::data(&diag::github(&problems, &sources)),
        }
        if errors > 0 || (self.deny_warnings && warnings > 0) { Exit::Failed } else { Exit::Done }
    }
}

/// Everything that is to be said of a spec, in the order of its places.
pub(super) fn judge(path: &Path, files: &dyn Files, sources: &mut SourceMap) -> Problems {
    let reading = rules::read(path, files, sources);
    let whole = reading.is_whole();
    let mut found = reading.problems;
    found.extend(desired::check(&reading.draft, whole));
    found.sort();
    found
}

/// Writes what is safe to write without asking; what could not be written.
fn fix(global: &Global, path: &Path) -> Vec<Diagnostic> {
    let fixed = rules::fix(path, &Disk);
    let mut refused = Vec::new();
    for (path, (before, after)) in &fixed.files {
        if let Err(error) = rewrite(path, before.as_bytes(), after.as_bytes()) {
            let message = format!("cannot write `{}`: {}", path.display(), show::unwritten(&error));
            refused.push(Diagnostic::error("E0900", message).help("nothing of it was changed"));
        }
    }
    if refused.is_empty() && fixed.count > 0 {
        let files: Vec<String> = fixed.files.keys().map(|path| show::path(path)).collect();
        show::note(global, &format!("fixed {} in {}", show::count(fixed.count, "problem"), files.join(", ")));
    }
    refused
}
