use crate::diag::{Diagnostic, Problems, Span};
use crate::spec::cdn::{Cdn, CustomOrigin, OriginTarget};
use crate::spec::{Part, Spec};

/// E0460: a cdn that sends requests to itself. W0556: a host that is a gateway or a bucket, which `host=` treats as a stranger.
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    for cdn in spec.cdns.values() {
        for origin in &cdn.origins {
            let OriginTarget::Host(custom) = &origin.target else { continue };
            if let Some(alias) = itself(cdn, custom) {
                let problem = Diagnostic::error("E0460", "this cdn sends requests to itself")
                    .at(custom.host.span, "asked for what viewers ask for")
                    .at(alias, "which is answered by the same cdn")
                    .help("name the host behind it; CloudFront answers 403 when a request comes by again");
                problems.push(problem);
                continue;
            }
            let Some((what, why, help)) = ours(custom) else { continue };
            let problem =
                Diagnostic::warning("W0556", format!("this host is {what}")).at(custom.host.span, why).help(help);
            problems.push(problem);
        }
    }
}

fn itself(cdn: &Cdn, custom: &CustomOrigin) -> Option<Span> {
    let alias = cdn.aliases.iter().find(|alias| {
        let same = alias
            .domain
            .as_literal()
            .zip(custom.host.as_literal())
            .is_some_and(|(one, other)| one.eq_ignore_ascii_case(other));
        same || (!custom.host.parts.is_empty() && alias.domain.is_like(&custom.host))
    });
    alias.map(|alias| alias.span)
}

/// What of AWS a host is, why that does not work, and what does.
fn ours(custom: &CustomOrigin) -> Option<(String, &'static str, &'static str)> {
    const STAGE: &str = "its stage would have to be the path, and nothing follows when it changes";
    const CLOSED: &str = "private: without Origin Access Control every answer is 403";
    for part in &custom.host.parts {
        match &part.value {
            Part::Attr { block, .. } if block.kind() == "gateway" => {
                return Some((format!("`{block}`"), STAGE, "write `gateway=\"NAME\"` in place of `host=`"));
            }
            Part::Attr { block, .. } if block.kind() == "bucket" => {
                return Some((format!("`{block}`"), CLOSED, "write `bucket=\"NAME\"` in place of `host=`"));
            }
            Part::Attr { .. } | Part::Literal(_) | Part::Param(_) | Part::Stack(_) | Part::Secret(_) => {}
        }
    }
    None
}
