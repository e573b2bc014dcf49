use std::path::PathBuf;

use super::*;
use crate::diag::{Problems, SourceMap};
use crate::spec::{self, Gaps, Reading, Spec};
use crate::world::Files;

/// A check over a whole spec.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The file it lives in.
    pub name: &'static str,
    /// The codes it may report.
    pub codes: &'static [&'static str],
    /// Adds what it finds wrong; never changes the spec.
    pub check: Check,
}

/// What a rule's findings rest on. Wherever a spec is broken a stand-in holds the place, and a finding that labels one is dropped:
/// it would only repeat what has been said.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// On nothing but the values it labels.
    Labelled(fn(&Spec, &mut Problems)),
    /// Also on what it does not label, such as something that is nowhere: it asks for the gaps by itself.
    Aware(fn(&Spec, &Gaps, &mut Problems)),
}

impl Rule {
    const fn labelled(name: &'static str, codes: &'static [&'static str], check: fn(&Spec, &mut Problems)) -> Self {
        Self { name, codes, check: Check::Labelled(check) }
    }

    const fn aware(name: &'static str, codes: &'static [&'static str], check: fn(&Spec, &Gaps, &mut Problems)) -> Self {
        Self { name, codes, check: Check::Aware(check) }
    }
}

const ALL: &[Rule] = &[
    Rule::aware("function_outlasts_gateway", &["W0501"], function_outlasts_gateway::check),
    Rule::aware("waf_one_sided", &["W0502", "W0507"], waf_one_sided::check),
    Rule::aware("header_unchecked", &["E0503"], header_unchecked::check),
    Rule::aware("header_unsent", &["W0504"], header_unsent::check),
    Rule::labelled("classic_waf", &["W0505"], classic_waf::check),
    Rule::labelled("classic_says", &["E0541"], classic_says::check),
    Rule::aware("waf_limits", &["E0506"], waf_limits::check),
    Rule::labelled("waf_logs", &["E0445"], waf_logs::check),
    Rule::labelled("oversize_passes", &["W0541"], oversize_passes::check),
    Rule::aware("group_rules", &["E0446"], group_rules::check),
    Rule::aware("proxy_without_parent", &["W0508"], proxy_without_parent::check),
    Rule::labelled("old_tls", &["W0509"], old_tls::check),
    Rule::aware("behavior_shadowed", &["W0510"], behavior_shadowed::check),
    Rule::labelled("forbidden_header", &["E0511"], forbidden_header::check),
    Rule::aware("host_forwarded", &["E0512"], host_forwarded::check),
    Rule::aware("unused", &["W0513"], unused::check),
    Rule::labelled("edge_behind_cdn", &["W0514"], edge_behind_cdn::check),
    Rule::aware("api_keys", &["E0516", "W0517"], api_keys::check),
    Rule::labelled("unknown_region", &["W0515"], unknown_region::check),
    Rule::labelled("secret_in_clear", &["W0516"], secret_in_clear::check),
    Rule::aware("error_pages", &["E0417", "E0418"], error_pages::check),
    Rule::aware("nobody_reaches", &["E0518"], nobody_reaches::check),
    Rule::labelled("log_region", &["E0517"], log_region::check),
];

/// Every rule.
pub fn all() -> &'static [Rule] {
    ALL
}

/// What the rules say about a reading.
pub fn check(reading: &Reading) -> Problems {
    let mut problems = Problems::default();
    for rule in ALL {
        match rule.check {
            Check::Labelled(check) => check(&reading.draft, &mut problems),
            Check::Aware(check) => check(&reading.draft, &reading.gaps, &mut problems),
        }
    }
    problems.0.retain(|problem| problem.labels.iter().all(|label| !reading.gaps.value(label.span)));
    problems
}

/// Reads a spec and lets the rules judge it: every problem there is to tell without config and cloud.
pub fn read(path: &std::path::Path, files: &dyn Files, sources: &mut SourceMap) -> Reading {
    let mut reading = spec::read(path, files, sources);
    let judged = check(&reading);
    reading.problems.extend(judged);
    allowed::apply(&mut reading);
    reading.problems.sort();
    reading
}

/// Reads and judges a spec: the spec, when no error was found, and every problem.
pub fn load(path: &std::path::Path, files: &dyn Files, sources: &mut SourceMap) -> (Option<Spec>, Problems) {
    let reading = read(path, files, sources);
    let whole = reading.is_whole();
    (whole.then_some(reading.draft), reading.problems)
}

/// Reads and judges several specs, each by itself.
pub fn validate_files(paths: &[PathBuf], files: &dyn Files) -> (SourceMap, Problems) {
    let mut sources = SourceMap::default();
    let mut problems = Problems::default();
    for path in paths {
        problems.extend(read(path, files, &mut sources).problems);
    }
    (sources, problems)
}
