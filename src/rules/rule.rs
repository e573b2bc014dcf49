use std::path::PathBuf;

use super::ways::{Way, ways};
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
    check: Check,
}

/// What a rule's findings rest on. Wherever a spec is broken a stand-in holds the place, and a finding that labels one is dropped:
/// it would only repeat what has been said.
#[derive(Debug, Clone, Copy)]
enum Check {
    /// On nothing but the values it labels.
    Labelled(fn(&Spec, &mut Problems)),
    /// Also on what it does not label, such as something that is nowhere: it asks for the gaps by itself.
    Aware(fn(&Spec, &Gaps, &mut Problems)),
    /// The same, and on the ways through a cdn to a gateway: it is not asked where they are not known.
    OfWays(fn(&Spec, &Gaps, &[Way], &mut Problems)),
}

impl Rule {
    const fn labelled(name: &'static str, codes: &'static [&'static str], check: fn(&Spec, &mut Problems)) -> Self {
        Self { name, codes, check: Check::Labelled(check) }
    }

    const fn aware(name: &'static str, codes: &'static [&'static str], check: fn(&Spec, &Gaps, &mut Problems)) -> Self {
        Self { name, codes, check: Check::Aware(check) }
    }

    const fn of_ways(
        name: &'static str,
        codes: &'static [&'static str],
        check: fn(&Spec, &Gaps, &[Way], &mut Problems),
    ) -> Self {
        Self { name, codes, check: Check::OfWays(check) }
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
    Rule::labelled("answers_inspected", &["E0447"], answers_inspected::check),
    Rule::aware("log_label_unknown", &["E0448"], log_label_unknown::check),
    Rule::aware("proxy_without_parent", &["W0508"], proxy_without_parent::check),
    Rule::labelled("old_tls", &["W0509"], old_tls::check),
    Rule::aware("behavior_shadowed", &["W0510"], behavior_shadowed::check),
    Rule::labelled("forbidden_header", &["E0511"], forbidden_header::check),
    Rule::labelled("foreign_scope", &["E0313"], foreign_scope::check),
    Rule::aware("host_forwarded", &["E0512"], host_forwarded::check),
    Rule::aware("unused", &["W0513"], unused::check),
    Rule::labelled("edge_behind_cdn", &["W0514"], edge_behind_cdn::check),
    Rule::aware("api_keys", &["E0516", "W0517"], api_keys::check),
    Rule::labelled("unknown_region", &["W0515"], unknown_region::check),
    Rule::labelled("secret_in_clear", &["W0516"], secret_in_clear::check),
    Rule::aware("error_pages", &["E0417", "E0418"], error_pages::check),
    Rule::aware("nobody_reaches", &["E0518"], nobody_reaches::check),
    Rule::labelled("log_region", &["E0517"], log_region::check),
    Rule::aware("waf_rule_shadowed", &["W0530"], waf_rule_shadowed::check),
    Rule::aware("waf_rule_never", &["W0531"], waf_rule_never::check),
    Rule::labelled("secret_in_part", &["W0532"], secret_in_part::check),
    Rule::labelled("waf_pattern_loose", &["W0533"], waf_pattern_loose::check),
    Rule::aware("waf_rule_idle", &["W0534"], waf_rule_idle::check),
    Rule::labelled("waf_pattern", &["E0450"], waf_pattern::check),
    Rule::aware("header_differs", &["E0461"], header_differs::check),
    Rule::aware("secret_upside_down", &["E0462"], secret_upside_down::check),
    Rule::aware("header_before_it_is_sent", &["E0463"], header_before_it_is_sent::check),
    Rule::of_ways("cdn_waf_bypassed", &["W0535"], cdn_waf_bypassed::check),
    Rule::of_ways("address_of_the_cdn", &["W0565"], address_of_the_cdn::check),
    Rule::aware("short_secret", &["W0561"], short_secret::check),
    Rule::of_ways("route_not_forwarded", &["W0536"], route_not_forwarded::check),
    Rule::of_ways("route_method_not_forwarded", &["W0537"], route_method_not_forwarded::check),
    Rule::of_ways("behavior_without_route", &["W0538"], behavior_without_route::check),
    Rule::of_ways("credentials_lost", &["W0539"], credentials_lost::check),
    Rule::of_ways("answers_shared", &["W0540"], answers_shared::check),
    Rule::of_ways("credentials_in_clear", &["W0559"], credentials_in_clear::check),
    Rule::of_ways("cdn_impatient", &["W0555"], cdn_impatient::check),
    Rule::of_ways("error_page_before_gateway", &["W0557", "W0558"], error_page_before_gateway::check),
    Rule::aware("origin_unused", &["W0553"], origin_unused::check),
    Rule::labelled("own_host", &["E0460", "W0556"], own_host::check),
    Rule::aware("tls_without_alias", &["W0560"], tls_without_alias::check),
    Rule::labelled("logs_published", &["W0562"], logs_published::check),
    Rule::labelled("country", &["W0545"], country::check),
    Rule::aware("authorizer_unused", &["W0546"], authorizer_unused::check),
    Rule::aware("usage_plan_idle", &["W0542"], usage_plan_idle::check),
    Rule::aware("cors_without_credentials", &["W0544"], cors_without_credentials::check),
    Rule::labelled("function_stopped", &["W0550"], function_stopped::check),
    Rule::labelled("runtime", &["W0551", "W0552"], runtime::check),
    Rule::labelled("statement_wide", &["W0547"], statement_wide::check),
    Rule::aware("statement_vain", &["E0457", "W0548", "W0549"], statement_vain::check),
    Rule::aware("physical_name", &["E0451", "E0459", "W0564"], physical_name::check),
    Rule::aware("long_text", &["E0452", "E0453"], long_text::check),
    Rule::labelled("quotas", &["E0454", "W0543"], quotas::check),
    Rule::labelled("one_domain", &["E0458"], one_domain::check),
    Rule::labelled("image_region", &["E0456"], image_region::check),
    Rule::aware("unread_value", &["W0554"], unread_value::check),
    Rule::labelled("text_like_reference", &["W0566"], text_like_reference::check),
    Rule::aware("colon_in_path", &["W0567"], colon_in_path::check),
    Rule::labelled("expectations_contradict", &["W0563"], expectations_contradict::check),
    Rule::labelled("body_beyond_lambda", &["W0568"], body_beyond_lambda::check),
];

/// Every rule.
pub fn all() -> &'static [Rule] {
    ALL
}

/// What the rules say about a reading.
pub fn check(reading: &Reading) -> Problems {
    let mut problems = Problems::default();
    // Following every route through every behavior is the dearest thing that rules do: once is enough for all of them.
    let ways = ways(&reading.draft, &reading.gaps);
    for rule in ALL {
        match rule.check {
            Check::Labelled(check) => check(&reading.draft, &mut problems),
            Check::Aware(check) => check(&reading.draft, &reading.gaps, &mut problems),
            Check::OfWays(check) => {
                if let Some(ways) = &ways {
                    check(&reading.draft, &reading.gaps, ways, &mut problems);
                }
            }
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
