use serde_json::json;

use super::lower::Lowering;
use super::{Desired, function, permission};
use crate::kinds::aws::apigateway::{Deployment, Integration, RestApi, Route, Stage, deployment, rest_api, stage};
use crate::kinds::aws::wafregional::{self, ClassicAssociation};
use crate::kinds::aws::wafv2::{self, Wafv2Association};
use crate::names::BlockAddr;
use crate::spec::{Endpoint, Gateway, WafVersion};
use crate::state::EdgeKind;
use crate::value::{Text, Tree};

/// A gateway is a REST API, a deployment of what it serves, a stage, the association of its web ACL, and a permission for
/// every pattern of routes that leads to a function.
pub(super) fn lower(at: &mut Lowering<'_>, block: &Gateway) {
    let addr = BlockAddr::new("gateway", &block.name.value);
    let name = at.physical_name(&block.name.value, block.physical_name.as_ref());
    let region = at.region();
    let (api, deployment_id, stage_id, gate) = (
        addr.resource("rest-api"),
        addr.resource("deployment"),
        addr.resource("stage"),
        addr.resource("web-acl-association"),
    );

    let routes = block
        .routes
        .iter()
        .map(|route| {
            let uri = Text::Join(vec![
                Text::Known(format!("arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/")),
                function::callable(&route.function.value),
                Text::from("/invocations"),
            ]);
            let served = Route { integration: Integration::AwsProxy, uri, timeout_ms: route.timeout.value };
            (format!("{} {}", route.method.value.as_str(), route.path.value), served)
        })
        .collect();
    let input = rest_api::Input {
        region: region.clone(),
        name,
        description: Some(at.plain(&block.description)).filter(|text| !text.is_empty()),
        endpoint: match block.endpoint.value {
            Endpoint::Regional => rest_api::EndpointType::Regional,
            Endpoint::Edge => rest_api::EndpointType::Edge,
        },
        routes,
        binary_media_types: block.binary_types.iter().map(|kind| kind.value.clone()).collect(),
        minimum_compression_size: None,
        disable_execute_api_endpoint: false,
        tags: at.tags(&api),
        token: String::new(),
    };
    let served = Text::Digest(Box::new(served(&input)));
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
        variables: Default::default(),
        tags: at.tags(&stage_id),
    };
    let permissions = permission::lower(at, block, &addr, &stage_name);
    let mut stage = Desired::new::<Stage>(stage_id.clone(), &input, block.span).written("name", block.stage.span);
    for permission in permissions {
        stage = stage.after(permission, EdgeKind::OnUpdate);
    }
    at.want(stage);

    if let Some(waf) = &block.waf {
        let resource = Text::reference(&stage_id, "arn");
        let classic =
            at.spec.wafs.get(waf.value.name()).is_some_and(|block| block.version.value == WafVersion::Classic);
        let desired = if classic {
            let web_acl = Text::reference(&waf.value.resource("web-acl"), "id");
            let input = wafregional::association::Input { region, web_acl, resource };
            Desired::new::<ClassicAssociation>(gate, &input, waf.span)
        } else {
            let web_acl = Text::reference(&waf.value.resource("web-acl"), "arn");
            let input = wafv2::association::Input { region, web_acl, resource };
            Desired::new::<Wafv2Association>(gate, &input, waf.span)
        };
        at.want(desired.after(stage_id, EdgeKind::Exists));
    }
}

/// What a gateway offers to `${gateway.NAME.…}`.
pub(super) fn attr(block: &BlockAddr, attr: &str) -> Option<Text> {
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
fn served(input: &rest_api::Input) -> Tree {
    let whole = Tree::of(input);
    let fields =
        ["endpoint", "routes", "binary-media-types", "minimum-compression-size", "disable-execute-api-endpoint"];
    let mut served = serde_json::Map::new();
    for field in fields {
        served.insert(field.to_owned(), whole.field(field).cloned().unwrap_or(json!(null)));
    }
    Tree::new(served.into())
}
