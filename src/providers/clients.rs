use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::sdk_config::SharedCredentialsProvider;
use aws_types::service_config::ServiceConfigKey;

/// How long a connection may take.
const CONNECTING: Duration = Duration::from_secs(5);
/// How long the first byte of an answer may take; a call that takes longer counts as lost, and is resolved, not failed.
const ANSWERING: Duration = Duration::from_secs(60);

/// Which cloud the clients talk to.
#[derive(Clone, Debug)]
pub enum Endpoint {
    /// AWS, or whatever `AWS_ENDPOINT_URL[_SERVICE]` names, with the standard credential chain (environment, profile, SSO,
    /// assume-role, container, instance) and the named profile if there is one.
    Aws {
        /// A profile of `~/.aws/config`; absent: the chain's own choice (`AWS_PROFILE`, else `default`).
        profile: Option<String>,
    },
    /// An HTTP client put under the SDK: the embedded cloud.
    Embedded(SharedHttpClient),
}

/// Clients by service and region.
type Made = HashMap<(&'static str, String), Box<dyn Any + Send + Sync>>;

/// SDK clients, one per service and region, made when first asked for.
#[derive(Clone)]
pub struct Clients {
    base: SdkConfig,
    embedded: bool,
    regions: Arc<Mutex<HashMap<String, SdkConfig>>>,
    made: Arc<Mutex<Made>>,
}

impl Clients {
    /// Loads configuration for `endpoint`. No request is sent to AWS services; a credential process or SSO cache may be read.
    pub async fn load(endpoint: &Endpoint, region: &str) -> Self {
        let loader = aws_config::defaults(BehaviorVersion::latest())
            .region(Region::new(region.to_owned()))
            .retry_config(aws_config::retry::RetryConfig::disabled())
            .timeout_config(TimeoutConfig::builder().connect_timeout(CONNECTING).read_timeout(ANSWERING).build());
        let base = match endpoint {
            Endpoint::Aws { profile: Some(profile) } => loader.profile_name(profile).load().await,
            Endpoint::Aws { profile: None } => loader.load().await,
            Endpoint::Embedded(http) => {
                let credentials =
                    aws_credential_types::Credentials::new("engine-local", "engine-local", None, None, "local");
                SdkConfig::builder()
                    .behavior_version(BehaviorVersion::latest())
                    .region(Region::new(region.to_owned()))
                    .retry_config(aws_config::retry::RetryConfig::disabled())
                    .credentials_provider(SharedCredentialsProvider::new(credentials))
                    .sleep_impl(aws_smithy_async::rt::sleep::SharedAsyncSleep::new(
                        aws_smithy_async::rt::sleep::TokioSleep::new(),
                    ))
                    .time_source(aws_smithy_async::time::SystemTimeSource::new())
                    .http_client(http.clone())
                    .build()
            }
        };
        Self {
            base,
            embedded: matches!(endpoint, Endpoint::Embedded(_)),
            regions: Arc::default(),
            made: Arc::default(),
        }
    }

    /// Whether it is the embedded cloud that answers.
    pub fn are_embedded(&self) -> bool {
        self.embedded
    }

    /// Whether it is somebody else than AWS that answers for WAF Classic: the embedded cloud, or an endpoint named in the
    /// environment or the profile, for all services or for this one.
    pub fn classic_is_elsewhere(&self) -> bool {
        let key = ServiceConfigKey::builder()
            .service_id("WAF Regional")
            .env("AWS_ENDPOINT_URL")
            .profile("endpoint_url")
            .build();
        let named = || self.base.service_config()?.load_config(key.ok()?);
        self.embedded || self.base.endpoint_url().is_some() || named().is_some()
    }

    /// Making a client costs more than a call to the embedded cloud, so each is made once.
    fn once<C>(&self, service: &'static str, region: &str, make: impl Fn(&SdkConfig) -> C) -> C
    where
        C: Clone + Send + Sync + 'static,
    {
        let fresh = || make(&self.config(region));
        let mut made = self.made.lock().unwrap_or_else(|broken| broken.into_inner());
        let client = made.entry((service, region.to_owned())).or_insert_with(|| Box::new(fresh()));
        client.downcast_ref::<C>().cloned().unwrap_or_else(fresh)
    }

    fn config(&self, region: &str) -> SdkConfig {
        let mut regions = self.regions.lock().unwrap_or_else(|broken| broken.into_inner());
        regions
            .entry(region.to_owned())
            .or_insert_with(|| self.base.clone().into_builder().region(Region::new(region.to_owned())).build())
            .clone()
    }
}

macro_rules! client {
    ($($(#[$doc:meta])* $name:ident: $sdk:ident,)*) => {
        impl Clients {
            $($(#[$doc])*
            pub fn $name(&self, region: &str) -> $sdk::Client {
                self.once(stringify!($name), region, $sdk::Client::new)
            })*
        }
    };
}

client! {
    /// AWS Certificate Manager.
    acm: aws_sdk_acm,
    /// API Gateway REST APIs.
    apigateway: aws_sdk_apigateway,
    /// CloudFront; a global service, signed for us-east-1.
    cloudfront: aws_sdk_cloudfront,
    /// CloudWatch Logs.
    logs: aws_sdk_cloudwatchlogs,
    /// IAM; a global service, signed for us-east-1.
    iam: aws_sdk_iam,
    /// Lambda.
    lambda: aws_sdk_lambda,
    /// Route 53; a global service, signed for us-east-1.
    route53: aws_sdk_route53,
    /// S3.
    s3: aws_sdk_s3,
    /// STS.
    sts: aws_sdk_sts,
    /// WAF Classic Regional.
    wafregional: aws_sdk_wafregional,
    /// WAFv2.
    wafv2: aws_sdk_wafv2,
}
