use super::super::request::{Request, Url};
use super::super::trail::{Decision, Part, Step};
use super::behavior;
use super::cdn;
use super::walk::{End, Walk, hop};
use crate::reqpath::model::{Distribution, ErrorPage};

/// Statuses a distribution can show a page for (aws-facts 16.5).
const MAPPED: [u16; 11] = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

/// What the viewer sees of an answer: error pages count for every behavior, whoever answered.
pub(super) fn shown(walk: &mut Walk<'_>, on: &Distribution, end: End) -> End {
    let mut end = end;
    for fork in &mut end.forks {
        if let Some((page, _)) = page(on, fork.status) {
            fork.status = fetched(walk, on, page, fork.status);
        }
    }
    // A rule's own answer is the rule's (aws-facts 17.1, for edge ACLs not measured).
    let Some(status) = end.status.filter(|_| !end.of_rule) else { return end };
    let Some((found, path)) = page(on, status) else { return end };
    let seen = fetched(walk, on, found, status);
    let why = match seen == found.status.unwrap_or(status) {
        true => format!("{status} is shown as `{path}` with {seen}"),
        false => format!("{status} would be shown as `{path}`, which itself gets {seen}"),
    };
    let part = Part::Field("custom-error-responses".to_owned());
    walk.hop(hop(Step::ErrorPage, &on.at, Decision::Change, why).part(part).status(seen));
    let mut answer = end.answer.unwrap_or_default();
    answer.status = seen;
    answer.headers.clear();
    answer.body.clear();
    End { status: Some(seen), answer: Some(answer), ..end }
}

fn page(on: &Distribution, status: u16) -> Option<(&ErrorPage, &str)> {
    let found = on.error_pages.get(&status).filter(|_| MAPPED.contains(&status))?;
    Some((found, found.page.as_deref()?))
}

/// The status the viewer gets: the page's own, or that of the failure to fetch it.
fn fetched(walk: &mut Walk<'_>, on: &Distribution, page: &ErrorPage, status: u16) -> u16 {
    let wanted = page.status.unwrap_or(status);
    let Some(path) = &page.page else { return wanted };
    let host = on.domain.clone();
    let request = Request::new("GET", Url { https: true, host, port: None, path: path.clone(), query: None });
    let Some(chosen) = behavior::choose(on, path) else { return wanted };
    let mut aside = walk.aside();
    let end = cdn::served(&mut aside, on, chosen.behavior, &request, path);
    let failed = end.status.filter(|status| *status >= 400);
    walk.join(aside);
    failed.unwrap_or(wanted)
}
