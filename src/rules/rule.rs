use std::path::PathBuf;

use super::*;
use crate::diag::{Problems, SourceMap};
use crate::spec::{self, Reading, Spec};
use crate::world::Files;

/// A check over a whole spec.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The file it lives in.
    pub name: &'static str,
    /// The codes it may report.
    pub codes: &'static [&'static str],
    /// What must be complete before it may judge.
    pub sight: Sight,
    /// Adds what it finds wrong; never changes the spec.
    pub check: fn(&Spec, &mut Problems),
}

/// How much of a spec a rule must see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Sound blocks can be judged while others are broken.
    Blocks,
    /// What is missing matters, so nothing may be broken.
    Whole,
}

impl Rule {
    const fn on_blocks(name: &'static str, codes: &'static [&'static str], check: fn(&Spec, &mut Problems)) -> Self {
        Self { name, codes, sight: Sight::Blocks, check }
    }

    const fn on_whole(name: &'static str, codes: &'static [&'static str], check: fn(&Spec, &mut Problems)) -> Self {
        Self { name, codes, sight: Sight::Whole, check }
    }
}

const ALL: &[Rule] = &[
    Rule::on_blocks("function_outlasts_gateway", &["W0501"], function_outlasts_gateway::check),
    Rule::on_blocks("waf_one_sided", &["W0502", "W0507"], waf_one_sided::check),
    Rule::on_whole("header_unchecked", &["E0503"], header_unchecked::check),
    Rule::on_whole("header_unsent", &["W0504"], header_unsent::check),
    Rule::on_blocks("classic_waf", &["W0505"], classic_waf::check),
    Rule::on_blocks("waf_limits", &["E0506"], waf_limits::check),
    Rule::on_whole("proxy_without_parent", &["W0508"], proxy_without_parent::check),
    Rule::on_blocks("old_tls", &["W0509"], old_tls::check),
    Rule::on_blocks("behavior_shadowed", &["W0510"], behavior_shadowed::check),
    Rule::on_blocks("forbidden_header", &["E0511"], forbidden_header::check),
    Rule::on_blocks("host_forwarded", &["E0512"], host_forwarded::check),
    Rule::on_whole("unused", &["W0513"], unused::check),
    Rule::on_blocks("edge_behind_cdn", &["W0514"], edge_behind_cdn::check),
    Rule::on_blocks("unknown_region", &["W0515"], unknown_region::check),
];

/// Every rule.
pub fn all() -> &'static [Rule] {
    ALL
}

/// What the rules say about a reading.
pub fn check(reading: &Reading) -> Problems {
    let mut problems = Problems::default();
    for rule in ALL {
        if rule.sight == Sight::Blocks || reading.is_whole() {
            (rule.check)(&reading.draft, &mut problems);
        }
    }
    problems
}

/// Reads a spec and lets the rules judge it: every problem there is to tell without config and cloud.
pub fn read(path: &std::path::Path, files: &dyn Files, sources: &mut SourceMap) -> Reading {
    let mut reading = spec::read(path, files, sources);
    let judged = check(&reading);
    reading.problems.extend(judged);
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
