use std::collections::BTreeSet;

use percent_encoding::percent_decode_str;

use super::super::trail::{Decision, Step};
use super::walk::{End, Walk, hop};
use crate::reqpath::model::{Distribution, ViewerFunction};

/// What the function makes of the path; why nobody can tell, if so.
pub(super) fn on_request(
    walk: &mut Walk<'_>,
    on: &Distribution,
    function: &ViewerFunction,
    path: &mut String,
) -> Option<String> {
    let (at, new, why) = match function {
        ViewerFunction::OnePage { at, page } if is_own(path) => (at, page, "its last part has no `.`"),
        ViewerFunction::OnePage { .. } => return None,
        ViewerFunction::MissingPage { at, one_page: Some(page), .. } if is_own(path) => {
            (at, page, "its last part has no `.`")
        }
        ViewerFunction::MissingPage { at, files, page, .. } if !is_known(files, path) => {
            (at, page, "there is no such file")
        }
        ViewerFunction::MissingPage { .. } => return None,
        ViewerFunction::Opaque { arn } => {
            let why = format!("{arn} runs before the request is looked up, and what it does is not known here");
            walk.hop(hop(Step::EdgeFunction, &on.at, Decision::Uncertain, why.clone()));
            return Some(why);
        }
    };
    let why = format!("`{path}` becomes `{new}`: {why}");
    walk.hop(hop(Step::EdgeFunction, at, Decision::Change, why));
    path.clone_from(new);
    None
}

/// What the function makes of the answer. `came` is the path as the viewer sent it, `asked` as it was sent on; the function is
/// shown one of them.
pub(super) fn on_response(
    walk: &mut Walk<'_>,
    on: &Distribution,
    function: &ViewerFunction,
    came: &str,
    asked: &str,
    end: &mut End,
) {
    match function {
        ViewerFunction::OnePage { .. } => {}
        ViewerFunction::MissingPage { at, files, page, one_page, status: Some(status) } => {
            let missing = |path: &str| path == page || !(one_page.is_some() && is_own(path) || is_known(files, path));
            let found = end.reached.is_some() || end.status.is_some_and(|status| status < 400);
            if found && (missing(came) || missing(asked)) {
                let why = format!("the page for what is not there is answered with {status}");
                walk.hop(hop(Step::EdgeFunction, at, Decision::Change, why).status(*status));
                end.status = Some(*status);
            }
        }
        ViewerFunction::MissingPage { status: None, .. } => {}
        ViewerFunction::Opaque { arn } => {
            let why = format!("{arn} runs before the viewer gets the answer, and what it does is not known here");
            walk.hop(hop(Step::EdgeFunction, &on.at, Decision::Uncertain, why.clone()));
            end.doubt.get_or_insert(why);
        }
    }
}

fn is_own(path: &str) -> bool {
    !path.rsplit('/').next().unwrap_or_default().contains('.')
}

fn is_known(files: &BTreeSet<String>, path: &str) -> bool {
    let key = percent_decode_str(path.get(1..).unwrap_or_default()).decode_utf8();
    key.is_ok_and(|key| files.contains(key.as_ref()))
}
