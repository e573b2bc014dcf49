//! Hands on a cloud in memory, for the stories of the kinds.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::kinds::{Kind, Live, Made};
use crate::providers::{Clients, Endpoint, Hands, Identity, Refusal};
use crate::sandbox::Cloud;
use crate::secrets::Vault;
use crate::value::{Outputs, Tree, diff};
use crate::world::Clock;

/// A cloud with nothing in it, and hands on it.
pub(super) async fn bench() -> (Cloud, Hands) {
    let clock = Clock::virtual_from(Duration::from_secs(1_800_000_000));
    let cloud = Cloud::in_memory(clock.clone());
    let clients = Clients::load(&Endpoint::Embedded(cloud.http_client()), "us-east-2").await;
    let identity = Identity { account: "000000000000".into(), partition: "aws".into() };
    (cloud, Hands::new(clients, identity, clock, PathBuf::from("."), Arc::new(Vault::default())))
}

/// Ownership tags of `resource`.
pub(super) fn tags(resource: &str) -> BTreeMap<String, String> {
    let pairs = [("engine:stack", "shop"), ("engine:env", "dev"), ("engine:resource", resource)];
    pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).into()
}

/// Creates, and checks that reading differs from what was wanted in nothing and that the outputs are the same.
pub(super) async fn create<K: Kind>(hands: &Hands, want: &K::Input) -> Made {
    let made = K::create(hands, want).await.expect("created");
    settled::<K>(hands, &made.id, want, &made.outputs).await;
    made
}

/// Updates, and checks the same.
pub(super) async fn update<K: Kind>(hands: &Hands, id: &str, was: &K::Input, want: &K::Input) -> Outputs {
    let outputs = K::update(hands, id, was, want).await.expect("updated");
    settled::<K>(hands, id, want, &outputs).await;
    outputs
}

async fn settled<K: Kind>(hands: &Hands, id: &str, want: &K::Input, outputs: &Outputs) {
    let live = read::<K>(hands, id, want).await.expect("there");
    assert_eq!(diff(&Tree::of(want), &Tree::of(&live.input)), []);
    assert_eq!(&live.outputs, outputs);
}

/// Reads; `None` when it is gone.
pub(super) async fn read<K: Kind>(hands: &Hands, id: &str, was: &K::Input) -> Option<Live<K::Input>> {
    K::read(hands, id, was).await.expect("read")
}

/// Paths of the fields in which the live resource differs from the recorded one.
pub(super) async fn drift<K: Kind>(hands: &Hands, id: &str, was: &K::Input) -> Vec<String> {
    let live = read::<K>(hands, id, was).await.expect("there");
    diff(&Tree::of(was), &Tree::of(&live.input)).into_iter().map(|change| change.path).collect()
}

/// Deletes twice (the second time nothing is there) and checks that it is gone.
pub(super) async fn delete<K: Kind>(hands: &Hands, id: &str, was: &K::Input) {
    K::delete(hands, id, was).await.expect("deleted");
    assert!(read::<K>(hands, id, was).await.is_none());
    K::delete(hands, id, was).await.expect("deleted again");
}

/// The code of a refusal.
pub(super) fn code<T: std::fmt::Debug>(answer: Result<T, Refusal>) -> String {
    answer.expect_err("refused").code
}
