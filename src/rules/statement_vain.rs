use crate::diag::{Diagnostic, Problems, Span, Spanned};
use crate::spec::{Effect, Gaps, Part, Spec, Statement, Template};

/// E0457: a statement on something that is no ARN. W0548: one that fits nothing. W0549: one that another takes back.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for function in spec.functions.values() {
        for statement in function.statements.iter().filter(|statement| !gaps.value(statement.resource.span)) {
            let resource = &statement.resource;
            if let Some(first) = beginning(resource)
                && first != "*"
                && !first.starts_with("arn:")
                && !"arn:".starts_with(first)
            {
                let problem = Diagnostic::error("E0457", format!("`{first}` is not an ARN"))
                    .at(resource.span, "IAM would refuse the whole policy")
                    .help("write an ARN, `arn:aws:s3:::shop/*` or `${bucket.NAME.arn}`, or `*` for everything");
                problems.push(problem);
                continue;
            }
            for action in statement.actions.iter().filter(|action| !gaps.value(action.span)) {
                if let Some((place, said, help)) = fits_nothing(action, resource) {
                    let problem = Diagnostic::warning("W0548", format!("`{}` fits nothing here", action.value))
                        .at(action.span, said)
                        .at(place, "what it is said of")
                        .help(help);
                    problems.push(problem);
                }
            }
        }
        let deny = |statement: &&Statement| statement.effect == Effect::Deny;
        for allowed in function.statements.iter().filter(|statement| !deny(statement)) {
            for action in &allowed.actions {
                let taken = function.statements.iter().filter(deny).find_map(|denied| {
                    let on = denied.resource.as_literal() == Some("*") || denied.resource.is_like(&allowed.resource);
                    let of = denied.actions.iter().find(|other| covers(&other.value, &action.value))?;
                    (on && !gaps.value(denied.resource.span) && !gaps.value(of.span)).then_some(of)
                });
                let Some(taken) = taken else { continue };
                let problem = Diagnostic::warning("W0549", format!("`{}` is allowed and denied", action.value))
                    .at(action.span, "has no effect")
                    .at(taken.span, "denied here, which goes before")
                    .help("remove one of them");
                problems.push(problem);
            }
        }
    }
}

/// The text a template begins with.
fn beginning(template: &Template) -> Option<&str> {
    match &template.parts.first()?.value {
        Part::Literal(text) => Some(text),
        Part::Param(_) | Part::Stack(_) | Part::Attr { .. } | Part::Secret(_) => None,
    }
}

/// Actions on objects, which a bucket's own ARN does not name.
const OF_OBJECTS: &[&str] =
    &["GetObject", "PutObject", "DeleteObject", "GetObjectTagging", "PutObjectTagging", "GetObjectVersion"];
/// Actions on buckets, which the ARN of their objects does not name.
const OF_BUCKETS: &[&str] = &["ListBucket", "GetBucketLocation", "ListBucketVersions"];

/// Where, why and what to do, when an action can be done to nothing that the ARN names.
fn fits_nothing(action: &Spanned<String>, resource: &Template) -> Option<(Span, String, &'static str)> {
    let (service, does) = action.value.split_once(':')?;
    let text: String = resource
        .parts
        .iter()
        .map(|part| match &part.value {
            Part::Literal(text) => text.clone(),
            // Nothing but a bucket's own ARN is known well enough.
            Part::Attr { block, attr } if block.kind() == "bucket" && attr == "arn" => "arn:aws:s3:::bucket".to_owned(),
            Part::Param(_) | Part::Stack(_) | Part::Attr { .. } | Part::Secret(_) => "?".to_owned(),
        })
        .collect();
    let mut parts = text.splitn(6, ':');
    let (arn, of, name) = (parts.next()?, parts.nth(1)?, parts.nth(2)?);
    if arn != "arn" || text.starts_with('?') {
        return None;
    }
    if !of.contains(['*', '?']) && !service.contains(['*', '?']) && !same_service(service, of) {
        let said = format!("an action of `{service}`, on something of `{of}`");
        return Some((resource.span, said, "write the ARN of what the action is done to"));
    }
    match service {
        "s3" if OF_OBJECTS.contains(&does) && !name.contains(['/', '*', '?']) => {
            let said = "is done to objects, and this names a bucket".to_owned();
            Some((resource.span, said, "add `/*` behind the ARN of the bucket"))
        }
        "s3" if OF_BUCKETS.contains(&does) && name.contains('/') => {
            let said = "is done to a bucket, and this names objects".to_owned();
            Some((resource.span, said, "write the ARN of the bucket alone, without `/…`"))
        }
        "execute-api" if name.split('/').nth(2) == Some("ANY") => {
            let said = "requests have a verb, and none is called `ANY`".to_owned();
            Some((resource.span, said, "write `*` in place of `ANY`"))
        }
        // Whether AWS compares what was asked for or the path of the route is told in both ways (aws-facts 18.6): `*` is right in both.
        "execute-api" if name.contains(['{', '}']) => {
            let said = "a path that is asked for has no braces".to_owned();
            Some((resource.span, said, "write `*` in place of `{…}`"))
        }
        _ => None,
    }
}

/// Whether actions with this prefix may be done to ARNs of a service.
fn same_service(action: &str, arn: &str) -> bool {
    // Only services whose ARNs carry the prefix of their actions are judged; others have theirs in several.
    const KNOWN: &[&str] =
        &["s3", "dynamodb", "sqs", "sns", "lambda", "kms", "secretsmanager", "ssm", "kinesis", "execute-api"];
    action == arn || !KNOWN.contains(&action) || !KNOWN.contains(&arn)
}

/// Whether everything one action means another means too; `*` is any run of characters.
fn covers(wide: &str, narrow: &str) -> bool {
    super::pattern::covers(&wide.to_ascii_lowercase(), &narrow.to_ascii_lowercase())
}
