use std::collections::BTreeSet;
use std::time::Duration;

use aws_sdk_wafregional::types;
use serde::{Deserialize, Serialize};

use super::FieldToMatch;
use super::change::incomplete;
use crate::kinds::aws::absent::{or_gone, or_none};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Class, Hands, Refusal};
use crate::value::{Outputs, Text};

/// How long a new ACL or destination may take to be seen.
const PATIENCE: Duration = Duration::from_secs(600);

/// Where what a WAF Classic web ACL does is written down. Output: `web-acl`. Id: the ARN of the web ACL.
pub struct ClassicLogging;

/// A logging configuration as it should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The region of the web ACL, `us-east-2`.
    pub region: String,
    /// ARN of the web ACL.
    pub web_acl: Text,
    /// ARN of a Firehose stream whose name begins with `aws-waf-logs-`.
    pub destination: Text,
    /// What of a request is kept out.
    pub redacted: BTreeSet<FieldToMatch>,
}

impl Kind for ClassicLogging {
    const NAME: &'static str = "classic-logging";
    const TITLE: &'static str = "WAF Classic logging";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "Region of the web ACL"),
        Field::replace("web-acl", "ARN of the web ACL"),
        Field::update("destination", "ARN of a Firehose stream"),
        Field::update("redacted", "What of a request is kept out"),
    ];
    const ACTIONS: &'static [&'static str] = &[
        "waf-regional:PutLoggingConfiguration",
        "waf-regional:GetLoggingConfiguration",
        "waf-regional:DeleteLoggingConfiguration",
        "iam:CreateServiceLinkedRole",
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
            destination: live.log_destination_configs.first().map_or("", String::as_str).into(),
            redacted: live.redacted_fields().iter().map(|field| FieldToMatch::read(Some(field))).collect(),
        };
        Ok(Some(Live { input, outputs: outputs(id) }))
    }

    async fn update(hands: &Hands, _id: &str, _was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        Ok(outputs(&put(hands, want).await?))
    }

    async fn delete(hands: &Hands, id: &str, was: &Input) -> Result<(), Refusal> {
        let client = hands.clients.wafregional(&was.region);
        let call = || client.delete_logging_configuration().resource_arn(id).send();
        or_gone(hands.write(("waf-regional", "DeleteLoggingConfiguration"), call).await)
    }
}

async fn get(hands: &Hands, region: &str, acl: &str) -> Result<Option<types::LoggingConfiguration>, Refusal> {
    let client = hands.clients.wafregional(region);
    let call = || client.get_logging_configuration().resource_arn(acl).send();
    let answer = or_none(hands.read(("waf-regional", "GetLoggingConfiguration"), call).await)?;
    Ok(answer.and_then(|answer| answer.logging_configuration))
}

/// Puts the configuration in place of any other and returns the ARN of the ACL.
async fn put(hands: &Hands, want: &Input) -> Result<String, Refusal> {
    let client = hands.clients.wafregional(&want.region);
    let acl = hands.known("web-acl", &want.web_acl)?;
    let fields = want.redacted.iter().map(FieldToMatch::lower).collect::<Result<Vec<_>, _>>()?;
    let config = types::LoggingConfiguration::builder()
        .resource_arn(acl)
        .log_destination_configs(hands.known("destination", &want.destination)?)
        .set_redacted_fields(Some(fields).filter(|fields| !fields.is_empty()))
        .build()
        .map_err(incomplete)?;
    hands
        .patiently(&[Class::NotYet, Class::Busy], PATIENCE, || {
            let call = || client.put_logging_configuration().logging_configuration(config.clone()).send();
            hands.write(("waf-regional", "PutLoggingConfiguration"), call)
        })
        .await?;
    Ok(acl.to_owned())
}

fn outputs(acl: &str) -> Outputs {
    [("web-acl".to_owned(), acl.to_owned())].into()
}
