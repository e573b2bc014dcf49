//! Reads what shall go wrong on purpose.

use super::args::Global;
use super::{Exit, show};
use crate::diag::{Diagnostic, Problems, SourceMap, Span};
use crate::sandbox::faults::Faults;

/// The variable that says what shall go wrong.
pub const VARIABLE: &str = "ENGINE_LOCAL_FAULTS";

/// What the help of commands that change things says about it.
pub const HELP: &str = "Rehearse a bad day with --local:
  ENGINE_LOCAL_FAULTS=seed=7,throttle=0.1,500=0.05,reset=0.02,lost=0.05,hang=0.01,stale=0.1
      shares of the calls that are throttled, fail, are reset, lose their answer, hang, read the past
  ENGINE_LOCAL_FAULTS=kill=call:17:after       SIGKILL before or after a call
  ENGINE_LOCAL_FAULTS=kill=write:3:within      SIGKILL before, within or after a write of state or journal
  ENGINE_LOCAL_FAULTS=full=write:3             the disk is full from this write on
  ENGINE_LOCAL_FAULTS=denied=lambda:write      no right to these calls: denied=SERVICE, SERVICE:read or SERVICE:write";

/// The faults asked for, if any.
///
/// # Errors
/// [`Exit::Usage`] after saying what is wrong with them.
pub fn faults(global: &Global) -> Result<Option<Faults>, Exit> {
    let Some(line) = std::env::var_os(VARIABLE).filter(|line| !line.is_empty()) else { return Ok(None) };
    if !global.local {
        show::warn(&format!("{VARIABLE} is set and ignored"), Some("it is for `--local`; AWS has faults of its own"));
        return Ok(None);
    }
    let line = line.to_string_lossy().into_owned();
    line.parse().map(Some).map_err(|error: crate::sandbox::faults::FaultsError| {
        let mut sources = SourceMap::default();
        let file = sources.add(VARIABLE, line);
        let mut problems = Problems::default();
        let span = Span::new(file, error.at.start, error.at.end);
        problems.push(Diagnostic::error("E0820", error.what).at(span, "here").help(error.help));
        show::problems(global, &problems, &sources);
        Exit::Usage
    })
}
