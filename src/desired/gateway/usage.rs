use super::super::Desired;
use super::super::lower::Lowering;
use crate::kinds::aws::apigateway::{
    ApiKey, Period, Quota, Throttle, UsagePlan, UsagePlanKey, api_key, usage_plan, usage_plan_key,
};
use crate::names::BlockAddr;
use crate::spec::{Gateway, Period as Written};
use crate::value::Text;

/// The usage plans of a gateway's stage, their keys, and which key is of which plan. `name` is the gateway's physical name.
pub(super) fn lower(at: &mut Lowering<'_>, block: &Gateway, addr: &BlockAddr, name: &str) {
    let region = at.region();
    for plan in &block.usage_plans {
        let plan_id = addr.resource(&format!("usage-plan/{}", plan.name.value));
        let input = usage_plan::Input {
            region: region.clone(),
            name: format!("{name}-{}", plan.name.value),
            description: String::new(),
            rest_api: Text::reference(&addr.resource("rest-api"), "id"),
            stage: Text::reference(&addr.resource("stage"), "name"),
            throttle: plan
                .throttle
                .as_ref()
                .map(|throttle| Throttle { rate: throttle.rate.value, burst: throttle.burst.value }),
            quota: plan.quota.as_ref().map(|quota| Quota {
                limit: quota.requests.value,
                period: match quota.per.value {
                    Written::Day => Period::Day,
                    Written::Week => Period::Week,
                    Written::Month => Period::Month,
                },
            }),
            tags: at.tags(&plan_id),
            token: String::new(),
        };
        at.want(Desired::new::<UsagePlan>(plan_id.clone(), &input, plan.span));
        for key in &plan.keys {
            let key_id = addr.resource(&format!("api-key/{}", key.name.value));
            let input = api_key::Input {
                region: region.clone(),
                name: format!("{name}-{}", key.name.value),
                description: String::new(),
                enabled: true,
                value: at.text(&key.value),
                tags: at.tags(&key_id),
            };
            at.want(Desired::new::<ApiKey>(key_id.clone(), &input, key.span).written("value", key.value.span));
            let id = addr.resource(&format!("usage-plan-key/{}/{}", plan.name.value, key.name.value));
            let input = usage_plan_key::Input {
                region: region.clone(),
                usage_plan: Text::reference(&plan_id, "id"),
                api_key: Text::reference(&key_id, "id"),
            };
            at.want(Desired::new::<UsagePlanKey>(id, &input, key.span));
        }
    }
}
