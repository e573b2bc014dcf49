use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::secrets::Keys;
use crate::names::ResourceId;
use crate::reqpath::{Judge, Perimeter};
use crate::sandbox::{Cloud, Runnable, StoreError};
use crate::secrets::Vault;

/// What is served between one apply and the next.
pub struct Scene {
    pub(super) judge: Judge,
    pub(super) keys: Arc<Keys>,
    /// By ARN.
    functions: BTreeMap<String, Arc<Runnable>>,
    /// `dev command=…` by block, `function.api`.
    commands: BTreeMap<String, String>,
    /// Ids of the resources of APIs: by API id and path.
    resources: BTreeMap<(String, String), String>,
    /// The folder of the spec: where commands run.
    pub(super) folder: PathBuf,
}

impl Scene {
    /// What stands in a cloud: `perimeter` as it was read back from it, `commands` by block from the spec in `folder`.
    ///
    /// # Errors
    /// When the cloud's folder cannot be used.
    pub fn of(
        cloud: &Cloud,
        perimeter: Perimeter,
        vault: Arc<Vault>,
        commands: BTreeMap<String, String>,
        folder: PathBuf,
    ) -> Result<Self, StoreError> {
        let mut functions = BTreeMap::new();
        for function in &perimeter.functions {
            if let Some(runnable) = cloud.runnable(&function.arn)? {
                functions.insert(function.arn.clone(), Arc::new(runnable));
            }
        }
        let mut resources = BTreeMap::new();
        for gateway in &perimeter.gateways {
            let ids = cloud.resource_ids(&gateway.region, &gateway.id)?;
            resources.extend(ids.into_iter().map(|(path, id)| ((gateway.id.clone(), path), id)));
        }
        let keys = Arc::new(Keys::new(vault));
        let judge = Judge::new(perimeter).with_oracle(Arc::clone(&keys) as _);
        Ok(Self { judge, keys, functions, commands, resources, folder })
    }

    /// The perimeter that is served.
    pub fn perimeter(&self) -> &Perimeter {
        self.judge.perimeter()
    }

    /// Decides what becomes of a request that nobody sends.
    pub fn judge(&self) -> &Judge {
        &self.judge
    }

    pub(super) fn runnable(&self, arn: &str) -> Option<&Arc<Runnable>> {
        self.functions.get(arn)
    }

    pub(super) fn command(&self, function: &ResourceId) -> Option<&str> {
        self.commands.get(function.block().as_str()).map(String::as_str)
    }

    pub(super) fn resource_id(&self, api: &str, path: &str) -> Option<&str> {
        self.resources.get(&(api.to_owned(), path.to_owned())).map(String::as_str)
    }
}
