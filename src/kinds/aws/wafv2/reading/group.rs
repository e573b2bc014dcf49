use std::collections::BTreeSet;

use aws_sdk_wafv2::types;

use super::{Reader, statement};
use crate::kinds::aws::wafv2::group_settings::{
    Accounts, AntiDdos, GroupSettings, Logins, Named, Outcomes, Payload, RequestInspection, ResponseInspection,
    Suspicion,
};
use crate::kinds::aws::wafv2::statement::{ManagedGroup, Statement, Words as _};

/// A managed group; `None` when something in it has no name here.
pub(super) fn read(
    reader: &Reader<'_>,
    live: &types::ManagedRuleGroupStatement,
    recorded: Option<&Statement>,
) -> Option<ManagedGroup> {
    let recorded = match recorded {
        Some(Statement::ManagedGroup(one)) => one.scope_down.as_deref(),
        _ => None,
    };
    let (inspection, settings) = match live.managed_rule_group_configs() {
        [] => (None, None),
        [only] if only.aws_managed_rules_bot_control_rule_set.is_some() => (Some(bot_control(only)?), None),
        [only] => (None, Some(Box::new(settings(only)?))),
        _ => return None,
    };
    if !live.excluded_rules().is_empty() {
        return None;
    }
    let narrowed = |inner: &types::Statement| Box::new(statement::read(reader, inner, recorded));
    Some(ManagedGroup {
        vendor: live.vendor_name.clone(),
        name: live.name.clone(),
        version: live.version.clone(),
        overrides: statement::overrides(live.rule_action_overrides()),
        inspection,
        settings,
        scope_down: live.scope_down_statement.as_deref().map(narrowed),
    })
}

fn bot_control(live: &types::ManagedRuleGroupConfig) -> Option<String> {
    let rules = live.aws_managed_rules_bot_control_rule_set.as_ref()?;
    let targeted = rules.inspection_level == types::InspectionLevel::Targeted;
    (rules.enable_machine_learning == targeted).then(|| rules.inspection_level.as_str().to_owned())
}

fn settings(live: &types::ManagedRuleGroupConfig) -> Option<GroupSettings> {
    if let Some(live) = &live.aws_managed_rules_atp_rule_set {
        return logins(live).map(GroupSettings::Logins);
    }
    if let Some(live) = &live.aws_managed_rules_acfp_rule_set {
        return accounts(live).map(GroupSettings::Accounts);
    }
    anti_ddos(live.aws_managed_rules_anti_d_do_s_rule_set.as_ref()?).map(GroupSettings::AntiDdos)
}

fn logins(live: &types::AwsManagedRulesAtpRuleSet) -> Option<Logins> {
    let request = |live: &types::RequestInspection| {
        Some(RequestInspection {
            payload: Payload::of(live.payload_type.as_str())?,
            username: live.username_field.as_ref().map(|field| field.identifier.clone()),
            password: live.password_field.as_ref().map(|field| field.identifier.clone()),
            email: None,
            phone_number: Vec::new(),
            address: Vec::new(),
        })
    };
    Some(Logins {
        login_path: live.login_path.clone(),
        regex_in_path: live.enable_regex_in_path,
        request_inspection: all(live.request_inspection.as_ref().map(request))?,
        response_inspection: all(live.response_inspection.as_ref().map(response))?,
    })
}

fn accounts(live: &types::AwsManagedRulesAcfpRuleSet) -> Option<Accounts> {
    let request = |live: &types::RequestInspectionAcfp| {
        Some(RequestInspection {
            payload: Payload::of(live.payload_type.as_str())?,
            username: live.username_field.as_ref().map(|field| field.identifier.clone()),
            password: live.password_field.as_ref().map(|field| field.identifier.clone()),
            email: live.email_field.as_ref().map(|field| field.identifier.clone()),
            phone_number: live.phone_number_fields().iter().map(|field| field.identifier.clone()).collect(),
            address: live.address_fields().iter().map(|field| field.identifier.clone()).collect(),
        })
    };
    Some(Accounts {
        creation_path: live.creation_path.clone(),
        registration_page_path: live.registration_page_path.clone(),
        regex_in_path: live.enable_regex_in_path,
        request_inspection: all(live.request_inspection.as_ref().map(request))?,
        response_inspection: all(live.response_inspection.as_ref().map(response))?,
    })
}

/// `None` around it for what has no name here, `None` in it for nothing.
fn all<T>(read: Option<Option<T>>) -> Option<Option<T>> {
    match read {
        Some(None) => None,
        Some(some) => Some(some),
        None => Some(None),
    }
}

fn response(live: &types::ResponseInspection) -> Option<ResponseInspection> {
    let set = |texts: &[String]| texts.iter().cloned().collect::<BTreeSet<_>>();
    let read = if let Some(part) = &live.status_code {
        ResponseInspection::StatusCode(Outcomes {
            success: part.success_codes().iter().copied().collect(),
            failure: part.failure_codes().iter().copied().collect(),
        })
    } else if let Some(part) = &live.header {
        let values = Outcomes { success: set(part.success_values()), failure: set(part.failure_values()) };
        ResponseInspection::Header(Named { name: part.name.clone(), values })
    } else if let Some(part) = &live.json {
        let values = Outcomes { success: set(part.success_values()), failure: set(part.failure_values()) };
        ResponseInspection::Json(Named { name: part.identifier.clone(), values })
    } else {
        let part = live.body_contains.as_ref()?;
        ResponseInspection::BodyContains(Outcomes {
            success: set(part.success_strings()),
            failure: set(part.failure_strings()),
        })
    };
    let parts = [live.status_code.is_some(), live.header.is_some(), live.json.is_some(), live.body_contains.is_some()];
    (parts.into_iter().filter(|there| *there).count() == 1).then_some(read)
}

fn anti_ddos(live: &types::AwsManagedRulesAntiDDoSRuleSet) -> Option<AntiDdos> {
    // AWS fills in what nobody said.
    let act = |word: Option<&types::SensitivityToAct>, otherwise| match word {
        Some(word) => Suspicion::of(word.as_str()),
        None => Some(otherwise),
    };
    let challenge = live.client_side_action_config.as_ref()?.challenge.as_ref()?;
    let exempt = challenge.exempt_uri_regular_expressions().iter().filter_map(|one| one.regex_string.clone());
    Some(AntiDdos {
        sensitivity_to_block: act(live.sensitivity_to_block.as_ref(), Suspicion::Low)?,
        challenge: challenge.usage_of_action == types::UsageOfAction::Enabled,
        challenge_sensitivity: act(challenge.sensitivity.as_ref(), Suspicion::High)?,
        exempt_uris: exempt.collect(),
    })
}
