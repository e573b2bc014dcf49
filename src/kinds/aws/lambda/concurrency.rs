use aws_sdk_lambda::operation::get_function::GetFunctionOutput;

use super::function::number;
use super::settle::calmly;
use crate::providers::{Hands, Refusal};

/// What is reserved for a function; `None` when it shares the account's pool. `GetFunction` tells it along with the rest.
pub(super) fn reserved(live: &GetFunctionOutput) -> Option<u32> {
    live.concurrency()?.reserved_concurrent_executions().and_then(|calls| u32::try_from(calls).ok())
}

/// Reserves what is wanted, or gives it back, when something else is there.
pub(super) async fn reserve(
    hands: &Hands,
    region: &str,
    function: &str,
    present: Option<u32>,
    wanted: Option<u32>,
) -> Result<(), Refusal> {
    let client = hands.clients.lambda(region);
    match wanted {
        _ if present == wanted => Ok(()),
        Some(calls) => {
            let calls = number("reserved-concurrency", calls)?;
            let request =
                client.put_function_concurrency().function_name(function).reserved_concurrent_executions(calls);
            calmly(hands, || async {
                hands.write(("lambda", "PutFunctionConcurrency"), || request.clone().send()).await
            })
            .await
            .map(|_| ())
        }
        None => {
            let request = client.delete_function_concurrency().function_name(function);
            calmly(hands, || async {
                hands.write(("lambda", "DeleteFunctionConcurrency"), || request.clone().send()).await
            })
            .await
            .map(|_| ())
        }
    }
}
