//! Stories every kind can tell: made as wanted, changed, gone, and the same at whatever call it is interrupted.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

pub(super) use crate::kinds::bench::tags;
use crate::kinds::bench::{Bench, REGION};
use crate::kinds::{Kind, Live, Made};
use crate::providers::{Clients, Endpoint, Hands, Refusal};
use crate::sandbox::{Cloud, World};
use crate::value::{Outputs, Tree, diff};

/// A cloud with nothing in it, and hands on it.
pub(super) async fn bench() -> (Cloud, Hands) {
    let Bench { cloud, hands, folder: _ } = Bench::new().await;
    (cloud, hands)
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

/// What happens after the call whose answer is lost.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Then {
    /// The connection is back for the next call.
    GoesOn,
    /// No further call gets out: the process was killed.
    Dies,
}

/// A connection that loses the answer to one call: the cloud does what was asked, nobody hears of it.
#[derive(Debug, Clone)]
struct Losing {
    cloud: Cloud,
    /// Calls left before that one.
    left: Arc<AtomicUsize>,
    then: Then,
}

impl HttpConnector for Losing {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        const SPENT: usize = usize::MAX;
        let left = self.left.load(Ordering::SeqCst);
        if left == SPENT && self.then == Then::Dies {
            return HttpConnectorFuture::ready(Err(ConnectorError::user("no connection".into())));
        }
        let answer = self.cloud.call(request);
        if left == SPENT {
            return answer;
        }
        self.left.store(left.wrapping_sub(1), Ordering::SeqCst);
        if left > 0 {
            return answer;
        }
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
    let left = Arc::new(AtomicUsize::new(calls));
    let client = SharedHttpClient::new(Losing { cloud: cloud.clone(), left: Arc::clone(&left), then });
    let clients = Clients::load(&Endpoint::Embedded(client), REGION).await;
    let mut shaky = hands.clone();
    shaky.clients = clients;
    (shaky, move || left.load(Ordering::SeqCst) == usize::MAX)
}

/// Creates and deletes the resource, losing the answer to each of the calls in turn, with and without a kill after it, and
/// checks that what is done next ends in the same: one resource as wanted, then none.
///
/// `prepare` makes what the resource needs and says what is wanted, `count` how many of it there are.
pub(super) async fn survives<K: Kind>(prepare: impl AsyncFn(&Hands) -> K::Input, count: impl Fn(&World) -> usize) {
    for then in [Then::GoesOn, Then::Dies] {
        for calls in 0.. {
            let (cloud, hands) = bench().await;
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
            let (cloud, hands) = bench().await;
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
