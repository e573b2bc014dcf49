//! What the tests of the S3 and CloudFront kinds stand on: an embedded cloud and hands for it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::providers::{Clients, Endpoint, Hands, Identity};
use crate::sandbox::Cloud;
use crate::secrets::Vault;
use crate::world::Clock;

pub(super) async fn stage() -> (Cloud, Hands) {
    stage_in(PathBuf::from(".")).await
}

pub(super) async fn stage_in(folder: PathBuf) -> (Cloud, Hands) {
    stage_with(folder, Vault::default()).await
}

pub(super) async fn stage_with(folder: PathBuf, vault: Vault) -> (Cloud, Hands) {
    let clock = Clock::virtual_from(Duration::from_secs(1_800_000_000));
    let cloud = Cloud::in_memory(clock.clone());
    let clients = Clients::load(&Endpoint::Embedded(cloud.http_client()), "us-east-2").await;
    let identity = Identity { account: "000000000000".into(), partition: "aws".into() };
    (cloud, Hands::new(clients, identity, clock, folder, Arc::new(vault)))
}

pub(super) fn owner_tags(resource: &str) -> BTreeMap<String, String> {
    [("engine:stack", "shop"), ("engine:env", "dev"), ("engine:resource", resource)]
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
}
