use std::time::Duration;

use aws_sdk_lambda::operation::get_function_configuration::GetFunctionConfigurationOutput as Configuration;
use aws_sdk_lambda::types::{LastUpdateStatus, State};

use crate::providers::{Class, Hands, Refusal};

/// Between two looks, and how long in all (the SDK's waiters: 1 s, 300 times).
const PAUSE: Duration = Duration::from_secs(1);
const LIMIT: Duration = Duration::from_secs(300);

/// Repeats a call while Lambda refuses it because another change of the function is under way.
pub(super) async fn calmly<T, F, Fut>(hands: &Hands, step: F) -> Result<T, Refusal>
where
    F: Fn() -> Fut,
    Fut: Future<Output = Result<T, Refusal>>,
{
    hands.patiently(&[Class::Busy], LIMIT, step).await
}

/// Waits until a function, or a version of it, is `Active` and no update is under way.
pub(super) async fn settled(
    hands: &Hands,
    region: &str,
    function: &str,
    qualifier: Option<&str>,
) -> Result<Configuration, Refusal> {
    let request = hands
        .clients
        .lambda(region)
        .get_function_configuration()
        .function_name(function)
        .set_qualifier(qualifier.map(str::to_owned));
    hands
        .wait_for(&format!("function `{function}` to become active"), PAUSE, LIMIT, || async {
            let live = hands.read(("lambda", "GetFunctionConfiguration"), || request.clone().send()).await?;
            if let Some(problem) = failure(function, &live) {
                return Err(problem);
            }
            let pending = live.state() == Some(&State::Pending)
                || live.last_update_status() == Some(&LastUpdateStatus::InProgress);
            Ok((!pending).then_some(live))
        })
        .await
}

fn failure(function: &str, live: &Configuration) -> Option<Refusal> {
    let (code, reason) = if live.state() == Some(&State::Failed) {
        (live.state_reason_code().map(|code| code.as_str()), live.state_reason())
    } else if live.last_update_status() == Some(&LastUpdateStatus::Failed) {
        (live.last_update_status_reason_code().map(|code| code.as_str()), live.last_update_status_reason())
    } else {
        return None;
    };
    let words = reason.unwrap_or("AWS gives no reason");
    Some(Refusal::local(code.unwrap_or("Failed"), format!("function `{function}` did not become active: {words}")))
}
