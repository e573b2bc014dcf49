use std::collections::BTreeMap;

use aws_sdk_apigateway::types;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::answer::{fixed, quoted};
use crate::providers::{Hands, Refusal};

/// What callers get when the gateway itself says no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct GatewayResponse {
    /// `null` for the two types that stand for many statuses and keep each.
    pub status: Option<u16>,
    /// Fixed values by header name, or [`GatewayResponse::ECHO`]. Another mapping of somebody else's reads as it is, with what it maps to before the name.
    pub headers: BTreeMap<String, String>,
    /// Templates by the media type callers accept.
    pub bodies: BTreeMap<String, String>,
}

const PREFIX: &str = "gatewayresponse.header.";

impl GatewayResponse {
    /// In place of a fixed value: the origin of the page that asks.
    pub const ECHO: &str = "method.request.header.Origin";

    fn of(live: &types::GatewayResponse) -> Self {
        let mapped = || live.response_parameters().into_iter().flatten();
        let as_it_is = || mapped().map(|(name, value)| (name.clone(), value.clone())).collect();
        Self {
            status: live.status_code().and_then(|status| status.parse().ok()),
            headers: fixed(PREFIX, mapped().filter(|(_, value)| *value != Self::ECHO))
                .map(|fixed| fixed.into_iter().chain(mapped().filter_map(echoed)).collect())
                .unwrap_or_else(as_it_is),
            bodies: live.response_templates().cloned().unwrap_or_default().into_iter().collect(),
        }
    }

    /// The OpenAPI extension that asks for it.
    pub(super) fn body(&self) -> Value {
        let mut parameters = quoted(PREFIX, &self.headers);
        for name in self.headers.iter().filter(|(_, value)| *value == Self::ECHO).map(|(name, _)| name) {
            parameters.insert(format!("{PREFIX}{name}"), Self::ECHO.into());
        }
        let mut body = json!({
            "responseParameters": parameters,
            "responseTemplates": self.bodies,
        });
        if let Some(status) = self.status {
            body["statusCode"] = status.into();
        }
        body
    }
}

/// A header that holds the origin of the page that asks.
fn echoed((name, value): (&String, &String)) -> Option<(String, String)> {
    (value == GatewayResponse::ECHO).then(|| Some((name.strip_prefix(PREFIX)?.to_owned(), value.clone())))?
}

/// The responses of an API's draft that are not AWS's own, by type.
pub(super) async fn live(hands: &Hands, region: &str, api: &str) -> Result<BTreeMap<String, GatewayResponse>, Refusal> {
    let client = hands.clients.apigateway(region);
    let mut responses = BTreeMap::new();
    let mut position = None;
    loop {
        let page = hands
            .read(("apigateway", "GetGatewayResponses"), || {
                client.get_gateway_responses().rest_api_id(api).limit(500).set_position(position.clone()).send()
            })
            .await?;
        for response in page.items().iter().filter(|response| !response.default_response()) {
            let kind = response.response_type().map_or("", |kind| kind.as_str());
            responses.insert(kind.to_owned(), GatewayResponse::of(response));
        }
        position = page.position;
        if position.is_none() {
            return Ok(responses);
        }
    }
}
