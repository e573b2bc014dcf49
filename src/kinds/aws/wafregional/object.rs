//! What every Classic object is found, answered and referred to by.

use std::future::Future;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::kinds::Made;
use crate::providers::{Hands, Refusal};
use crate::value::Outputs;

/// A page of a list: ids and names, and where the next page starts.
pub(super) struct Page {
    entries: Vec<(String, String)>,
    next: Option<String>,
}

impl Page {
    /// The page of a list call's answer, with the id and name of each entry.
    pub(super) fn new<T>(
        entries: Option<Vec<T>>,
        id_and_name: impl FnMut(T) -> (String, String),
        next: Option<String>,
    ) -> Self {
        Self { entries: entries.unwrap_or_default().into_iter().map(id_and_name).collect(), next }
    }
}

/// Id of the one object called `name` in AWS. `send` asks for the page behind a marker, `page` takes its answer apart.
///
/// # Errors
/// What the list call was refused for; `Foreign` when there are several.
pub(super) async fn find<T, E, F, Fut>(
    hands: &Hands,
    operation: &'static str,
    name: &str,
    send: F,
    page: fn(T) -> Page,
) -> Result<Option<String>, Refusal>
where
    F: Fn(Option<String>) -> Fut,
    Fut: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    let mut found: Option<String> = None;
    let mut marker = None;
    loop {
        let Page { entries, next } = page(hands.read(("waf-regional", operation), || send(marker.clone())).await?);
        let last = entries.is_empty();
        for (id, _) in entries.into_iter().filter(|(_, entry)| entry == name) {
            if let Some(other) = &found {
                return Err(Refusal::foreign(format!("`{name}` is both {other} and {id}; delete one of them")));
            }
            found = Some(id);
        }
        marker = next.filter(|marker| !marker.is_empty() && !last);
        if marker.is_none() {
            return Ok(found);
        }
    }
}

/// The object that a get call answered with.
///
/// # Errors
/// `UnreadableAnswer` when it answered with nothing.
pub(super) fn answered<T>(operation: &str, object: Option<T>) -> Result<T, Refusal> {
    object.ok_or_else(|| Refusal::local("UnreadableAnswer", format!("{operation} answered without it")))
}

/// The one output of sets and rules.
pub(super) fn outputs(id: &str) -> Outputs {
    [("id".to_owned(), id.to_owned())].into()
}

/// A set or rule that stands under this id.
pub(super) fn made(id: String) -> Made {
    Made { outputs: outputs(&id), id }
}
