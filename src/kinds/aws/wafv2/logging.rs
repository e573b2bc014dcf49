use std::collections::BTreeSet;
use std::time::Duration;

use aws_sdk_wafv2::types;
use serde::{Deserialize, Serialize};

use super::lowering::incomplete;
use super::{lowering, web_acl};
use crate::kinds::aws::absent::{or_gone, or_none};
use crate::kinds::aws::wafv2::statement::{FieldToMatch, Words};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Class, Hands, Refusal};
use crate::value::{Outputs, Text};

/// How long a new ACL or destination may take to be seen.
const PATIENCE: Duration = Duration::from_secs(600);

/// Where what a web ACL does is written down. Output: `web-acl`. Id: the ARN of the web ACL.
pub struct Wafv2Logging;

/// A logging configuration as it should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// us-east-1 when the web ACL's scope is CLOUDFRONT.
    pub region: String,
    /// ARN of the web ACL.
    pub web_acl: Text,
    /// ARN of a log group, a bucket or a Firehose stream whose name begins with `aws-waf-logs-`.
    pub destination: Text,
    /// What of a request is written as `REDACTED`.
    pub redacted: BTreeSet<Redacted>,
    /// Which requests are written down; none for all of them.
    pub filter: Option<Filter>,
}

/// A part of a request that is kept out of logs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Redacted {
    /// One header, by its name in lower case.
    Header(String),
    /// The verb.
    Method,
    /// The path.
    Path,
    /// The query string.
    QueryString,
    /// What this vocabulary has no word for. Only ever read.
    Other,
}

/// Which requests are written down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Filter {
    /// What happens to a request that none of the filters is about.
    pub default: Behavior,
    /// The first one that a request meets decides.
    pub filters: Vec<OneFilter>,
}

/// One filter of several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OneFilter {
    /// What happens to a request that meets it.
    pub behavior: Behavior,
    /// How many of the conditions must hold.
    pub requirement: Requirement,
    /// At least one.
    pub conditions: Vec<Condition>,
}

/// Whether a request is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Behavior {
    /// It is.
    Keep,
    /// It is not.
    Drop,
}

/// How many conditions of a filter must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Requirement {
    /// All of them.
    MeetsAll,
    /// One is enough.
    MeetsAny,
}

/// What a filter asks of a request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// What was done with it: `ALLOW`, `BLOCK`, `COUNT`, `CAPTCHA`, `CHALLENGE` or `EXCLUDED_AS_COUNT`.
    Action(String),
    /// A label it has, whole, from `awswaf:` on; the namespace of an ACL is known once it is there.
    Label(Text),
}

impl Words for Behavior {
    const WORDS: &'static [(Self, &'static str)] = &[(Self::Keep, "KEEP"), (Self::Drop, "DROP")];
}

impl Words for Requirement {
    const WORDS: &'static [(Self, &'static str)] = &[(Self::MeetsAll, "MEETS_ALL"), (Self::MeetsAny, "MEETS_ANY")];
}

impl Kind for Wafv2Logging {
    const NAME: &'static str = "wafv2-logging";
    const TITLE: &'static str = "WAFv2 logging";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "Region of the web ACL"),
        Field::replace("web-acl", "ARN of the web ACL"),
        Field::update("destination", "ARN of a log group, a bucket or a Firehose stream"),
        Field::update("redacted", "What of a request is kept out"),
        Field::update("filter", "Which requests are written down"),
    ];
    const ACTIONS: &'static [&'static str] = &[
        "wafv2:PutLoggingConfiguration",
        "wafv2:GetLoggingConfiguration",
        "wafv2:DeleteLoggingConfiguration",
        "iam:CreateServiceLinkedRole",
        "logs:CreateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:PutResourcePolicy",
        "logs:DescribeResourcePolicies",
        "logs:DescribeLogGroups",
        "s3:PutBucketPolicy",
        "s3:GetBucketPolicy",
    ];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Upsert(want.web_acl.known().unwrap_or_default().to_owned())
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let acl = put(hands, want).await?;
        Ok(Made { outputs: outputs(&acl), id: acl })
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let acl = hands.known("web-acl", &want.web_acl)?;
        let live = get(hands, &want.region, acl).await?;
        Ok(live.map(|_| Made { id: acl.to_owned(), outputs: outputs(acl) }))
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let Some(live) = get(hands, &was.region, id).await? else { return Ok(None) };
        let input = Input {
            region: was.region.clone(),
            web_acl: live.resource_arn.as_str().into(),
            destination: live.log_destination_configs.first().map_or("", |arn| arn.trim_end_matches(":*")).into(),
            redacted: live.redacted_fields().iter().map(redacted).collect(),
            filter: live.logging_filter.as_ref().map(filter),
        };
        Ok(Some(Live { input, outputs: outputs(id) }))
    }

    async fn update(hands: &Hands, _id: &str, _was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        Ok(outputs(&put(hands, want).await?))
    }

    async fn delete(hands: &Hands, id: &str, was: &Input) -> Result<(), Refusal> {
        let client = hands.clients.wafv2(&was.region);
        let call = || client.delete_logging_configuration().resource_arn(id).send();
        or_gone(hands.write(("wafv2", "DeleteLoggingConfiguration", was.region.as_str()), call).await)
    }
}

async fn get(hands: &Hands, region: &str, acl: &str) -> Result<Option<types::LoggingConfiguration>, Refusal> {
    let client = hands.clients.wafv2(region);
    let call = || client.get_logging_configuration().resource_arn(acl).send();
    let answer = or_none(hands.read(("wafv2", "GetLoggingConfiguration", region), call).await)?;
    Ok(answer.and_then(|answer| answer.logging_configuration))
}

/// Puts the configuration in place of any other and returns the ARN of the ACL.
async fn put(hands: &Hands, want: &Input) -> Result<String, Refusal> {
    let client = hands.clients.wafv2(&want.region);
    let acl = hands.known("web-acl", &want.web_acl)?;
    let fields = want.redacted.iter().map(field).collect::<Result<Vec<_>, _>>()?;
    let filter = want.filter.as_ref().map(|filter| lower_filter(hands, filter)).transpose()?;
    let config = types::LoggingConfiguration::builder()
        .resource_arn(acl)
        .log_destination_configs(hands.known("destination", &want.destination)?)
        .set_redacted_fields(Some(fields).filter(|fields| !fields.is_empty()))
        .set_logging_filter(filter)
        .build()
        .map_err(incomplete)?;
    let _alone = hands.lane(&web_acl::lane(&want.region, acl)).await;
    hands
        .patiently(&[Class::NotYet, Class::Busy], PATIENCE, || {
            let call = || client.put_logging_configuration().logging_configuration(config.clone()).send();
            hands.write(("wafv2", "PutLoggingConfiguration", want.region.as_str()), call)
        })
        .await?;
    Ok(acl.to_owned())
}

fn field(redacted: &Redacted) -> Result<types::FieldToMatch, Refusal> {
    lowering::field(&match redacted {
        Redacted::Header(name) => FieldToMatch::Header(name.clone()),
        Redacted::Method => FieldToMatch::Method,
        Redacted::Path => FieldToMatch::Path,
        Redacted::QueryString => FieldToMatch::QueryString,
        Redacted::Other => FieldToMatch::Other("redacted".to_owned()),
    })
}

fn redacted(live: &types::FieldToMatch) -> Redacted {
    if let Some(header) = &live.single_header {
        return Redacted::Header(header.name.to_ascii_lowercase());
    }
    let bare = [
        (Redacted::Method, live.method.is_some()),
        (Redacted::Path, live.uri_path.is_some()),
        (Redacted::QueryString, live.query_string.is_some()),
    ];
    bare.into_iter().find(|(_, there)| *there).map_or(Redacted::Other, |(field, _)| field)
}

fn lower_filter(hands: &Hands, filter: &Filter) -> Result<types::LoggingFilter, Refusal> {
    let mut builder = types::LoggingFilter::builder().default_behavior(filter.default.aws().into());
    for one in &filter.filters {
        let mut lowered =
            types::Filter::builder().behavior(one.behavior.aws().into()).requirement(one.requirement.aws().into());
        for condition in &one.conditions {
            lowered = lowered.conditions(lower_condition(hands, condition)?);
        }
        builder = builder.filters(lowered.build().map_err(incomplete)?);
    }
    builder.build().map_err(incomplete)
}

fn lower_condition(hands: &Hands, condition: &Condition) -> Result<types::Condition, Refusal> {
    let builder = types::Condition::builder();
    Ok(match condition {
        Condition::Action(action) => {
            let action = types::ActionCondition::builder().action(action.as_str().into()).build();
            builder.action_condition(action.map_err(incomplete)?).build()
        }
        Condition::Label(label) => {
            let label = types::LabelNameCondition::builder().label_name(hands.open(label)?.expose()).build();
            builder.label_name_condition(label.map_err(incomplete)?).build()
        }
    })
}

/// What is not known here is shown as AWS spells it.
fn filter(live: &types::LoggingFilter) -> Filter {
    let one = |live: &types::Filter| OneFilter {
        behavior: Behavior::of(live.behavior.as_str()).unwrap_or(Behavior::Keep),
        requirement: Requirement::of(live.requirement.as_str()).unwrap_or(Requirement::MeetsAll),
        conditions: live.conditions.iter().map(condition).collect(),
    };
    Filter {
        default: Behavior::of(live.default_behavior.as_str()).unwrap_or(Behavior::Keep),
        filters: live.filters.iter().map(one).collect(),
    }
}

fn condition(live: &types::Condition) -> Condition {
    match (&live.action_condition, &live.label_name_condition) {
        (Some(action), _) => Condition::Action(action.action.as_str().to_owned()),
        (None, Some(label)) => Condition::Label(label.label_name.as_str().into()),
        (None, None) => Condition::Action("none".to_owned()),
    }
}

fn outputs(acl: &str) -> Outputs {
    [("web-acl".to_owned(), acl.to_owned())].into()
}
