use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use engine::sandbox::Cloud;

/// A wire to an embedded cloud on which every call takes time, on the cloud's clock.
#[derive(Debug, Clone)]
pub struct Wire {
    cloud: Cloud,
    latency: fn(u64) -> Duration,
    calls: Arc<AtomicU64>,
}

impl Wire {
    /// `latency` says how long the n-th call takes.
    pub fn to(cloud: &Cloud, latency: fn(u64) -> Duration) -> Self {
        Self { cloud: cloud.clone(), latency, calls: Arc::default() }
    }

    /// Calls so far.
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// What to put under the SDK.
    pub fn client(&self) -> SharedHttpClient {
        SharedHttpClient::new(self.clone())
    }
}

impl HttpConnector for Wire {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let wire = self.clone();
        HttpConnectorFuture::new(async move {
            let number = wire.calls.fetch_add(1, Ordering::Relaxed);
            wire.cloud.clock().sleep((wire.latency)(number)).await;
            wire.cloud.call(request).await
        })
    }
}

impl HttpClient for Wire {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

/// A number from 0 up to 1 that depends on `seed` alone (splitmix64).
pub fn random(seed: u64) -> f64 {
    let mut mixed = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (mixed ^ (mixed >> 31)) as f64 / u64::MAX as f64
}
