use crate::diag::{Diagnostic, Problems};
use crate::spec::cdn::{Behavior, ErrorCode, OriginTarget};
use crate::spec::{Gaps, Spec};

/// E0417, E0418: an error page that would cover what it is not meant for.
///
/// CloudFront knows error pages of whole distributions only. For the files of a bucket, engine knows which there are and tells
/// those that are not by functions at the edge, within one behavior; everything else must be said of every behavior.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for cdn in spec.cdns.values().filter(|cdn| !gaps.node(cdn.span)) {
        let all: Vec<&Behavior> =
            cdn.behaviors.iter().map(|path| &path.behavior).chain([&cdn.default_behavior]).collect();
        for behavior in all.iter().filter(|behavior| !gaps.value(behavior.origin.span) && !gaps.node(behavior.span)) {
            let origin = cdn.origins.iter().find(|origin| origin.id.value == behavior.origin.value);
            let Some(target) = origin.map(|origin| &origin.target).filter(|target| !gaps.value(target.span())) else {
                continue;
            };
            for page in &behavior.error_pages {
                if let (OriginTarget::Bucket(bucket), ErrorCode(404)) = (target, page.code.value) {
                    let files = spec.buckets.get(bucket.value.name()).is_none_or(|block| {
                        block.files.is_some() || gaps.node(block.span) || gaps.twice(&bucket.value)
                    });
                    if !files {
                        let said = format!("nobody knows which files are not in `{}`", bucket.value);
                        let problem = Diagnostic::error("E0417", said)
                            .at(page.span, "a page for files that are not there")
                            .at(bucket.span, "engine does not put the files into this bucket")
                            .help("add `files \"FOLDER\"` to the bucket");
                        problems.push(problem);
                    }
                    continue;
                }
                let lacks = |other: &&&Behavior| !other.error_pages.iter().any(|theirs| theirs.is_like(page));
                let Some(other) = all.iter().find(lacks) else { continue };
                let said = format!("this page would also cover {} of other behaviors", page.code.value.0);
                let help = match target {
                    OriginTarget::Bucket(_) => "before a bucket, only `404` can be said of one behavior",
                    OriginTarget::Gateway(_) | OriginTarget::Host(_) => "the origin itself may answer with a page",
                };
                let problem = Diagnostic::error("E0418", said)
                    .at(page.code.span, "CloudFront has error pages for whole distributions only")
                    .at(other.span, "this behavior does not say the same")
                    .help(format!("say the same on every behavior, or remove it; {help}"));
                problems.push(problem);
            }
        }
    }
}
