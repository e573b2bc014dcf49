//! Everything that draws, for people and for programs.

mod drift;
mod page;
mod plan;
mod print;
mod progress;
mod record;
mod refusal;
mod step;
mod style;
mod table;
mod value;
mod words;

pub use drift::{Drift, What, drift_for_people, drift_json};
pub use page::page;
pub use plan::{plan_for_people, plan_json};
pub use print::{data, data_json};
pub use progress::{Progress, summary_json};
pub use record::{edges, fields, heading, record, section};
pub use refusal::{failure, refusal};
pub use step::step;
pub use style::{BAD, DIM, GOOD, HEAD, WARN};
pub use table::{rows, table};
pub use value::value;
pub use words::{ago, concern, count, nearest};

use crate::cli::args::{Format, Global};
use crate::diag::{Look, Problems, SourceMap, human, summary};

/// Says what went wrong outside of any file, and the way out.
pub fn fail(message: &str, help: Option<&str>) {
    anstream::eprintln!("{BAD}error{BAD:#}: {message}");
    if let Some(help) = help {
        anstream::eprintln!("  {DIM}help:{DIM:#} {help}");
    }
}

/// Says what may go wrong, and the way out.
pub fn warn(message: &str, help: Option<&str>) {
    anstream::eprintln!("{WARN}warning{WARN:#}: {message}");
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
        Format::Json => data(&crate::diag::json(problems, sources)),
        Format::Human
        | Format::Short
        | Format::Sarif
        | Format::Github
        | Format::Dot
        | Format::Mermaid
        | Format::Svg => {
            problems_for_people(problems, sources);
        }
    }
}

/// Shows diagnostics with their places in the source, and how many there are.
pub fn problems_for_people(problems: &Problems, sources: &SourceMap) {
    // Colours are taken out again where they are not wanted.
    let look = Look { color: true, ..Look::default() };
    anstream::eprint!("{}", human(problems, sources, look));
    if !problems.is_empty() {
        anstream::eprintln!("{}", summary(problems));
    }
}
