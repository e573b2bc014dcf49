//! What AWS's managed groups have to be told, and what they are not asked about.

use serde_json::Value;

use super::check::{Checker, one_of};
use super::refuse::{Reply, invalid, list, must, text};
use super::state::Scope;
use crate::sandbox::Answer;

const LOGINS: &str = "AWSManagedRulesATPRuleSet";
const ACCOUNTS: &str = "AWSManagedRulesACFPRuleSet";
const ANTI_DDOS: &str = "AWSManagedRulesAntiDDoSRuleSet";

/// The groups that take a configuration, which is called as they are.
const CONFIGURED: [&str; 4] = ["AWSManagedRulesBotControlRuleSet", LOGINS, ACCOUNTS, ANTI_DDOS];

/// Checks the settings of a managed group.
pub(super) fn check(checker: &Checker<'_>, content: &Value) -> Reply<()> {
    let name = text(content, "Name")?;
    let configs = list(content, "ManagedRuleGroupConfigs");
    must(configs.len() <= 1, || refused("more than one configuration", name))?;
    if !CONFIGURED.contains(&name) {
        return must(configs.is_empty(), || refused("the group takes no configuration", name));
    }
    let members: Vec<(&String, &Value)> = configs.iter().filter_map(Value::as_object).flatten().collect();
    let [(member, config)] = members.as_slice() else {
        return Err(refused("the group needs its configuration and no other", name));
    };
    must(*member == name, || refused("the configuration is that of another group", name))?;
    match name {
        LOGINS => {
            path(config, "LoginPath", name)?;
            if let Some(request) = config.get("RequestInspection") {
                one_of(request, "PayloadType", &["JSON", "FORM_ENCODED"])?;
                field(request, "UsernameField", name)?;
                field(request, "PasswordField", name)?;
                let extra = ["EmailField", "PhoneNumberFields", "AddressFields"];
                must(extra.iter().all(|member| request.get(member).is_none()), || refused("unknown field", name))?;
            }
            response(checker, config, name)
        }
        ACCOUNTS => {
            path(config, "CreationPath", name)?;
            path(config, "RegistrationPagePath", name)?;
            let request = config.get("RequestInspection").filter(|request| request.is_object());
            let request = request.ok_or_else(|| refused("RequestInspection must not be null", name))?;
            one_of(request, "PayloadType", &["JSON", "FORM_ENCODED"])?;
            response(checker, config, name)
        }
        ANTI_DDOS => {
            let challenge = &config["ClientSideActionConfig"]["Challenge"];
            must(challenge.is_object(), || refused("ClientSideActionConfig must not be null", name))?;
            one_of(challenge, "UsageOfAction", &["ENABLED", "DISABLED"])?;
            let exempt = list(challenge, "ExemptUriRegularExpressions").len();
            let least = usize::from(challenge["UsageOfAction"] == "ENABLED");
            must((least..=5).contains(&exempt), || refused("1 to 5 regular expressions are needed", name))
        }
        _ => one_of(config, "InspectionLevel", &["COMMON", "TARGETED"]),
    }
}

/// AWS says what holds where nothing was said.
pub(super) fn with_defaults(rules: &mut [Value]) {
    for rule in rules {
        let configs = rule.pointer_mut("/Statement/ManagedRuleGroupStatement/ManagedRuleGroupConfigs");
        for config in configs.and_then(Value::as_array_mut).into_iter().flatten() {
            for (member, default, value) in [
                (LOGINS, "EnableRegexInPath", Value::Bool(false)),
                (ACCOUNTS, "EnableRegexInPath", Value::Bool(false)),
                (ANTI_DDOS, "SensitivityToBlock", "LOW".into()),
            ] {
                if let Some(config) = config.get_mut(member).and_then(Value::as_object_mut) {
                    config.entry(default).or_insert(value);
                }
            }
        }
    }
}

fn path(config: &Value, member: &str, group: &str) -> Reply<()> {
    must((1..=256).contains(&text(config, member)?.len()), || refused("the path has 1 to 256 characters", group))
}

fn field(request: &Value, member: &str, group: &str) -> Reply<()> {
    let there = request[member]["Identifier"].as_str().is_some_and(|name| !name.is_empty());
    must(there, || refused(&format!("{member} must not be null"), group))
}

/// Answers are looked at on distributions only, by one thing, and nothing means both.
fn response(checker: &Checker<'_>, config: &Value, group: &str) -> Reply<()> {
    let Some(inspection) = config.get("ResponseInspection") else { return Ok(()) };
    must(matches!(checker.scope, Scope::Cloudfront), || {
        refused("response inspection is available only for CloudFront distributions", group)
    })?;
    let parts: Vec<&Value> = inspection.as_object().into_iter().flat_map(|parts| parts.values()).collect();
    let [part] = parts.as_slice() else {
        return Err(refused("exactly one part of the response is inspected", group));
    };
    let of = |names: [&str; 3]| names.iter().flat_map(|name| list(part, name)).collect::<Vec<_>>();
    let good = of(["SuccessCodes", "SuccessStrings", "SuccessValues"]);
    let bad = of(["FailureCodes", "FailureStrings", "FailureValues"]);
    must(!good.is_empty() && !bad.is_empty() && good.iter().all(|one| !bad.contains(one)), || {
        refused("each value is unique among those of success and failure", group)
    })
}

fn refused(why: &str, group: &str) -> Answer {
    invalid(format!("Error reason: {why}., field: MANAGED_RULE_SET, parameter: {group}"))
}
