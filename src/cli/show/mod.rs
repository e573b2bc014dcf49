//! Everything that draws, for people and for programs.

mod plan;
mod progress;
mod refusal;
mod style;
mod value;

pub use plan::{plan_for_people, plan_json};
pub use progress::{Progress, summary_json};
pub use refusal::{failure, refusal};
pub use style::{BAD, DIM, GOOD, HEAD, WARN};
pub use value::value;

use crate::cli::args::{Format, Global};
use crate::diag::{Problems, SourceMap};

/// Says what went wrong outside of any file, and the way out.
pub fn fail(message: &str, help: Option<&str>) {
    anstream::eprintln!("{BAD}error{BAD:#}: {message}");
    if let Some(help) = help {
        anstream::eprintln!("  {DIM}help:{DIM:#} {help}");
    }
}

/// Says something people should know but nothing is wrong with.
pub fn note(global: &Global, message: &str) {
    if !global.quiet {
        anstream::eprintln!("{DIM}{message}{DIM:#}");
    }
}

/// Shows diagnostics on stderr, as the command line asks for; nothing for none.
pub fn problems(global: &Global, problems: &Problems, sources: &SourceMap) {
    if problems.is_empty() {
        return;
    }
    match global.format {
        Format::Json => println!("{}", crate::diag::render::json(problems, sources)),
        Format::Human | Format::Short | Format::Sarif | Format::Github => {
            anstream::eprint!("{}", crate::diag::render::human(problems, sources));
        }
    }
}
