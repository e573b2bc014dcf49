use crate::diag::{Diagnostic, Problems};
use crate::spec::{Expectation, ExpectedBody, RequestExpectation, Spec};

/// W0563: two expectations of one request that cannot both hold.
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    let requests: Vec<&RequestExpectation> = spec
        .expectations
        .iter()
        .filter_map(|expectation| match expectation {
            Expectation::Request(request) => Some(request.as_ref()),
            Expectation::OnlyThrough(_) => None,
        })
        .collect();
    for (at, later) in requests.iter().enumerate() {
        let Some(earlier) = requests[..at].iter().find(|earlier| same(earlier, later)) else { continue };
        let status = later.status.as_ref().zip(earlier.status.as_ref()).filter(|(a, b)| a.value != b.value);
        let status = status.map(|(a, b)| (a.span, b.span, "status"));
        let reaches = later.reaches.as_ref().zip(earlier.reaches.as_ref()).filter(|(a, b)| a.value != b.value);
        let reaches = reaches.map(|(a, b)| (a.span, b.span, "block"));
        let Some((one, other, what)) = status.or(reaches) else { continue };
        let problem = Diagnostic::warning("W0563", "one request is expected to end in two ways")
            .at(one, format!("one {what}"))
            .at(other, "and another, of the same request")
            .help("remove one of them; requests differ by method, URL, headers, body, address or country");
        problems.push(problem);
    }
}

fn same_body(one: Option<&ExpectedBody>, other: Option<&ExpectedBody>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(ExpectedBody::Text(one)), Some(ExpectedBody::Text(other))) => one.is_like(other),
        (Some(ExpectedBody::Size(one)), Some(ExpectedBody::Size(other))) => one.value == other.value,
        _ => false,
    }
}

fn of_country(one: &RequestExpectation) -> Option<&str> {
    one.country.as_ref().map(|country| country.value.as_str())
}

fn same(one: &RequestExpectation, other: &RequestExpectation) -> bool {
    let from = |one: &RequestExpectation| one.from.as_ref().map(|from| from.value);
    one.method.value == other.method.value
        && from(one) == from(other)
        && of_country(one) == of_country(other)
        && one.url.is_like(&other.url)
        && same_body(one.body.as_ref(), other.body.as_ref())
        && one.headers.len() == other.headers.len()
        && one
            .headers
            .iter()
            .zip(&other.headers)
            .all(|(a, b)| a.name.value.eq_ignore_ascii_case(&b.name.value) && a.value.is_like(&b.value))
}
