use std::collections::BTreeMap;

use super::super::Desired;
use super::super::lower::Lowering;
use crate::diag::Span;
use crate::kinds::aws::apigateway::{AccessLog, Account, Throttle, account};
use crate::kinds::aws::logs::{LogGroup, log_group};
use crate::names::{BlockAddr, ResourceId};
use crate::spec::{Gateway, Throttle as Written};
use crate::value::Text;

/// The role that is made for an account whose API Gateway has none to log with.
const ROLE: &str = "engine-apigateway-logs";

/// How many requests the stage and its routes let through, by `*/*` and `VERB /path`.
pub(super) fn throttling(block: &Gateway) -> BTreeMap<String, Throttle> {
    let throttle = |written: &Written| Throttle { rate: written.rate.value, burst: written.burst.value };
    let routes = block.routes.iter().filter_map(|route| {
        let key = format!("{} {}", route.method.value.as_str(), route.path.value);
        Some((key, throttle(route.throttle.as_ref()?)))
    });
    block.throttle.iter().map(|whole| ("*/*".to_owned(), throttle(whole))).chain(routes).collect()
}

/// The log group that requests leave a line in, and what stands in a line.
pub(super) fn access_log(at: &mut Lowering<'_>, block: &Gateway, addr: &BlockAddr, name: &str) -> Option<AccessLog> {
    let log = block.access_log.as_ref()?;
    let format = at.plain(&log.format);
    if let Some(group) = &log.group {
        return Some(AccessLog { destination: at.text(group), format });
    }
    let id = addr.resource("access-log");
    let input = log_group::Input {
        region: at.region(),
        name: format!("/aws/apigateway/{name}"),
        retention_days: log.retention.value,
        tags: at.tags(&id),
    };
    at.want(Desired::new::<LogGroup>(id.clone(), &input, log.span).written("retention-days", log.retention.span));
    Some(AccessLog { destination: Text::reference(&id, "arn"), format })
}

/// Whether API Gateway writes into a log group, for which it needs a role; into delivery streams it gets by itself.
pub(super) fn writes_logs(log: &Option<AccessLog>) -> bool {
    let stream = |log: &AccessLog| log.destination.known().is_some_and(|arn| arn.contains(":firehose:"));
    log.as_ref().is_some_and(|log| !stream(log))
}

/// That API Gateway may write logs in the region at all: one for all gateways.
pub(super) fn ensured(at: &mut Lowering<'_>, span: Span) -> ResourceId {
    let region = at.region();
    let id = BlockAddr::new("account", &region).resource("api-gateway-logs");
    if !at.wish.resources.iter().any(|wanted| wanted.id == id) {
        let input = account::Input { region, role_name: ROLE.into() };
        at.want(Desired::new::<Account>(id.clone(), &input, span));
    }
    id
}
