use std::collections::{BTreeMap, BTreeSet};

use super::super::lower::Lowering;
use super::super::{Desired, function};
use crate::diag::Span;
use crate::kinds::aws::lambda::{LambdaPermission, permission};
use crate::names::{BlockAddr, ResourceId};
use crate::spec::{Gateway, Method, Route};
use crate::state::EdgeKind;
use crate::value::{Text, digest_of};

/// Above this many patterns one statement for the whole stage is granted: a function's policy holds 20 KB (AWS quota), a
/// statement takes about 400 bytes.
const MOST_PATTERNS: usize = 20;

/// Lets exactly the routes and authorizers of a gateway invoke the functions they name. Returns the ids of the permissions.
///
/// The source ARN never holds a literal `ANY` or a `{parameter}`: those match nothing at invoke time, so both are written `*`.
pub(super) fn lower(at: &mut Lowering<'_>, block: &Gateway, addr: &BlockAddr, stage: &str) -> Vec<ResourceId> {
    let mut patterns: BTreeMap<&BlockAddr, BTreeMap<String, &Route>> = BTreeMap::new();
    for route in &block.routes {
        if let Some(function) = route.function() {
            patterns.entry(&function.value).or_default().entry(pattern(route)).or_insert(route);
        }
    }
    let deciding: BTreeMap<&BlockAddr, Span> =
        block.authorizers.iter().rev().map(|authorizer| (&authorizer.function.value, authorizer.span)).collect();
    let mut called = deciding.clone();
    for (function, wanted) in &patterns {
        called.extend(wanted.values().next().map(|route| (*function, route.span)));
    }
    function::look_up(at, addr, &called);
    let mut ids = Vec::new();
    for (function, wanted) in patterns {
        let everything = BTreeSet::from(["*/*".to_owned()]);
        let kept: BTreeSet<String> = if wanted.len() > MOST_PATTERNS || wanted.contains_key("*/*") {
            everything
        } else {
            wanted.keys().cloned().collect()
        };
        for pattern in kept {
            let span = wanted.get(&pattern).map_or(block.span, |route| route.span);
            ids.push(one(
                at,
                block,
                addr,
                &Grant { function, pattern: &pattern, source: format!("{stage}/{pattern}"), span },
            ));
        }
    }
    for (function, span) in deciding {
        // The ids of authorizers are API Gateway's own, and another import may give them others.
        let grant = Grant { function, pattern: "authorizers", source: "authorizers/*".to_owned(), span };
        ids.push(one(at, block, addr, &grant));
    }
    ids
}

/// What a function's policy lets in.
struct Grant<'a> {
    function: &'a BlockAddr,
    /// What tells the grant from others to the same function.
    pattern: &'a str,
    /// The source ARN behind the id of the API.
    source: String,
    span: Span,
}

fn one(at: &mut Lowering<'_>, block: &Gateway, addr: &BlockAddr, grant: &Grant<'_>) -> ResourceId {
    let Grant { function, pattern, source, span } = grant;
    let callee = function::callee(addr, function);
    let id = addr.resource(&format!("permission/{}/{pattern}", callee.label));
    let api = addr.resource("rest-api");
    let (stage, _) = source.split_once('/').unwrap_or((source, ""));
    let input = permission::Input {
        region: at.region(),
        function: Text::reference(&callee.function, "name"),
        qualifier: Some(Text::reference(&callee.alias, "name")),
        statement_id: statement_id(&at.called(addr), stage, pattern),
        token: String::new(),
        principal: "apigateway.amazonaws.com".into(),
        action: "lambda:InvokeFunction".into(),
        source_arn: Text::Join(vec![Text::reference(&api, "execution-arn"), Text::Known(format!("/{source}"))]),
        // The source ARN holds the account already.
        source_account: None,
    };
    let mut desired = Desired::new::<LambdaPermission>(id.clone(), &input, *span)
        .after(api, EdgeKind::Exists)
        .after(callee.function, EdgeKind::Exists);
    if block.waf.is_some() {
        // The gate closes before the door opens: nobody reaches the function until the web ACL stands.
        desired = desired.after(addr.resource("web-acl-association"), EdgeKind::Needs);
    }
    let (gateway, called) = (at.recorded(addr), at.recorded(function));
    if called != **function {
        desired.was = Some(gateway.resource(&format!("permission/{}/{pattern}", called.name())));
    }
    at.want(desired);
    id
}

/// The permissions of a gateway that was lowered before.
pub(in crate::desired) fn of_gateway(at: &Lowering<'_>, gateway: &BlockAddr) -> Vec<ResourceId> {
    let ids = at.wish.resources.iter().map(|wanted| &wanted.id);
    ids.filter(|id| id.block() == *gateway && id.part().starts_with("permission/")).cloned().collect()
}

/// `VERB/path` behind the stage, with `*` where a literal would match nothing.
fn pattern(route: &Route) -> String {
    let verb = match route.method.value {
        Method::Any => "*",
        verb => verb.as_str(),
    };
    let path: Vec<&str> = route
        .path
        .value
        .trim_start_matches('/')
        .split('/')
        .map(|segment| if segment.starts_with('{') { "*" } else { segment })
        .collect();
    format!("{verb}/{}", path.join("/"))
}

/// Unique within the function's policy, and another one whenever the grant is another one.
fn statement_id(gateway: &BlockAddr, stage: &str, pattern: &str) -> String {
    let digest = digest_of(&serde_json::json!([gateway.as_str(), stage, pattern]));
    let name: String =
        gateway.name().chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).take(40).collect();
    format!("engine-{name}-{}", &digest[..12])
}
