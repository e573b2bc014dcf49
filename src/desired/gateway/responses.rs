use std::collections::BTreeMap;

use super::super::lower::Lowering;
use super::{cors, routes};
use crate::kinds::aws::apigateway::GatewayResponse;
use crate::spec::declare::Choices as _;
use crate::spec::{Gateway, GatewayResponse as Written, ResponseType};

/// What callers get when the gateway itself says no, by AWS's type.
///
/// With CORS for the whole API the two general answers let pages read them, too: else a browser shows nothing of a refusal.
pub(super) fn lower(at: &mut Lowering<'_>, block: &Gateway) -> BTreeMap<String, GatewayResponse> {
    let mut responses: BTreeMap<String, GatewayResponse> =
        block.responses.iter().map(|written| (written.kind.value.word().to_owned(), one(at, written))).collect();
    let headers = block.cors.as_ref().map(|cors| cors::of_refusals(at, cors)).unwrap_or_default();
    if headers.is_empty() {
        return responses;
    }
    for general in [ResponseType::Default4xx, ResponseType::Default5xx] {
        responses.entry(general.word().to_owned()).or_insert_with(|| GatewayResponse {
            status: None,
            headers: BTreeMap::new(),
            bodies: default_body(),
        });
    }
    for response in responses.values_mut() {
        for (name, value) in &headers {
            if !response.headers.keys().any(|header| header.eq_ignore_ascii_case(name)) {
                response.headers.insert((*name).to_owned(), value.clone());
            }
        }
    }
    responses
}

fn one(at: &mut Lowering<'_>, written: &Written) -> GatewayResponse {
    let status = written.status.as_ref().map(|status| status.value).or(written.kind.value.status());
    let bodies = routes::pairs(at, &written.bodies);
    GatewayResponse {
        status: status.and_then(|status| u16::try_from(status).ok()),
        headers: routes::pairs(at, &written.headers),
        bodies: if bodies.is_empty() { default_body() } else { bodies },
    }
}

/// AWS's own, written out.
fn default_body() -> BTreeMap<String, String> {
    let (media_type, text) = Written::DEFAULT_BODY;
    BTreeMap::from([(media_type.to_owned(), text.to_owned())])
}
