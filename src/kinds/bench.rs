//! What the tests of kinds stand on: hands over a cloud in memory, on a clock that moves only when slept on.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::providers::{Clients, Endpoint, Hands, Identity};
use crate::sandbox::Cloud;
use crate::secrets::Vault;
use crate::world::Clock;

/// Where the regional resources of the tests are.
pub(crate) const REGION: &str = "us-east-2";

/// A cloud of its own for one test.
pub(crate) struct Bench {
    pub(crate) cloud: Cloud,
    pub(crate) hands: Hands,
    /// The folder of the spec; gone with the bench.
    pub(crate) folder: tempfile::TempDir,
}

impl Bench {
    pub(crate) async fn new() -> Self {
        let clock = Clock::virtual_from(Duration::from_secs(1_790_000_000));
        let cloud = Cloud::in_memory(clock.clone());
        let clients = Clients::load(&Endpoint::Embedded(cloud.http_client()), REGION).await;
        let identity = Identity { account: "000000000000".into(), partition: "aws".into() };
        let folder = tempfile::tempdir().expect("a temporary folder");
        let hands = Hands::new(clients, identity, clock, folder.path().to_owned(), Arc::new(Vault::default()));
        Self { cloud, hands, folder }
    }
}

/// The ownership tags of `resource`.
pub(crate) fn tags(resource: &str) -> BTreeMap<String, String> {
    [("engine:stack", "shop"), ("engine:env", "dev"), ("engine:resource", resource)]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into()
}
