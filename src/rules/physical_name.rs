use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Problems, Span, Spanned};
use crate::spec::{Code, Gaps, Part, Spec, StackAttr, Template};

/// What a service takes for a name.
struct Form {
    what: &'static str,
    most: usize,
    wanted: &'static str,
    holds: fn(&str) -> bool,
}

const FUNCTION: Form = Form {
    what: "a Lambda function and its role",
    most: 64,
    wanted: "letters, digits, `-` and `_`",
    holds: |name| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'),
};
const BUCKET: Form = Form {
    what: "an S3 bucket",
    most: 63,
    wanted: "at least three lower-case letters, digits, `-` and `.`, a letter or digit at both ends",
    holds: |name| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        name.len() >= 3
            && name.chars().all(|c| plain(c) || c == '-' || c == '.')
            && name.starts_with(plain)
            && name.ends_with(plain)
            && !name.contains("..")
            && !name.starts_with("xn--")
            && !name.ends_with("-s3alias")
    },
};
const WAF: Form = Form {
    what: "a web ACL",
    most: 128,
    wanted: "letters, digits, `-` and `_`",
    holds: |name| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'),
};

const RULE_GROUP: Form = Form { what: "a rule group", ..WAF };
const REGEX_SET: Form = Form { what: "a regex pattern set", ..WAF };
/// `-ipv4` is put behind it.
const IP_SET: Form = Form { what: "an IP set", most: 123, ..WAF };

/// E0451: a physical name that AWS refuses. E0459: two blocks of one kind with the same one. W0564: a bucket that several
/// environments would share.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    if gaps.value(spec.stack.name.span) || spec.stack.envs.iter().any(|env| gaps.value(env.span)) {
        return;
    }
    let functions = spec.functions.values().filter(|function| !matches!(function.code, Code::Existing { .. }));
    let functions = functions.map(|function| (&FUNCTION, &function.name, function.physical_name.as_ref()));
    let buckets = spec.buckets.values().map(|bucket| (&BUCKET, &bucket.name, bucket.physical_name.as_ref()));
    let wafs = spec.wafs.values().map(|waf| (&WAF, &waf.name, waf.physical_name.as_ref()));
    let groups = spec.rule_groups.values().map(|group| (&RULE_GROUP, &group.name, group.physical_name.as_ref()));
    let ip_sets = spec.ip_sets.values().map(|set| (&IP_SET, &set.name, set.physical_name.as_ref()));
    let regex_sets = spec.regex_sets.values().map(|set| (&REGEX_SET, &set.name, set.physical_name.as_ref()));
    let sets = groups.chain(ip_sets).chain(regex_sets);
    // What a name of that kind is taken by, and whether it is given there.
    let mut taken: BTreeMap<(&str, String), (Span, bool)> = BTreeMap::new();
    for (form, name, given) in functions.chain(buckets).chain(wafs).chain(sets) {
        form_of(spec, form, name, given, problems);
        let Some(text) = spec.stack.envs.first().and_then(|env| physical(spec, &env.value, &name.value, given)) else {
            continue;
        };
        let place = given.map_or(name.span, |given| given.span);
        let key = (form.what, text);
        let Some((earlier, was_given)) = taken.get(&key) else {
            taken.insert(key, (place, given.is_some()));
            continue;
        };
        // Two blocks of one name are told as such.
        if given.is_some() || *was_given {
            let problem = Diagnostic::error("E0459", format!("two blocks would be called `{}`", key.1))
                .at(place, "the same again")
                .at(*earlier, "called so here")
                .help("give one of them another `name=`, or none: then it follows from the block's own");
            problems.push(problem);
        }
    }
    for bucket in spec.buckets.values() {
        let Some(given) = bucket.physical_name.as_ref().filter(|given| given.as_literal().is_some()) else { continue };
        let [first, second, ..] = spec.stack.envs.as_slice() else { continue };
        let said = format!("`{}` and `{}` would have one bucket", first.value, second.value);
        let problem = Diagnostic::warning("W0564", said)
            .at(given.span, "the same in every environment, and no two buckets of the world have one name")
            .help("put `${stack.env}` into it, or leave `name=` out");
        problems.push(problem);
    }
}

fn form_of(spec: &Spec, form: &Form, name: &Spanned<String>, given: Option<&Template>, problems: &mut Problems) {
    for env in &spec.stack.envs {
        let Some(text) = physical(spec, &env.value, &name.value, given) else { return };
        let length = text.chars().count();
        let problem = if length > form.most {
            let said = format!("the name of {} has at most {} characters", form.what, form.most);
            let problem = Diagnostic::error("E0451", said)
                .at(given.map_or(name.span, |given| given.span), format!("`{text}` has {length}"));
            match given {
                Some(_) => problem.help("shorten it"),
                None => problem
                    .at(spec.stack.name.span, "is part of it")
                    .help("shorten one of them, or give the block a `name=` of its own"),
            }
        } else if !(form.holds)(&text) {
            Diagnostic::error("E0451", format!("`{text}` cannot be the name of {}", form.what))
                .at(given.map_or(name.span, |given| given.span), format!("expected {}", form.wanted))
                .help("change `name=`, or leave it out: then it is `<env>-<stack>-<name>`")
        } else {
            continue;
        };
        problems.push(problem);
        // What is too long for one environment need not be said of the next.
        return;
    }
}

/// What something is called in an environment, when that follows from the spec alone.
fn physical(spec: &Spec, env: &str, name: &str, given: Option<&Template>) -> Option<String> {
    let stack = &spec.stack;
    let Some(given) = given else { return Some(format!("{env}-{}-{name}", stack.name.value)) };
    given.text(&|part| match part {
        Part::Stack(StackAttr::Env) => Some(env.to_owned()),
        Part::Stack(StackAttr::Name) => Some(stack.name.value.clone()),
        Part::Stack(StackAttr::Region) => Some(stack.region.value.clone()),
        Part::Literal(_) | Part::Param(_) | Part::Attr { .. } | Part::Secret(_) => None,
    })
}
