use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Problems, Span};
use crate::spec::{Gaps, Part, Spec, Template};

/// E0452: a text that is longer than its place in AWS takes.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    let mut at_most = |what: &str, length: usize, limit: usize, place: Span| {
        if length > limit {
            problems.push(over(what, length, limit, place));
        }
    };
    for function in spec.functions.values() {
        at_most("the description of a function", length(&function.description), 256, function.description.span);
    }
    for gateway in spec.gateways.values() {
        at_most("the description of an API", length(&gateway.description), 1_024, gateway.description.span);
        if let Some(log) = &gateway.access_log {
            at_most("a line of an access log", length(&log.format), 3_072, log.format.span);
        }
    }
    for cdn in spec.cdns.values() {
        if let Some(comment) = &cdn.comment {
            at_most("the comment of a distribution", length(comment), 128, comment.span);
        }
    }
    for zone in spec.zones.values() {
        at_most("the comment of a zone", length(&zone.comment), 256, zone.comment.span);
    }
    for value in spec.stack.tags.values().chain(spec.tags.values().flat_map(BTreeMap::values)) {
        at_most("the value of a tag", length(value), 256, value.span);
    }
    for origin in spec.cdns.values().flat_map(|cdn| &cdn.origins) {
        for header in &origin.send_headers {
            at_most("the value of a header that CloudFront adds", length(&header.value), 1_783, header.value.span);
        }
        let all: usize = origin.send_headers.iter().map(|header| header.name.value.len() + length(&header.value)).sum();
        at_most("all headers of an origin together", all, 10_240, origin.span);
    }
    environments(spec, gaps, problems);
}

/// E0453: more in a function's environment than Lambda keeps.
fn environments(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    const MOST: usize = 4_096;
    for function in spec.functions.values() {
        let mut all = 0;
        for (name, variable) in &function.env {
            let secrets = variable.value.secrets().filter_map(|secret| spec.secrets.get(secret.value));
            let secret: usize = secrets.map(|secret| secret.min_length.value as usize).sum();
            all += name.len() + bytes(&variable.value) + secret;
        }
        let Some((_, longest)) = function.env.iter().max_by_key(|(_, variable)| bytes(&variable.value)) else {
            continue;
        };
        if all <= MOST || gaps.value(longest.value.span) {
            continue;
        }
        let problem = Diagnostic::error("E0453", format!("the environment of a function has at most {MOST} bytes"))
            .at(longest.value.span, format!("the longest value, {} bytes", bytes(&longest.value)))
            .at(function.span, format!("{all} bytes in all, names and values"))
            .help("put what is long into a file of the code, or into a bucket the function reads");
        problems.push(problem);
    }
}

fn over(what: &str, length: usize, limit: usize, span: Span) -> Diagnostic {
    Diagnostic::error("E0452", format!("{what} has at most {limit} characters"))
        .at(span, format!("at least {length} here"))
        .help("shorten it")
}

/// Characters of what is known of a text: the least it can have.
fn length(text: &Template) -> usize {
    known(text).map(|text| text.chars().count()).sum()
}

fn bytes(text: &Template) -> usize {
    known(text).map(str::len).sum()
}

fn known(text: &Template) -> impl Iterator<Item = &str> {
    text.parts.iter().filter_map(|part| match &part.value {
        Part::Literal(text) => Some(text.as_str()),
        Part::Param(_) | Part::Stack(_) | Part::Attr { .. } | Part::Secret(_) => None,
    })
}
