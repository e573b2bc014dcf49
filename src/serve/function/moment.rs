use serde_json::Value;

use crate::reqpath::event;
use crate::world::Clock;

/// What is another one for every request.
#[derive(Debug, Clone)]
pub struct Moment {
    /// A UUID.
    pub request_id: String,
    /// What API Gateway calls the extended one, and CloudFront writes into `X-Amz-Cf-Id`.
    pub extended_id: String,
    /// `Root=1-…-…`, for X-Ray.
    pub trace_id: String,
    /// Since 1970.
    pub epoch_ms: i64,
}

impl Moment {
    /// Now, under names nobody had before.
    pub fn now() -> Self {
        let now = Clock::real().now();
        let mut bytes = [0u8; 28];
        // Names need not be secret, only not used before.
        let _ = getrandom::fill(&mut bytes);
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Self {
            request_id: format!("{}-{}-4{}-8{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..32]),
            extended_id: hex[32..48].to_owned(),
            trace_id: format!("Root=1-{:08x}-{}", now.as_secs(), &hex[32..56]),
            epoch_ms: i64::try_from(now.as_millis()).unwrap_or(i64::MAX),
        }
    }

    /// The same as the event of a function says it.
    pub fn in_event(&self, resource_id: &str, authorizer: Option<Value>) -> event::Moment {
        let time = jiff::Timestamp::from_millisecond(self.epoch_ms).unwrap_or_default();
        event::Moment {
            request_id: self.request_id.clone(),
            extended_request_id: self.extended_id.clone(),
            time: time.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string(),
            epoch_ms: self.epoch_ms,
            resource_id: resource_id.to_owned(),
            trace_id: self.trace_id.clone(),
            authorizer,
        }
    }
}
