use aws_sdk_wafv2::types;

use super::Opener;
use super::rule::incomplete;
use super::statement;
use crate::kinds::aws::wafv2::group_settings::{
    Accounts, AntiDdos, GroupSettings, Logins, RequestInspection, ResponseInspection, Suspicion,
};
use crate::kinds::aws::wafv2::statement::{ManagedGroup, Words as _};
use crate::providers::Refusal;

/// A managed group as AWS takes it.
pub(super) fn lower(opener: &Opener<'_>, one: &ManagedGroup) -> Result<types::ManagedRuleGroupStatement, Refusal> {
    let scope_down = one.scope_down.as_deref().map(|inner| statement::lower(opener, inner)).transpose()?;
    let configs = match (&one.inspection, &one.settings) {
        (Some(inspection), _) => Some(bot_control(inspection)?),
        (None, Some(settings)) => Some(self::settings(settings)?),
        (None, None) => None,
    };
    types::ManagedRuleGroupStatement::builder()
        .vendor_name(&one.vendor)
        .name(&one.name)
        .set_version(one.version.clone())
        .set_scope_down_statement(scope_down.map(Box::new))
        .set_managed_rule_group_configs(configs.map(|config| vec![config]))
        .set_rule_action_overrides(statement::overrides(&one.overrides)?)
        .build()
        .map_err(incomplete)
}

fn bot_control(inspection: &str) -> Result<types::ManagedRuleGroupConfig, Refusal> {
    let level = types::InspectionLevel::from(inspection);
    let learning = level == types::InspectionLevel::Targeted;
    let rules = types::AwsManagedRulesBotControlRuleSet::builder().inspection_level(level);
    let rules = rules.enable_machine_learning(learning).build().map_err(incomplete)?;
    Ok(types::ManagedRuleGroupConfig::builder().aws_managed_rules_bot_control_rule_set(rules).build())
}

fn settings(settings: &GroupSettings) -> Result<types::ManagedRuleGroupConfig, Refusal> {
    let config = types::ManagedRuleGroupConfig::builder();
    let config = match settings {
        GroupSettings::Logins(one) => config.aws_managed_rules_atp_rule_set(logins(one)?),
        GroupSettings::Accounts(one) => config.aws_managed_rules_acfp_rule_set(accounts(one)?),
        GroupSettings::AntiDdos(one) => config.aws_managed_rules_anti_d_do_s_rule_set(anti_ddos(one)?),
    };
    Ok(config.build())
}

fn logins(one: &Logins) -> Result<types::AwsManagedRulesAtpRuleSet, Refusal> {
    let request = one.request_inspection.as_ref().map(|asked| {
        let field = types::UsernameField::builder().set_identifier(asked.username.clone()).build();
        let secret = types::PasswordField::builder().set_identifier(asked.password.clone()).build();
        types::RequestInspection::builder()
            .payload_type(types::PayloadType::from(asked.payload.aws()))
            .username_field(field.map_err(incomplete)?)
            .password_field(secret.map_err(incomplete)?)
            .build()
            .map_err(incomplete)
    });
    types::AwsManagedRulesAtpRuleSet::builder()
        .login_path(&one.login_path)
        .enable_regex_in_path(one.regex_in_path)
        .set_request_inspection(request.transpose()?)
        .set_response_inspection(one.response_inspection.as_ref().map(response).transpose()?)
        .build()
        .map_err(incomplete)
}

fn accounts(one: &Accounts) -> Result<types::AwsManagedRulesAcfpRuleSet, Refusal> {
    types::AwsManagedRulesAcfpRuleSet::builder()
        .creation_path(&one.creation_path)
        .registration_page_path(&one.registration_page_path)
        .enable_regex_in_path(one.regex_in_path)
        .set_request_inspection(one.request_inspection.as_ref().map(account_request).transpose()?)
        .set_response_inspection(one.response_inspection.as_ref().map(response).transpose()?)
        .build()
        .map_err(incomplete)
}

fn account_request(asked: &RequestInspection) -> Result<types::RequestInspectionAcfp, Refusal> {
    let username = asked.username.as_ref().map(|field| types::UsernameField::builder().identifier(field).build());
    let password = asked.password.as_ref().map(|field| types::PasswordField::builder().identifier(field).build());
    let email = asked.email.as_ref().map(|field| types::EmailField::builder().identifier(field).build());
    let phone = asked.phone_number.iter().map(|field| types::PhoneNumberField::builder().identifier(field).build());
    let phone = phone.collect::<Result<Vec<_>, _>>().map_err(incomplete)?;
    let address = asked.address.iter().map(|field| types::AddressField::builder().identifier(field).build());
    let address = address.collect::<Result<Vec<_>, _>>().map_err(incomplete)?;
    types::RequestInspectionAcfp::builder()
        .payload_type(types::PayloadType::from(asked.payload.aws()))
        .set_username_field(username.transpose().map_err(incomplete)?)
        .set_password_field(password.transpose().map_err(incomplete)?)
        .set_email_field(email.transpose().map_err(incomplete)?)
        .set_phone_number_fields(Some(phone).filter(|fields| !fields.is_empty()))
        .set_address_fields(Some(address).filter(|fields| !fields.is_empty()))
        .build()
        .map_err(incomplete)
}

fn response(asked: &ResponseInspection) -> Result<types::ResponseInspection, Refusal> {
    let inspection = types::ResponseInspection::builder();
    let all = |texts: &std::collections::BTreeSet<String>| Some(texts.iter().cloned().collect());
    Ok(match asked {
        ResponseInspection::StatusCode(codes) => {
            let part = types::ResponseInspectionStatusCode::builder()
                .set_success_codes(Some(codes.success.iter().copied().collect()))
                .set_failure_codes(Some(codes.failure.iter().copied().collect()));
            inspection.status_code(part.build().map_err(incomplete)?)
        }
        ResponseInspection::Header(one) => {
            let part = types::ResponseInspectionHeader::builder()
                .name(&one.name)
                .set_success_values(all(&one.values.success))
                .set_failure_values(all(&one.values.failure));
            inspection.header(part.build().map_err(incomplete)?)
        }
        ResponseInspection::Json(one) => {
            let part = types::ResponseInspectionJson::builder()
                .identifier(&one.name)
                .set_success_values(all(&one.values.success))
                .set_failure_values(all(&one.values.failure));
            inspection.json(part.build().map_err(incomplete)?)
        }
        ResponseInspection::BodyContains(texts) => {
            let part = types::ResponseInspectionBodyContains::builder()
                .set_success_strings(all(&texts.success))
                .set_failure_strings(all(&texts.failure));
            inspection.body_contains(part.build().map_err(incomplete)?)
        }
    }
    .build())
}

fn anti_ddos(one: &AntiDdos) -> Result<types::AwsManagedRulesAntiDDoSRuleSet, Refusal> {
    let usage = if one.challenge { types::UsageOfAction::Enabled } else { types::UsageOfAction::Disabled };
    let exempt = one.exempt_uris.iter().map(|pattern| types::Regex::builder().regex_string(pattern).build());
    let exempt: Vec<types::Regex> = exempt.collect();
    let challenge = types::ClientSideAction::builder()
        .usage_of_action(usage)
        .sensitivity(act(one.challenge_sensitivity))
        .set_exempt_uri_regular_expressions(Some(exempt).filter(|exempt| !exempt.is_empty()))
        .build()
        .map_err(incomplete)?;
    let config = types::ClientSideActionConfig::builder().challenge(challenge).build();
    Ok(types::AwsManagedRulesAntiDDoSRuleSet::builder()
        .client_side_action_config(config)
        .sensitivity_to_block(act(one.sensitivity_to_block))
        .build())
}

fn act(word: Suspicion) -> types::SensitivityToAct {
    types::SensitivityToAct::from(word.aws())
}
