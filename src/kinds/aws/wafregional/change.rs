//! How Classic objects are changed: under change tokens, by deltas, one writer per region.

use std::time::Duration;

use aws_sdk_wafregional::error::BuildError;
use aws_sdk_wafregional::types::ChangeAction;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::kinds::aws::absent::or_gone;
use crate::providers::{Class, Hands, Refusal};

/// How long a token spent by somebody else, a lost answer, or what still refers to an object is put up with.
const PATIENCE: Duration = Duration::from_secs(900);

/// A request that the SDK will not build because something AWS requires is missing.
pub(super) fn incomplete(problem: BuildError) -> Refusal {
    Refusal::local("InvalidRequest", problem.to_string())
}

/// Sends one mutating call with a fresh change token, alone in its region. A stale token means that another program spent it
/// first and this call did not happen.
///
/// # Errors
/// `Lost` and `Transient` when it may have happened: sent again it would be refused or make a second object.
pub(super) async fn spend<T, E, F, Fut>(
    hands: &Hands,
    region: &str,
    operation: &'static str,
    send: F,
) -> Result<T, Refusal>
where
    F: Fn(String) -> Fut,
    Fut: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    let client = hands.clients.wafregional(region);
    hands
        .patiently(&[Class::Busy], PATIENCE, async || {
            let _alone = hands.lane(&format!("waf-regional/{region}")).await;
            let answer = hands.read(("waf-regional", "GetChangeToken"), || client.get_change_token().send()).await?;
            let token = answer.change_token.unwrap_or_default();
            hands.create(("waf-regional", operation), || send(token.clone())).await
        })
        .await
}

/// Repeats a step that reads what is there and changes the difference, while nobody knows whether its call happened.
///
/// # Errors
/// The last refusal.
pub(super) async fn converge<T, F, Fut>(hands: &Hands, step: F) -> Result<T, Refusal>
where
    F: Fn() -> Fut,
    Fut: Future<Output = Result<T, Refusal>>,
{
    hands.patiently(&[Class::Lost, Class::Transient], PATIENCE, step).await
}

/// Repeats a step that empties and deletes an object, while something still refers to it; done when it is gone.
///
/// # Errors
/// The last refusal.
pub(super) async fn remove<T, F, Fut>(hands: &Hands, step: F) -> Result<(), Refusal>
where
    F: Fn() -> Fut,
    Fut: Future<Output = Result<T, Refusal>>,
{
    or_gone(hands.patiently(&[Class::Lost, Class::Transient, Class::InUse], PATIENCE, step).await)
}

/// The updates, as `update` writes them, that make `live` hold each of `want` once and nothing else: what has to go first.
///
/// # Errors
/// When the SDK will not build one.
pub(super) fn updates<T: PartialEq + Clone, U>(
    live: &[T],
    want: &[T],
    update: impl Fn(ChangeAction, T) -> Result<U, BuildError>,
) -> Result<Vec<U>, Refusal> {
    let gone = live.iter().filter(|item| !want.contains(item));
    let mut new: Vec<&T> = Vec::new();
    for item in want.iter().filter(|item| !live.contains(item)) {
        if !new.contains(&item) {
            new.push(item);
        }
    }
    let gone = gone.map(|item| update(ChangeAction::Delete, item.clone()));
    let new = new.into_iter().map(|item| update(ChangeAction::Insert, item.clone()));
    gone.chain(new).collect::<Result<_, _>>().map_err(incomplete)
}
