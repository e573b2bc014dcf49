use std::time::Duration;

use aws_sdk_apigateway::error::SdkError;
use aws_sdk_apigateway::types::{Op, PatchOperation};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::super::tags::TagChanges;
use crate::providers::{Class, Hands, Refusal, Ticket};

/// How long a write waits for other writers of the same API ("concurrent modification").
const PATIENCE: Duration = Duration::from_secs(120);

/// The lane of an API: AWS refuses concurrent writes to one.
pub(super) fn lane(region: &str, api: &str) -> String {
    format!("apigateway/{region}/{api}")
}

/// [`Hands::write`], repeated while another client writes to the same API.
pub(super) async fn write<T, E, F, Fut>(
    hands: &Hands,
    ticket: impl Into<Ticket<'_>> + Copy,
    send: F,
) -> Result<T, Refusal>
where
    F: Fn() -> Fut,
    Fut: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    hands.patiently(&[Class::Busy], PATIENCE, || hands.write(ticket, &send)).await
}

/// [`Hands::create`], repeated while another client writes to the same API: a busy API has made nothing.
pub(super) async fn create<T, E, F, Fut>(
    hands: &Hands,
    ticket: impl Into<Ticket<'_>> + Copy,
    send: F,
) -> Result<T, Refusal>
where
    F: Fn() -> Fut,
    Fut: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    hands.patiently(&[Class::Busy], PATIENCE, || hands.create(ticket, &send)).await
}

/// A patch operation; no value for `remove` and for emptying a number.
pub(super) fn patch(op: Op, path: impl Into<String>, value: Option<String>) -> PatchOperation {
    PatchOperation::builder().op(op).path(path).set_value(value).build()
}

/// Sets and removes tags of an API or a stage.
pub(super) async fn retag(hands: &Hands, region: &str, arn: &str, changes: TagChanges) -> Result<(), Refusal> {
    let client = hands.clients.apigateway(region);
    if !changes.remove.is_empty() {
        let keys = Some(changes.remove);
        write(hands, ("apigateway", "UntagResource"), || {
            client.untag_resource().resource_arn(arn).set_tag_keys(keys.clone()).send()
        })
        .await?;
    }
    if !changes.set.is_empty() {
        let tags = Some(changes.set.into_iter().collect::<std::collections::HashMap<_, _>>());
        write(hands, ("apigateway", "TagResource"), || {
            client.tag_resource().resource_arn(arn).set_tags(tags.clone()).send()
        })
        .await?;
    }
    Ok(())
}
