//! What the tests of kinds stand on: hands over a cloud in memory, on a clock that moves only when slept on, and the stories
//! every kind can tell: made as wanted, changed, gone, and the same at whatever call it is interrupted.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use serde_json::json;

use super::{Kind, Live, Made};
use crate::providers::{Clients, Endpoint, Hands, Identity, Refusal};
use crate::sandbox::{Cloud, World};
use crate::secrets::{Plain, Vault};
use crate::value::{Outputs, SecretForm, SecretRef, Text, Tree, diff};
use crate::world::Clock;

/// Where the regional resources of the tests are.
pub(crate) const REGION: &str = "us-east-2";
/// The stage in the cloud of [`Bench::with_stage`].
pub(crate) const STAGE: &str = "arn:aws:apigateway:us-east-2::/restapis/a1b2c3d4e5/stages/dev";
/// What the secret `origin-header` is in the vault of [`Bench::with_stage`], metacharacters included.
pub(crate) const SECRET: &str = "s3cr3t.with+meta";

/// A cloud of its own for one test.
pub(crate) struct Bench {
    pub(crate) cloud: Cloud,
    pub(crate) hands: Hands,
    /// The folder of the spec; gone with the bench.
    pub(crate) folder: tempfile::TempDir,
}

impl Bench {
    /// A cloud with nothing in it, and hands that know no secret.
    pub(crate) async fn new() -> Self {
        Self::with_vault(Vault::default()).await
    }

    /// The same with hands that can open what is in `vault`.
    pub(crate) async fn with_vault(vault: Vault) -> Self {
        let clock = Clock::virtual_from(Duration::from_secs(1_790_000_000));
        let cloud = Cloud::in_memory(clock.clone());
        let clients = Clients::load(&Endpoint::Embedded(cloud.http_client()), REGION).await;
        let identity = Identity { account: "000000000000".into(), partition: "aws".into() };
        let folder = tempfile::tempdir().expect("a temporary folder");
        let hands = Hands::new(clients, identity, clock, folder.path().to_owned(), Arc::new(vault));
        Self { cloud, hands, folder }
    }

    /// A cloud with [`STAGE`] in it, and hands that can open [`SECRET`].
    pub(crate) async fn with_stage() -> Self {
        let secrets = [("origin-header".to_owned(), Plain::new(SECRET.to_owned()))];
        let bench = Self::with_vault(Vault::in_memory("shop", "dev", secrets)).await;
        bench.cloud.with_world(|world| {
            let api = json!({
                "id": "a1b2c3d4e5", "name": "shop", "description": null, "version": null, "created": 0.0,
                "api_key_source": "HEADER", "endpoint_type": "REGIONAL", "root_resource_id": "r", "tags": {}, "draft": {},
                "deployments": {}, "stages": { "dev": { "name": "dev" } },
            });
            let api = serde_json::from_value(api).expect("an API");
            world.apigateway.entry(REGION.to_owned()).or_default().apis.insert("a1b2c3d4e5".to_owned(), api);
        });
        bench
    }

    /// The same with a connection that loses the answer to the first `operation` of a JSON service.
    pub(crate) async fn losing(operation: &'static str) -> Self {
        let mut bench = Self::with_stage().await;
        bench.hands.clients = Losing::new(&bench.cloud, Which::First(operation), Then::GoesOn).clients().await;
        bench
    }
}

/// The ownership tags of `resource` in the stack `shop`.
pub(crate) fn tags(resource: &str) -> BTreeMap<String, String> {
    tags_in("shop", resource)
}

/// The ownership tags of `resource` in a stack.
pub(crate) fn tags_in(stack: &str, resource: &str) -> BTreeMap<String, String> {
    [("engine:stack", stack), ("engine:env", "dev"), ("engine:resource", resource)]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into()
}

/// [`SECRET`], as a plan carries it: with the digest of its value.
pub(crate) fn secret(hands: &Hands, form: SecretForm) -> Text {
    let bare = SecretRef { name: "origin-header".into(), form, digest: None };
    let plain = hands.open(&Text::Secret(bare.clone())).expect("a secret of the bench");
    match hands.seal(plain.expose()) {
        Text::Sealed(digest) => Text::Secret(SecretRef { digest: Some(digest), ..bare }),
        other => other,
    }
}

/// Creates, and checks that reading differs from what was wanted in nothing and that the outputs are the same.
pub(crate) async fn create<K: Kind>(hands: &Hands, want: &K::Input) -> Made {
    let made = K::create(hands, want).await.expect("created");
    settled::<K>(hands, &made.id, want, &made.outputs).await;
    made
}

/// Updates, and checks the same.
pub(crate) async fn update<K: Kind>(hands: &Hands, id: &str, was: &K::Input, want: &K::Input) -> Outputs {
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
pub(crate) async fn read<K: Kind>(hands: &Hands, id: &str, was: &K::Input) -> Option<Live<K::Input>> {
    K::read(hands, id, was).await.expect("read")
}

/// Paths of the fields in which the live resource differs from the recorded one.
pub(crate) async fn drift<K: Kind>(hands: &Hands, id: &str, was: &K::Input) -> Vec<String> {
    let live = read::<K>(hands, id, was).await.expect("there");
    diff(&Tree::of(was), &Tree::of(&live.input)).into_iter().map(|change| change.path).collect()
}

/// Deletes twice (the second time nothing is there) and checks that it is gone.
pub(crate) async fn delete<K: Kind>(hands: &Hands, id: &str, was: &K::Input) {
    K::delete(hands, id, was).await.expect("deleted");
    assert!(read::<K>(hands, id, was).await.is_none());
    K::delete(hands, id, was).await.expect("deleted again");
}

/// The code of a refusal.
pub(crate) fn code<T: std::fmt::Debug>(answer: Result<T, Refusal>) -> String {
    answer.expect_err("refused").code
}

/// What happens after the call whose answer is lost.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Then {
    /// The connection is back for the next call.
    GoesOn,
    /// No further call gets out: the process was killed.
    Dies,
}

/// The call whose answer is lost.
#[derive(Debug, Clone)]
enum Which {
    /// The one after so many others.
    After(Arc<AtomicUsize>),
    /// The first that asks for this operation.
    First(&'static str),
}

impl Which {
    fn is(&self, request: &HttpRequest) -> bool {
        match self {
            Self::After(left) => {
                left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_err()
            }
            Self::First(operation) => {
                let target = request.headers().get("x-amz-target").unwrap_or_default();
                target.rsplit('.').next() == Some(*operation)
            }
        }
    }
}

/// A connection that loses the answer to one call: the cloud does what was asked, nobody hears of it.
#[derive(Debug, Clone)]
struct Losing {
    cloud: Cloud,
    which: Which,
    then: Then,
    lost: Arc<AtomicBool>,
}

impl Losing {
    fn new(cloud: &Cloud, which: Which, then: Then) -> Self {
        Self { cloud: cloud.clone(), which, then, lost: Arc::default() }
    }

    async fn clients(self) -> Clients {
        Clients::load(&Endpoint::Embedded(SharedHttpClient::new(self)), REGION).await
    }
}

impl HttpConnector for Losing {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let lost = self.lost.load(Ordering::SeqCst);
        if lost && self.then == Then::Dies {
            return HttpConnectorFuture::ready(Err(ConnectorError::user("no connection".into())));
        }
        let loses = !lost && self.which.is(&request);
        let answer = self.cloud.call(request);
        if !loses {
            return answer;
        }
        self.lost.store(true, Ordering::SeqCst);
        HttpConnectorFuture::new(async move {
            let _ = answer.await;
            Err(ConnectorError::io("the connection broke".into()))
        })
    }
}

impl HttpClient for Losing {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

/// Hands that lose the answer to the call after the first `calls`; with them, whether it came to that.
async fn losing(cloud: &Cloud, hands: &Hands, calls: usize, then: Then) -> (Hands, impl Fn() -> bool) {
    let losing = Losing::new(cloud, Which::After(Arc::new(AtomicUsize::new(calls))), then);
    let lost = Arc::clone(&losing.lost);
    let mut shaky = hands.clone();
    shaky.clients = losing.clients().await;
    (shaky, move || lost.load(Ordering::SeqCst))
}

/// Creates and deletes the resource, losing the answer to each of the calls in turn, with and without a kill after it, and
/// checks that what is done next ends in the same: one resource as wanted, then none.
///
/// `prepare` makes what the resource needs and says what is wanted, `count` how many of it there are.
pub(crate) async fn survives<K: Kind>(prepare: impl AsyncFn(&Hands) -> K::Input, count: impl Fn(&World) -> usize) {
    for then in [Then::GoesOn, Then::Dies] {
        for calls in 0.. {
            let Bench { cloud, hands, .. } = Bench::new().await;
            let want = prepare(&hands).await;
            let before = cloud.with_world(|world| count(world));
            let (shaky, came_to_it) = losing(&cloud, &hands, calls, then).await;
            let made = match K::create(&shaky, &want).await {
                Ok(made) => made,
                Err(refusal) => {
                    assert!(came_to_it(), "{refusal}");
                    match K::find(&hands, &want).await.expect("looked for") {
                        Some(found) => {
                            let outputs = K::update(&hands, &found.id, &want, &want).await.expect("brought to its end");
                            Made { id: found.id, outputs }
                        }
                        None => K::create(&hands, &want).await.expect("created again"),
                    }
                }
            };
            settled::<K>(&hands, &made.id, &want, &made.outputs).await;
            assert_eq!(cloud.with_world(|world| count(world)), before + 1, "{then:?} after {calls} calls");
            if !came_to_it() {
                break;
            }
        }
        for calls in 0.. {
            let Bench { cloud, hands, .. } = Bench::new().await;
            let want = prepare(&hands).await;
            let before = cloud.with_world(|world| count(world));
            let made = K::create(&hands, &want).await.expect("created");
            let (shaky, came_to_it) = losing(&cloud, &hands, calls, then).await;
            if K::delete(&shaky, &made.id, &want).await.is_err() {
                K::delete(&hands, &made.id, &want).await.expect("deleted at last");
            }
            assert_eq!(cloud.with_world(|world| count(world)), before, "{then:?} after {calls} calls");
            if !came_to_it() {
                break;
            }
        }
    }
}
