//! What the tests of both WAFs stand on: an embedded cloud with a stage in it, and hands that can open one secret.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

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
    let clock = Clock::virtual_from(Duration::from_secs(1_800_000_000));
    let cloud = Cloud::in_memory(clock.clone());
    let clients = Clients::load(&Endpoint::Embedded(cloud.http_client()), REGION).await;
    let identity = Identity { account: "000000000000".into(), partition: "aws".into() };
    cloud.with_world(|world| {
        let api = json!({
            "id": "a1b2c3d4e5", "name": "shop", "description": null, "version": null, "created": 0.0,
            "api_key_source": "HEADER", "endpoint_type": "REGIONAL", "root_resource_id": "r", "tags": {}, "draft": {},
            "deployments": {}, "stages": { "dev": { "name": "dev" } },
        });
        let api = serde_json::from_value(api).expect("an API");
        world.apigateway.entry(REGION.to_owned()).or_default().apis.insert("a1b2c3d4e5".to_owned(), api);
    });
    (cloud, Hands::new(clients, identity, clock, ".".into(), Arc::new(vault())))
}

fn vault() -> Vault {
    Vault::in_memory("shop", "dev", [("origin-header".to_owned(), Plain::new(SECRET.to_owned()))])
}

/// The secret, as a plan carries it: with the digest of its value.
pub(super) fn secret(form: SecretForm) -> Text {
    let bare = SecretRef { name: "origin-header".into(), form, digest: None };
    let digest = vault().digest(&bare);
    Text::Secret(SecretRef { digest, ..bare })
}

/// Ownership tags of a resource of a stack.
pub(super) fn tags(stack: &str) -> BTreeMap<String, String> {
    let tags = [("engine:stack", stack), ("engine:env", "dev"), ("engine:resource", "waf.edge/acl")];
    tags.map(|(key, value)| (key.to_owned(), value.to_owned())).into()
}
