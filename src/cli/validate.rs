use std::path::PathBuf;

use clap::Args;

use super::args::{Format, Global};
use super::{Exit, session, show};
use crate::diag::{self, Problems, Severity, SourceMap};
use crate::rules;
use crate::world::Disk;

/// Say everything that is wrong with specs, offline
#[derive(Debug, Args)]
pub struct Validate {
    /// Spec files or their folders; spec.kdl here unless given
    #[arg(value_name = "SPEC")]
    specs: Vec<PathBuf>,
    /// Fail on warnings too
    #[arg(long)]
    deny_warnings: bool,
}

impl Validate {
    /// Runs the command; says by itself what went wrong.
    pub fn run(&self, global: &Global) -> Exit {
        let given: Vec<PathBuf> = if self.specs.is_empty() {
            vec![session::spec_path(None)]
        } else {
            self.specs.iter().map(|path| session::spec_path(Some(path))).collect()
        };
        let mut sources = SourceMap::default();
        let mut problems = Problems::default();
        for path in &given {
            problems.0.extend(rules::read(path, &Disk, &mut sources).problems.0);
        }
        let count = |severity| problems.0.iter().filter(|problem| problem.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        match global.format {
            // The command line lets nothing but the formats of this command through.
            Format::Human | Format::Dot | Format::Mermaid | Format::Svg | Format::Junit => {
                show::aside(&show::for_people(&problems, &sources));
                if problems.is_empty() {
                    let what = if given.len() == 1 { "the spec is" } else { "all specs are" };
                    show::note(global, &format!("{what} fine"));
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
