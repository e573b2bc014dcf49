use std::collections::{BTreeMap, HashMap};

use aws_sdk_apigateway::types::{MethodSetting, Op, PatchOperation};
use serde::{Deserialize, Serialize};

use super::writing::patch;

/// How many requests a stage, or one of its methods, lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Throttle {
    /// Requests a second.
    pub rate: u32,
    /// Requests at once.
    pub burst: u32,
}

/// The account's own limits, which AWS shows in settings that say nothing of throttling (aws-facts 20).
const ACCOUNT: Throttle = Throttle { rate: 10_000, burst: 5_000 };

/// The key of the whole stage, in inputs and at AWS.
const WHOLE_STAGE: &str = "*/*";

/// Throttles by `*/*` or `VERB /path`. A setting that leaves the account's limits alone is none, unless one was recorded.
pub(super) fn live(
    settings: Option<&HashMap<String, MethodSetting>>,
    was: &BTreeMap<String, Throttle>,
) -> BTreeMap<String, Throttle> {
    let settings = settings.into_iter().flatten();
    settings
        .filter_map(|(key, setting)| {
            let key = from_aws(key)?;
            let throttle = Throttle {
                rate: whole(setting.throttling_rate_limit())?,
                burst: u32::try_from(setting.throttling_burst_limit()).ok()?,
            };
            (throttle != ACCOUNT || was.contains_key(&key)).then_some((key, throttle))
        })
        .collect()
}

/// AWS writes -1 where there is no limit.
fn whole(rate: f64) -> Option<u32> {
    (rate >= 0.0).then_some(rate.round() as u32)
}

/// From the live throttles to the wanted ones. One that is not wanted any more goes back to the account's limits by losing its
/// setting.
pub(super) fn patches(
    live: &BTreeMap<String, Throttle>,
    want: &BTreeMap<String, Throttle>,
    patches: &mut Vec<PatchOperation>,
) {
    for key in live.keys().filter(|key| !want.contains_key(*key)) {
        patches.push(patch(Op::Remove, format!("/{}", to_aws(key)), None));
    }
    for (key, throttle) in want.iter().filter(|(key, throttle)| live.get(*key) != Some(throttle)) {
        let path = to_aws(key);
        let mut set = |setting: &str, value: u32| {
            patches.push(patch(Op::Replace, format!("/{path}/throttling/{setting}"), Some(value.to_string())));
        };
        set("rateLimit", throttle.rate);
        set("burstLimit", throttle.burst);
    }
}

/// `GET /items/{id}` as API Gateway writes it: `~1items~1{id}/GET`.
fn to_aws(key: &str) -> String {
    match key.split_once(' ') {
        Some((verb, path)) => format!("{}/{verb}", path.replace('~', "~0").replace('/', "~1")),
        None => key.to_owned(),
    }
}

fn from_aws(key: &str) -> Option<String> {
    if key == WHOLE_STAGE {
        return Some(key.to_owned());
    }
    let (path, verb) = key.rsplit_once('/')?;
    let path = path.replace("~1", "/").replace("~0", "~");
    Some(format!("{verb} /{}", path.trim_start_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_is_written_as_aws_does_and_read_back() {
        for key in ["*/*", "GET /", "ANY /items/{proxy+}", "POST /a~b"] {
            assert_eq!(from_aws(&to_aws(key)).as_deref(), Some(key));
        }
        assert_eq!(to_aws("GET /items/{id}"), "~1items~1{id}/GET");
        assert_eq!(from_aws("items/GET").as_deref(), Some("GET /items"));
    }
}
