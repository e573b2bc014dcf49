//! Everything that draws, for people and for programs.

mod called;
mod diff;
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
mod tested;
mod trail;
mod trouble;
mod value;
mod words;

pub use called::called;
pub use diff::diff;
pub use drift::{Drift, What, drift_for_people, drift_json};
pub use page::page;
pub use plan::{plan_for_people, plan_json};
pub use print::{aside, data, data_json, say, text};
pub use progress::{Progress, summary_json};
pub use record::{edges, fields, heading, record, section};
pub use refusal::{failure, refusal};
pub use step::step;
pub use style::{BAD, DIM, GOOD, HEAD, WARN};
pub use table::{rows, table};
pub use tested::{Checked, Tested, junit, tested_for_people, tested_json};
pub use trail::{Telling, carried, hops, name, outcome, trail_for_people, trail_json};
pub use trouble::{document, fail, fail_as, problems, taken, usage, warnings};
pub use value::value;
pub use words::{ago, concern, count, nearest, path, unwritten};

use crate::cli::args::Global;
use crate::diag::{self, Look, Problems, SourceMap};

/// Says what may go wrong, and the way out.
pub fn warn(message: &str, help: Option<&str>) {
    say(&format!("{WARN}warning{WARN:#}: {message}"));
    if let Some(help) = help {
        say(&format!("  {DIM}help:{DIM:#} {help}"));
    }
}

/// Says something people should know but nothing is wrong with.
pub fn note(global: &Global, message: &str) {
    if !global.quiet {
        say(&format!("{DIM}{message}{DIM:#}"));
    }
}

/// Diagnostics as people read them, as wide as the terminal; `anstream` takes colours away again where they are not wanted.
pub fn for_people(problems: &Problems, sources: &SourceMap) -> String {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let width = columns.or_else(terminal).unwrap_or(100);
    diag::human(problems, sources, Look { width, color: true, unicode: true })
}
