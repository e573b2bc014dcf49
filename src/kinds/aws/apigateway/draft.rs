use std::collections::BTreeMap;

use super::authorizer::{self, Authorizer};
use super::gateway_response::{self, GatewayResponse};
use super::rest_api::Input;
use super::route::{self, Route};
use crate::providers::{Hands, Refusal};

/// Everything of an API's draft that is written by importing one body.
#[derive(PartialEq)]
pub(super) struct Draft {
    pub(super) routes: BTreeMap<String, Route>,
    pub(super) authorizers: BTreeMap<String, Authorizer>,
    pub(super) gateway_responses: BTreeMap<String, GatewayResponse>,
}

impl Draft {
    pub(super) fn wanted(want: &Input) -> Self {
        Self {
            routes: want.routes.clone(),
            authorizers: want.authorizers.clone(),
            gateway_responses: want.gateway_responses.clone(),
        }
    }

    /// What is there.
    pub(super) async fn live(hands: &Hands, region: &str, api: &str) -> Result<Self, Refusal> {
        let (authorizers, names) = authorizer::live(hands, region, api).await?;
        Ok(Self {
            routes: route::live(hands, region, api, &names).await?,
            authorizers,
            gateway_responses: gateway_response::live(hands, region, api).await?,
        })
    }
}
