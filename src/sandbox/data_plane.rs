//! What whoever serves the cloud's data plane asks of it: functions to run, objects to send.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::services::lambda::{CodePackage, Settings};
use super::services::s3;
use super::{Answer, Call, Cloud, StoreError, World};

/// A function, a version or an alias as it would run now.
#[derive(Clone)]
pub struct Runnable {
    /// What it was asked for by.
    pub arn: String,
    /// `us-east-2`.
    pub region: String,
    /// The function's name.
    pub name: String,
    /// A number, or `$LATEST`.
    pub version: String,
    /// How it runs; its environment is in clear.
    pub settings: Settings,
    /// The digest of its code: what has another one is other code.
    pub digest: String,
    /// Whether the code is a zip archive, to be had from [`Cloud::archive`]; otherwise it is a container image.
    pub is_zip: bool,
    /// Calls that may run at once; `None` where only the account limits them.
    pub concurrency: Option<u64>,
}

impl Cloud {
    /// The function, version or alias of this ARN; `None` when there is none.
    ///
    /// # Errors
    /// When the cloud's folder cannot be used.
    pub fn runnable(&self, arn: &str) -> Result<Option<Runnable>, StoreError> {
        self.read_world(|world, _| runnable(world, arn))
    }

    /// The zip archive of a function's code; `None` for an image, or when it is gone.
    ///
    /// # Errors
    /// When the cloud's folder cannot be used.
    pub fn archive(&self, runnable: &Runnable) -> Result<Option<Vec<u8>>, StoreError> {
        self.read_world(|world, _| {
            let state = world.lambda.get(&runnable.region)?;
            state.archive(state.revision(&runnable.name, Some(&runnable.version))?)
        })
    }

    /// What S3 answers to GET or HEAD of an object for somebody who may read it. `headers` are those of the request, lower-case.
    ///
    /// # Errors
    /// When the cloud's folder cannot be used.
    pub fn object(
        &self,
        method: &str,
        bucket: &str,
        key: &str,
        headers: Vec<(String, String)>,
    ) -> Result<Answer, StoreError> {
        let now = self.clock().now();
        self.read_world(|world, _| {
            let region = world.s3.buckets.get(bucket).map_or("us-east-1", |bucket| bucket.region.as_str()).to_owned();
            let call = Call {
                service: "s3".to_owned(),
                host: format!("{bucket}.s3.{region}.amazonaws.com"),
                region,
                account: String::new(),
                method: method.to_owned(),
                path: format!("/{key}"),
                query: Vec::new(),
                headers,
                body: Bytes::new(),
                now,
            };
            s3::read(&call, world, bucket, key)
        })
    }

    /// A number that is another one after every change of what stands there.
    ///
    /// # Errors
    /// When the cloud's folder cannot be used.
    pub fn edition(&self) -> Result<u64, StoreError> {
        self.read_world(|_, edition| edition)
    }

    /// The ids of the resources of an API, by path.
    ///
    /// # Errors
    /// When the cloud's folder cannot be used.
    pub fn resource_ids(&self, region: &str, api: &str) -> Result<BTreeMap<String, String>, StoreError> {
        self.read_world(|world, _| {
            let api = world.apigateway.get(region).and_then(|state| state.apis.get(api));
            let resources = api.into_iter().flat_map(|api| api.draft.resources.values());
            resources.map(|resource| (resource.path.clone(), resource.id.clone())).collect()
        })
    }
}

fn runnable(world: &World, arn: &str) -> Option<Runnable> {
    let mut parts = arn.splitn(8, ':');
    let region = parts.nth(3)?.to_owned();
    let name = parts.nth(2)?.to_owned();
    let function = world.lambda.get(&region)?.functions.get(&name)?;
    let version = function.version_of(parts.next().unwrap_or("$LATEST"))?;
    let revision = function.revision(Some(&version))?;
    let (digest, is_zip) = match &revision.code.package {
        CodePackage::Zip { sha256, .. } => (sha256.clone(), true),
        CodePackage::Image { digest, .. } => (digest.clone(), false),
    };
    let settings = revision.settings.clone();
    let concurrency = function.reserved_concurrency;
    Some(Runnable { arn: arn.to_owned(), region, name, version, settings, digest, is_zip, concurrency })
}
