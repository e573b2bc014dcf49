use std::collections::BTreeMap;

use serde_json::json;

use super::edge_code::{self, Wanted};
use super::lower::Lowering;
use super::{Desired, bucket};
use crate::diag::Diagnostic;
use crate::kinds::aws::cloudfront::{CloudfrontFunction, ErrorResponse, function};
use crate::names::{BlockAddr, ResourceId};
use crate::spec::cdn::{Behavior, Cdn, ErrorCode, ErrorPage, OriginTarget};
use crate::value::{Text, digest_of};

/// CloudFront takes no longer functions (documentation, "Quotas on CloudFront Functions").
const LONGEST: usize = 10_240;

/// The pages of the whole distribution: those that every behaviour says alike, so that none covers what another one answers.
pub(super) fn of_distribution(block: &Cdn) -> BTreeMap<u16, ErrorResponse> {
    let mut pages = BTreeMap::new();
    for behavior in block.behaviors.iter().map(|path| &path.behavior).chain([&block.default_behavior]) {
        let of_bucket = matches!(super::cdn::target_of(block, behavior), Some(OriginTarget::Bucket(_)));
        for page in behavior.error_pages.iter().filter(|page| !(of_bucket && page.code.value == ErrorCode(404))) {
            let response = ErrorResponse {
                response_page: Some(page.page.value.clone()),
                response_code: Some(page.status.value.0),
                error_caching_min_ttl: page.keep.value,
            };
            pages.insert(page.code.value.0, response);
        }
    }
    pages
}

/// The page for files that are not in the bucket a behaviour reads, by events: a function that sends requests for them to the
/// page, and one that gives the page its status.
///
/// S3 answers 403 for them, as a web ACL or a country does, and an error page would be everybody's. `index` is the page of a
/// single-page site; paths without an extension are its own, and never missing.
pub(super) fn of_behavior(
    at: &mut Lowering<'_>,
    block: &Cdn,
    addr: &BlockAddr,
    behavior: &Behavior,
    pattern: &str,
    index: &str,
) -> BTreeMap<String, Text> {
    let target = super::cdn::target_of(block, behavior);
    let page = behavior.error_pages.iter().find(|page| page.code.value == ErrorCode(404));
    let (Some(OriginTarget::Bucket(of)), Some(page)) = (target, page) else { return BTreeMap::new() };
    let Some(keys) = keys(at, block, behavior, &of.value, page) else { return BTreeMap::new() };
    let one_page = (!index.is_empty()).then(|| format!("/{index}"));
    let (own, to) = (one_page.is_some(), page.page.value.clone());
    let request = edge_code::write(&Wanted::MissingRequest { files: keys.clone(), page: to.clone(), one_page });
    let response = edge_code::write(&Wanted::MissingResponse {
        files: keys.clone(),
        page: to,
        own,
        status: page.status.value.0,
        words: words(page).to_owned(),
    });
    let mut functions = BTreeMap::new();
    for (event, code) in [("viewer-request", request), ("viewer-response", response)] {
        if code.len() > LONGEST {
            let problem = Diagnostic::error("E0811", "too many files to tell which are not there")
                .at(
                    page.span,
                    format!("the function that tells would have {} bytes; CloudFront takes {LONGEST}", code.len()),
                )
                .at(of.span, format!("{} files", keys.len()))
                .help("remove the page, or serve part of the files by another bucket");
            at.problems.push(problem);
            return BTreeMap::new();
        }
        let id = made(at, block, addr, page, pattern, event, code);
        functions.insert(event.to_owned(), Text::reference(&id, "arn"));
    }
    functions
}

/// The paths of the files a behaviour can reach, without the leading `/`; `None` when the page is not among them.
fn keys(
    at: &mut Lowering<'_>,
    block: &Cdn,
    behavior: &Behavior,
    of: &BlockAddr,
    page: &ErrorPage,
) -> Option<Vec<String>> {
    let spec = at.spec;
    let Some(wanted) = spec.buckets.get(of.name()) else {
        let problem =
            Diagnostic::error("E0810", format!("nobody knows whether `{}` is in `{}`", page.page.value, of.name()))
                .at(page.page.span, "its bucket exists already")
                .help("a page of one behavior needs a `bucket` block whose `files` it is among");
        at.problems.push(problem);
        return None;
    };
    let origin = block.origins.iter().find(|origin| origin.id.value == behavior.origin.value)?;
    let folder = origin.path.as_ref().map(|path| at.plain(path)).unwrap_or_default();
    let folder = folder.trim_start_matches('/');
    let inside = |key: &str| match folder {
        "" => Some(key.to_owned()),
        folder => key.strip_prefix(folder)?.strip_prefix('/').map(str::to_owned),
    };
    let keys: Vec<String> = bucket::files(at, wanted).iter().filter_map(|(key, _)| inside(key)).collect();
    if keys.iter().any(|key| *key == page.page.value.trim_start_matches('/')) {
        return Some(keys);
    }
    let problem = Diagnostic::error("E0810", format!("there is no `{}` in `{of}`", page.page.value))
        .at(page.page.span, "not among the files")
        .help("put the page into the folder of the bucket's `files`");
    at.problems.push(problem);
    None
}

fn words(page: &ErrorPage) -> &'static str {
    use crate::spec::declare::Choices as _;
    let choice = crate::spec::cdn::AnswerCode::CHOICES.iter().find(|choice| choice.word == page.status.value.word());
    choice.map_or("", |choice| choice.doc)
}

fn made(
    at: &mut Lowering<'_>,
    block: &Cdn,
    addr: &BlockAddr,
    page: &ErrorPage,
    pattern: &str,
    event: &str,
    code: String,
) -> ResourceId {
    let id = match pattern {
        "*" => addr.resource(&format!("error-page/{event}")),
        pattern => addr.resource(&format!("error-page/{event}/{}", pattern.trim_start_matches('/'))),
    };
    let cdn: String = at.physical_name(addr, block.physical_name.as_ref()).chars().take(36).collect();
    // One name per pattern, whatever else changes: functions are not renamed.
    let digest: String = digest_of(&json!(pattern.trim_start_matches('/'))).chars().take(8).collect();
    let input = function::Input {
        name: format!("{cdn}-{digest}-{event}"),
        runtime: "cloudfront-js-2.0".into(),
        code,
        comment: at.marker(&id),
    };
    at.want(Desired::new::<CloudfrontFunction>(id.clone(), &input, page.span));
    id
}
