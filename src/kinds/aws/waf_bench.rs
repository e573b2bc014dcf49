//! What the tests of both WAFs stand on: an embedded cloud with a stage in it, and hands that can open one secret.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use serde_json::json;

use crate::providers::{Clients, Endpoint, Hands, Identity};
use crate::sandbox::Cloud;
use crate::secrets::{Plain, Vault};
use crate::value::{SecretForm, SecretRef, Text};
use crate::world::Clock;

pub(super) const REGION: &str = "us-east-2";
pub(super) const STAGE: &str = "arn:aws:apigateway:us-east-2::/restapis/a1b2c3d4e5/stages/dev";
/// What the secret is, metacharacters included.
pub(super) const SECRET: &str = "s3cr3t.with+meta";

/// A new cloud with [`STAGE`] in it, and hands on it.
pub(super) async fn cloud() -> (Cloud, Hands) {
    cloud_losing("").await
}

/// A cloud that does the first `operation` it is asked for and keeps the answer to itself.
pub(super) async fn cloud_losing(operation: &'static str) -> (Cloud, Hands) {
    let clock = Clock::virtual_from(Duration::from_secs(1_800_000_000));
    let cloud = Cloud::in_memory(clock.clone());
    cloud.with_world(|world| {
        let api = json!({
            "id": "a1b2c3d4e5", "name": "shop", "description": null, "version": null, "created": 0.0,
            "api_key_source": "HEADER", "endpoint_type": "REGIONAL", "root_resource_id": "r", "tags": {}, "draft": {},
            "deployments": {}, "stages": { "dev": { "name": "dev" } },
        });
        let api = serde_json::from_value(api).expect("an API");
        world.apigateway.entry(REGION.to_owned()).or_default().apis.insert("a1b2c3d4e5".to_owned(), api);
    });
    let losing = Losing { cloud: cloud.clone(), operation, lost: Arc::default() };
    let clients = Clients::load(&Endpoint::Embedded(SharedHttpClient::new(losing)), REGION).await;
    let identity = Identity { account: "000000000000".into(), partition: "aws".into() };
    let secrets = [("origin-header".to_owned(), Plain::new(SECRET.to_owned()))];
    let vault = Vault::in_memory("shop", "dev", secrets);
    (cloud, Hands::new(clients, identity, clock, ".".into(), Arc::new(vault)))
}

/// The secret, as a plan carries it: with the digest of its value.
pub(super) fn secret(hands: &Hands, form: SecretForm) -> Text {
    let bare = SecretRef { name: "origin-header".into(), form, digest: None };
    let plain = hands.open(&Text::Secret(bare.clone())).expect("a secret of the bench");
    match hands.seal(plain.expose()) {
        Text::Sealed(digest) => Text::Secret(SecretRef { digest: Some(digest), ..bare }),
        other => other,
    }
}

#[derive(Debug, Clone)]
struct Losing {
    cloud: Cloud,
    operation: &'static str,
    lost: Arc<AtomicBool>,
}

impl HttpConnector for Losing {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let asked = target.rsplit('.').next() == Some(self.operation);
        let lose = asked && !self.lost.swap(true, Ordering::SeqCst);
        let answer = HttpConnector::call(&self.cloud, request);
        HttpConnectorFuture::new(async move {
            let answer = answer.await?;
            if lose { Err(ConnectorError::io("the line is dead".into())) } else { Ok(answer) }
        })
    }
}

impl HttpClient for Losing {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

/// Ownership tags of a resource of a stack.
pub(super) fn tags(stack: &str) -> BTreeMap<String, String> {
    let tags = [("engine:stack", stack), ("engine:env", "dev"), ("engine:resource", "waf.edge/acl")];
    tags.map(|(key, value)| (key.to_owned(), value.to_owned())).into()
}
