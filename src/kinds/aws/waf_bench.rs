//! What the tests of both WAFs stand on: hands over an embedded cloud of their own.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::providers::{Clients, Endpoint, Hands, Identity};
use crate::sandbox::Cloud;
use crate::secrets::Vault;
use crate::world::Clock;

pub(super) const REGION: &str = "us-east-2";
pub(super) const STAGE: &str = "arn:aws:apigateway:us-east-2::/restapis/a1b2c3d4e5/stages/dev";

/// A new cloud, and hands on it.
pub(super) async fn cloud() -> (Cloud, Hands) {
    let clock = Clock::virtual_from(Duration::from_secs(1_800_000_000));
    let cloud = Cloud::in_memory(clock.clone());
    let clients = Clients::load(&Endpoint::Embedded(cloud.http_client()), REGION).await;
    let identity = Identity { account: "000000000000".into(), partition: "aws".into() };
    let hands = Hands::new(clients, identity, clock, ".".into(), Arc::new(Vault::default()));
    (cloud, hands)
}

/// Ownership tags of a resource of a stack.
pub(super) fn tags(stack: &str) -> BTreeMap<String, String> {
    let tags = [("engine:stack", stack), ("engine:env", "dev"), ("engine:resource", "waf.edge/acl")];
    tags.map(|(key, value)| (key.to_owned(), value.to_owned())).into()
}
