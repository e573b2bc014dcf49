use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_apigateway::operation::get_rest_api::GetRestApiOutput;
use aws_sdk_apigateway::types::{Op, PatchOperation};
use serde_json::Value;

use super::super::tags::without_aws;
use super::resource_policy;
use super::rest_api::{EndpointType, Input};
use super::writing::patch;
use crate::value::Tree;

/// The tag that marks a generation.
pub(super) const TOKEN_TAG: &str = "engine:token";

/// What `GetRestApi` tells of an API, in the terms of [`Input`].
pub(super) struct Settings {
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) endpoint: EndpointType,
    pub(super) binary_media_types: BTreeSet<String>,
    pub(super) minimum_compression_size: Option<u32>,
    pub(super) disable_execute_api_endpoint: bool,
    /// As AWS spells it.
    pub(super) policy: Option<Value>,
    /// Without AWS's own; the token is still among them.
    pub(super) tags: BTreeMap<String, String>,
    pub(super) root_resource_id: String,
}

impl Settings {
    pub(super) fn of(api: GetRestApiOutput) -> Self {
        let endpoint = api.endpoint_configuration().and_then(|configuration| configuration.types().first());
        let endpoint = match endpoint {
            Some(aws_sdk_apigateway::types::EndpointType::Regional) => EndpointType::Regional,
            Some(aws_sdk_apigateway::types::EndpointType::Private) => EndpointType::Private,
            // What an API is when nobody says otherwise.
            _ => EndpointType::Edge,
        };
        Self {
            endpoint,
            name: api.name.unwrap_or_default(),
            description: api.description.filter(|text| !text.is_empty()),
            binary_media_types: api.binary_media_types.unwrap_or_default().into_iter().collect(),
            minimum_compression_size: api.minimum_compression_size.and_then(|size| u32::try_from(size).ok()),
            disable_execute_api_endpoint: api.disable_execute_api_endpoint,
            policy: api.policy.as_deref().and_then(resource_policy::parse),
            tags: without_aws(api.tags.unwrap_or_default()),
            root_resource_id: api.root_resource_id.unwrap_or_default(),
        }
    }

    /// The patch operations from these settings to the wanted ones.
    pub(super) fn patches(&self, want: &Input) -> Vec<PatchOperation> {
        let mut patches = Vec::new();
        let mut replace = |path: &str, value: Option<String>| patches.push(patch(Op::Replace, path, value));
        if self.name != want.name {
            replace("/name", Some(want.name.clone()));
        }
        if self.description != want.description {
            replace("/description", Some(want.description.clone().unwrap_or_default()));
        }
        if self.endpoint != want.endpoint {
            replace("/endpointConfiguration/types/0", Some(want.endpoint.as_aws().as_str().to_owned()));
        }
        if self.minimum_compression_size != want.minimum_compression_size {
            replace("/minimumCompressionSize", want.minimum_compression_size.map(|size| size.to_string()));
        }
        if self.disable_execute_api_endpoint != want.disable_execute_api_endpoint {
            replace("/disableExecuteApiEndpoint", Some(want.disable_execute_api_endpoint.to_string()));
        }
        if !resource_policy::same(self.policy.as_ref(), want.policy.as_ref().map(Tree::as_value)) {
            replace(
                "/policy",
                Some(want.policy.as_ref().map_or_else(String::new, |policy| policy.as_value().to_string())),
            );
        }
        let media = |text: &String| format!("/binaryMediaTypes/{}", text.replace('~', "~0").replace('/', "~1"));
        let gone = self.binary_media_types.difference(&want.binary_media_types);
        patches.extend(gone.map(|text| patch(Op::Remove, media(text), None)));
        let new = want.binary_media_types.difference(&self.binary_media_types);
        patches.extend(new.map(|text| patch(Op::Add, media(text), None)));
        patches
    }
}
