use serde_json::{Map, Value};

use super::super::lower::Lowering;
use super::super::{Desired, keeping};
use super::{access, domain, logging, permission, responses, routes, usage};
use crate::kinds::Kind as _;
use crate::kinds::aws::apigateway::{Deployment, RestApi, Stage, deployment, rest_api, stage};
use crate::kinds::aws::wafregional::{self, ClassicAssociation};
use crate::kinds::aws::wafv2::{self, Wafv2Association};
use crate::names::BlockAddr;
use crate::spec::{Arn, Endpoint, Gateway, WafVersion};
use crate::state::EdgeKind;
use crate::value::{Text, Tree};

/// A gateway is a REST API, a deployment of what it serves, a stage, the association of its web ACL, and a permission for
/// every pattern of routes that leads to a function.
pub(in crate::desired) fn lower(at: &mut Lowering<'_>, block: &Gateway) {
    let addr = BlockAddr::new("gateway", &block.name.value);
    let name = at.physical_name(&addr, block.physical_name.as_ref());
    let region = at.region();
    let (api, deployment_id, stage_id, gate) = (
        addr.resource("rest-api"),
        addr.resource("deployment"),
        addr.resource("stage"),
        addr.resource("web-acl-association"),
    );

    let routes = routes::lower(at, block);
    let policy = access::policy(at, block);
    let gateway_responses = responses::lower(at, block);
    let input = rest_api::Input {
        region: region.clone(),
        name: name.clone(),
        description: Some(at.plain(&block.description)).filter(|text| !text.is_empty()),
        endpoint: match block.endpoint.value {
            Endpoint::Regional => rest_api::EndpointType::Regional,
            Endpoint::Edge => rest_api::EndpointType::Edge,
        },
        routes,
        binary_media_types: block.binary_types.iter().map(|kind| kind.value.clone()).collect(),
        minimum_compression_size: None,
        disable_execute_api_endpoint: block.no_endpoint.is_some(),
        authorizers: access::authorizers(at, block),
        gateway_responses,
        policy,
        tags: at.tags(&api),
        token: String::new(),
    };
    let served = keeping::ours(at.spec, &api, RestApi::NAME, served(&Tree::of(&input)));
    let served = Text::Digest(Box::new(served));
    let first_route = block.routes.first().map_or(block.span, |route| route.span);
    at.want(
        Desired::new::<RestApi>(api.clone(), &input, block.span)
            .written("endpoint", block.endpoint.span)
            .written("routes", first_route),
    );

    let rest_api = Text::reference(&api, "id");
    let input = deployment::Input {
        region: region.clone(),
        rest_api: rest_api.clone(),
        digest: served,
        description: at.marker(&deployment_id),
        token: String::new(),
    };
    // The reference alone would let it snapshot a body that is still being written.
    at.want(Desired::new::<Deployment>(deployment_id.clone(), &input, block.span).after(api.clone(), EdgeKind::Needs));

    let stage_name = at.plain(&block.stage);
    let input = stage::Input {
        region: region.clone(),
        rest_api,
        name: stage_name.clone(),
        deployment: Text::reference(&deployment_id, "id"),
        description: None,
        variables: block.variables.iter().map(|one| (one.name.value.clone(), at.text(&one.value))).collect(),
        throttling: logging::throttling(block),
        access_log: logging::access_log(at, block, &addr, &name),
        tags: at.tags(&stage_id),
    };
    let permissions = permission::lower(at, block, &addr, &stage_name);
    let mut stage = Desired::new::<Stage>(stage_id.clone(), &input, block.span).written("name", block.stage.span);
    if let Some(throttle) = &block.throttle {
        stage = stage.written("throttling", throttle.span);
    }
    if let Some(log) = &block.access_log {
        stage = stage.written("access-log", log.span);
        if logging::writes_logs(&input.access_log) {
            stage = stage.after(logging::ensured(at, log.span), EdgeKind::Needs);
        }
    }
    for permission in permissions {
        stage = stage.after(permission, EdgeKind::OnUpdate);
    }
    at.want(stage);

    usage::lower(at, block, &addr, &name);
    domain::lower(at, block, &addr);
    if let Some(waf) = &block.waf {
        let resource = Text::reference(&stage_id, "arn");
        let theirs = Arn::parse(waf.value.name());
        let classic =
            at.spec.wafs.get(waf.value.name()).is_some_and(|block| block.version.value == WafVersion::Classic);
        let desired = if classic || theirs.is_some_and(|arn| arn.service == "waf-regional") {
            let web_acl = match theirs.and_then(|arn| arn.resource.strip_prefix("webacl/")) {
                Some(id) => Text::from(id),
                None => Text::reference(&waf.value.resource("web-acl"), "id"),
            };
            let input = wafregional::association::Input { region, web_acl, resource };
            Desired::new::<ClassicAssociation>(gate, &input, waf.span)
        } else {
            let web_acl = match theirs {
                Some(_) => Text::from(waf.value.name()),
                None => Text::reference(&waf.value.resource("web-acl"), "arn"),
            };
            let input = wafv2::association::Input { region, web_acl, resource };
            Desired::new::<Wafv2Association>(gate, &input, waf.span)
        };
        at.want(desired.after(stage_id, EdgeKind::Exists));
    }
}

/// What a gateway offers to `${gateway.NAME.…}`.
pub(in crate::desired) fn attr(block: &BlockAddr, attr: &str) -> Option<Text> {
    let output = |part: &str, output: &str| Some(Text::reference(&block.resource(part), output));
    match attr {
        "id" => output("rest-api", "id"),
        "arn" => output("rest-api", "arn"),
        "execution-arn" => output("rest-api", "execution-arn"),
        "domain" => output("rest-api", "host"),
        "invoke-url" => output("stage", "invoke-url"),
        "stage" => output("stage", "name"),
        _ => None,
    }
}

/// Everything callers can notice: a change of any of it makes another deployment.
fn served(api: &Tree) -> Tree {
    let fields =
        ["endpoint", "routes", "binary-media-types", "minimum-compression-size", "disable-execute-api-endpoint"];
    let mut served: Map<String, Value> =
        fields.into_iter().map(|field| (field.to_owned(), api.field(field).cloned().unwrap_or(Value::Null))).collect();
    // Left out when nothing is wanted, so that what was deployed before they were known stays as it is.
    for field in ["authorizers", "gateway-responses", "policy"] {
        served.extend(api.field(field).map(|value| (field.to_owned(), value.clone())));
    }
    Tree::new(served.into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What of an API nobody who calls it can notice.
    const UNSEEN: &[&str] = &["region", "name", "description", "tags", "token"];

    /// Every value of a tree that holds no other, by its path.
    fn leaves(value: &Value, at: &str, found: &mut Vec<String>) {
        match value {
            Value::Object(map) if !map.is_empty() => map.iter().for_each(|(key, inner)| {
                leaves(inner, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), found);
            }),
            Value::Array(items) if !items.is_empty() => {
                items.iter().enumerate().for_each(|(index, inner)| leaves(inner, &format!("{at}/{index}"), found));
            }
            _ => found.push(at.to_owned()),
        }
    }

    fn another(value: &Value) -> Value {
        match value {
            Value::Bool(flag) => (!flag).into(),
            Value::Number(number) => (number.as_u64().unwrap_or(0) + 1).into(),
            Value::String(text) => format!("{text}x").into(),
            Value::Null | Value::Array(_) | Value::Object(_) => json!(["something"]),
        }
    }

    #[test]
    fn whatever_callers_can_notice_is_in_the_digest_and_nothing_else_is() {
        let api: Value = json!({
            "region": "us-east-2", "name": "api", "description": null, "endpoint": "REGIONAL",
            "routes": {
                "GET /items": {
                    "integration": "aws-proxy", "uri": { "$ref": "function.api/alias#arn" }, "timeout-ms": 29000,
                    "authorization": { "authorizer": "tokens" }, "api-key": true,
                },
                "OPTIONS /items": {
                    "integration": "mock", "uri": "", "timeout-ms": 29000,
                    "answer": { "status": 204, "headers": { "Vary": "Origin" }, "bodies": { "text/plain": "" } },
                },
                "PUT /items": {
                    "integration": "http-proxy", "uri": "https://a.example", "timeout-ms": 1, "authorization": "iam",
                },
            },
            "binary-media-types": ["image/png"], "minimum-compression-size": 1, "disable-execute-api-endpoint": false,
            "authorizers": {
                "tokens": {
                    "type": "token", "uri": { "$ref": "function.auth/alias#arn" },
                    "identity-sources": ["method.request.header.Authorization"], "validation": ".*", "ttl": 300,
                },
            },
            "gateway-responses": {
                "THROTTLED": { "status": 429, "headers": { "Retry-After": "1" }, "bodies": { "text/plain": "no" } },
            },
            "policy": { "Version": "2012-10-17", "Statement": [{ "Effect": "Deny", "Principal": "*" }] },
            "tags": { "team": "shop" }, "token": "t",
        });
        let input: rest_api::Input = Tree::new(api.clone()).to().expect("an API with every field in it");
        assert_eq!(Tree::of(&input), Tree::new(api.clone()), "a field has another name or is left out");
        let known: Vec<&str> = RestApi::FIELDS.iter().map(|field| field.name).collect();
        assert!(known.iter().all(|field| api.get(*field).is_some()), "of {known:?} one is not tried here");

        let mut paths = Vec::new();
        leaves(&api, "", &mut paths);
        let before = served(&Tree::new(api.clone()));
        for path in paths {
            let mut changed = api.clone();
            let place = changed.pointer_mut(&path).expect("a path that was found there");
            *place = another(place);
            let top = path.split('/').nth(1).unwrap_or_default();
            let differs = served(&Tree::new(changed)) != before;
            assert_eq!(differs, !UNSEEN.contains(&top), "{path}");
        }
    }
}
