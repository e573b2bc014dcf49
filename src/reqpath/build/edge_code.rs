use std::collections::BTreeSet;

use serde_json::Value;

use crate::desired::edge_code::{self, Wanted};
use crate::names::ResourceId;
use crate::reqpath::model::ViewerFunction;

/// What a function at the edge does, when it is one that this program writes: its text is compared with what is written for the
/// same pages and files, letter by letter.
pub(super) fn meaning(at: &ResourceId, code: &str) -> Option<ViewerFunction> {
    let files: Option<BTreeSet<String>> = line(code, "var files = ").and_then(|text| serde_json::from_str(text).ok());
    let pages: Vec<String> = texts(code, "request.uri = ");
    let wanted = match (files, pages.as_slice()) {
        (None, [page]) => Wanted::OnePage { page: page.clone() },
        (Some(files), [page]) => {
            Wanted::MissingRequest { files: files.into_iter().collect(), page: page.clone(), one_page: None }
        }
        (Some(files), [one_page, page]) => Wanted::MissingRequest {
            files: files.into_iter().collect(),
            page: page.clone(),
            one_page: Some(one_page.clone()),
        },
        (Some(files), []) => Wanted::MissingResponse {
            files: files.into_iter().collect(),
            page: texts(code, "if (uri === ").first()?.clone(),
            own: code.contains("function own(uri)"),
            status: line(code, "response.statusCode = ")?.parse().ok()?,
            words: texts(code, "response.statusDescription = ").first()?.clone(),
        },
        _ => return None,
    };
    (edge_code::write(&wanted) == code).then(|| match wanted {
        Wanted::OnePage { page } => ViewerFunction::OnePage { at: at.clone(), page },
        Wanted::MissingRequest { files, page, one_page } => {
            let files = files.into_iter().collect();
            ViewerFunction::MissingPage { at: at.clone(), files, page, one_page, status: None }
        }
        Wanted::MissingResponse { files, page, own, status, .. } => ViewerFunction::MissingPage {
            at: at.clone(),
            files: files.into_iter().collect(),
            page,
            one_page: own.then(String::new),
            status: Some(status),
        },
    })
}

/// What stands between `before` and the `;` at the end of its line.
fn line<'c>(code: &'c str, before: &str) -> Option<&'c str> {
    let rest = &code[code.find(before)? + before.len()..];
    rest.lines().next()?.strip_suffix(';')
}

/// The JSON texts behind every `before`.
fn texts(code: &str, before: &str) -> Vec<String> {
    let text = |at: usize| -> Option<String> {
        let rest = &code[at + before.len()..];
        let first = serde_json::Deserializer::from_str(rest).into_iter::<Value>().next()?;
        first.ok()?.as_str().map(str::to_owned)
    };
    code.match_indices(before).filter_map(|(at, _)| text(at)).collect()
}
