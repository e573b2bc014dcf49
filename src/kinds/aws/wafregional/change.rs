//! How Classic objects are changed: under change tokens, by deltas, one writer per region.

use std::time::Duration;

use aws_sdk_wafregional::error::BuildError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

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
pub(super) async fn remove<F, Fut>(hands: &Hands, step: F) -> Result<(), Refusal>
where
    F: Fn() -> Fut,
    Fut: Future<Output = Result<(), Refusal>>,
{
    match hands.patiently(&[Class::Lost, Class::Transient, Class::InUse], PATIENCE, step).await {
        Err(refusal) if refusal.class != Class::NotFound => Err(refusal),
        _ => Ok(()),
    }
}

/// What has to go and what has to come for `live` to become `want`, each once.
pub(super) fn delta<T: PartialEq + Clone>(live: &[T], want: &[T]) -> (Vec<T>, Vec<T>) {
    let gone = live.iter().filter(|item| !want.contains(item)).cloned().collect();
    let mut new: Vec<T> = Vec::new();
    for item in want.iter().filter(|item| !live.contains(item)) {
        if !new.contains(item) {
            new.push(item.clone());
        }
    }
    (gone, new)
}
