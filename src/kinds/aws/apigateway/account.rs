use std::time::Duration;

use aws_sdk_apigateway::types::Op;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::absent::or_none;
use super::writing;
use crate::kinds::{Field, Kind, Live, Made, NaturalKey, Takes};
use crate::providers::{Class, Hands, Refusal};
use crate::value::Outputs;

/// Lets API Gateway write to CloudWatch Logs; AWS keeps it.
const PUSH_TO_LOGS: &str = "policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs";
/// IAM is global and signed for this region.
const IAM_REGION: &str = "us-east-1";
/// How often and how long a new role is offered until API Gateway can assume it; `UpdateAccount` takes one call in 20 s.
const PAUSE: Duration = Duration::from_secs(20);
const SETTLING: Duration = Duration::from_secs(300);

/// That API Gateway may write logs in a region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The region, `us-east-2`.
    pub region: String,
    /// The role that is made and given to API Gateway where it has none. Whatever role somebody gave it stays.
    pub role_name: String,
}

/// The role with which API Gateway writes logs: one setting for all stages of an account in a region, shared by everybody.
///
/// It is set when there is none, else left as it is, and never taken away: stages of others may log with it.
///
/// Outputs: `role-arn`, `role-name`. Id: the region.
pub struct Account;

impl Kind for Account {
    const NAME: &'static str = "apigateway-account";
    const TITLE: &'static str = "API Gateway logging of the account";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "the region it holds in"),
        Field::replace("role-name", "the role that is made where API Gateway has none"),
    ];
    const VOLATILE: &'static [&'static str] = &["role-arn", "role-name"];
    const PASSIVE: Option<&'static str> = Some("ensured");
    // A role that was made for it is not seen at once, and it is offered again every twenty seconds.
    const TAKES: Takes = Takes::seconds(20);
    const ACTIONS: &'static [&'static str] = &[
        "apigateway:GET",
        "apigateway:PATCH",
        "iam:CreateRole",
        "iam:GetRole",
        "iam:AttachRolePolicy",
        "iam:PassRole",
    ];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Upsert(want.region.clone())
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let _alone = hands.lane(&format!("apigateway/{}/account", want.region)).await;
        if let Some(made) = set(hands, &want.region).await? {
            return Ok(made);
        }
        let role = role(hands, &want.role_name).await?;
        let client = hands.clients.apigateway(&want.region);
        let patch = writing::patch(Op::Replace, "/cloudwatchRoleArn", Some(role.clone()));
        hands
            .wait_for("API Gateway to see the role it logs with", PAUSE, SETTLING, || async {
                let update = || client.update_account().patch_operations(patch.clone()).send();
                match hands.write(("apigateway", "UpdateAccount"), update).await {
                    Ok(_) => Ok(Some(())),
                    // IAM has not told everybody of the role yet.
                    Err(refusal) if refusal.message.contains("required permissions") => Ok(None),
                    Err(refusal) => Err(refusal),
                }
            })
            .await?;
        Ok(made(&want.region, &role))
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        set(hands, &want.region).await
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let made = set(hands, id).await?;
        Ok(made.map(|made| Live { input: was.clone(), outputs: made.outputs }))
    }

    async fn update(hands: &Hands, _id: &str, _was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        Self::create(hands, want).await.map(|made| made.outputs)
    }

    async fn delete(_hands: &Hands, _id: &str, _was: &Input) -> Result<(), Refusal> {
        Ok(())
    }
}

/// The role that is set, if any.
async fn set(hands: &Hands, region: &str) -> Result<Option<Made>, Refusal> {
    let client = hands.clients.apigateway(region);
    let account = hands.read(("apigateway", "GetAccount"), || client.get_account().send()).await?;
    Ok(account.cloudwatch_role_arn().filter(|arn| !arn.is_empty()).map(|arn| made(region, arn)))
}

fn made(region: &str, role: &str) -> Made {
    let name = role.rsplit('/').next().unwrap_or(role);
    let outputs = Outputs::from([("role-arn".into(), role.into()), ("role-name".into(), name.into())]);
    Made { id: region.to_owned(), outputs }
}

/// The ARN of the role of this name, made where there is none. The name is our own, so a role that has it was made for this.
async fn role(hands: &Hands, name: &str) -> Result<String, Refusal> {
    let client = hands.clients.iam(IAM_REGION);
    let trust = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow", "Principal": { "Service": "apigateway.amazonaws.com" }, "Action": "sts:AssumeRole",
        }],
    })
    .to_string();
    let get = || async {
        let answer = or_none(hands.read(("iam", "GetRole"), || client.get_role().role_name(name).send()).await)?;
        Ok(answer.and_then(|answer| answer.role).map(|role| role.arn))
    };
    let arn = match get().await? {
        Some(arn) => arn,
        None => {
            let create = || {
                client
                    .create_role()
                    .role_name(name)
                    .description(
                        "lets API Gateway write logs; shared by all stages of the account, so no stack deletes it",
                    )
                    .assume_role_policy_document(&trust)
                    .send()
            };
            match hands.create(("iam", "CreateRole"), create).await {
                Ok(answer) => answer.role.map(|role| role.arn).unwrap_or_default(),
                // Somebody else came first, or the answer to an earlier attempt was lost.
                Err(refusal) if refusal.class == Class::Exists => get().await?.ok_or(refusal)?,
                Err(refusal) => return Err(refusal),
            }
        }
    };
    let policy = format!("arn:{}:iam::aws:{PUSH_TO_LOGS}", hands.identity.partition);
    let attach = || client.attach_role_policy().role_name(name).policy_arn(&policy).send();
    hands
        .patiently(&[Class::NotFound, Class::Busy], SETTLING, || hands.write(("iam", "AttachRolePolicy"), attach))
        .await?;
    Ok(arn)
}
