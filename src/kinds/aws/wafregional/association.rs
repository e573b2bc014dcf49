use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::kinds::{Field, Kind, Live, Made, NaturalKey, Takes};
use crate::providers::{Class, Hands, Refusal};
use crate::value::{Outputs, Text};

/// How long a new ACL or stage may take to be seen.
const PATIENCE: Duration = Duration::from_secs(600);

/// The Classic web ACL that guards a resource. Output: `resource`.
pub struct ClassicAssociation;

/// An association as it should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    pub region: String,
    /// Id of the web ACL.
    pub web_acl: Text,
    /// ARN of what it guards: `arn:aws:apigateway:REGION::/restapis/API/stages/STAGE`.
    pub resource: Text,
}

impl Kind for ClassicAssociation {
    const NAME: &'static str = "classic-association";
    const TITLE: &'static str = "WAF Classic association";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "Region it lives in"),
        Field::update("web-acl", "Id of the web ACL"),
        Field::replace("resource", "ARN of what it guards"),
    ];
    const HELD: bool = true;
    // One in two seconds.
    const TAKES: Takes = Takes::seconds(2);
    const ACTIONS: &'static [&'static str] = &[
        "waf-regional:AssociateWebACL",
        "waf-regional:DisassociateWebACL",
        "waf-regional:GetWebACLForResource",
        "waf-regional:GetWebACL",
        "apigateway:SetWebACL",
    ];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Upsert(want.resource.known().unwrap_or_default().to_owned())
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let resource = associate(hands, want).await?;
        Ok(Made { outputs: outputs(&resource), id: resource })
    }

    /// Another ACL on the resource is no obstacle: associating replaces it, as an update would.
    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let resource = hands.known("resource", &want.resource)?;
        let acl = guard(hands, &want.region, resource).await?;
        let ours = acl.is_some_and(|acl| want.web_acl.known() == Some(acl.as_str()));
        Ok(ours.then(|| Made { id: resource.to_owned(), outputs: outputs(resource) }))
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let acl = guard(hands, &was.region, id).await?;
        Ok(acl.map(|acl| Live {
            input: Input { region: was.region.clone(), web_acl: acl.into(), resource: id.into() },
            outputs: outputs(id),
        }))
    }

    async fn update(hands: &Hands, _id: &str, _was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        Ok(outputs(&associate(hands, want).await?))
    }

    /// Leaves an ACL alone that somebody else, or a later association of ours, put in place of the recorded one.
    async fn delete(hands: &Hands, id: &str, was: &Input) -> Result<(), Refusal> {
        let acl = guard(hands, &was.region, id).await?;
        if acl.is_none_or(|acl| was.web_acl.known() != Some(acl.as_str())) {
            return Ok(());
        }
        let client = hands.clients.wafregional(&was.region);
        let gone = hands
            .write(("waf-regional", "DisassociateWebACL"), || client.disassociate_web_acl().resource_arn(id).send())
            .await;
        match gone {
            Err(refusal) if refusal.class != Class::NotFound => Err(refusal),
            _ => Ok(()),
        }
    }
}

/// Puts the ACL in front of the resource, in place of any other. A new ACL or stage takes a while to be seen.
async fn associate(hands: &Hands, want: &Input) -> Result<String, Refusal> {
    let client = hands.clients.wafregional(&want.region);
    let acl = hands.known("web-acl", &want.web_acl)?;
    let resource = hands.known("resource", &want.resource)?;
    hands
        .patiently(&[Class::NotYet], PATIENCE, || {
            hands.write(("waf-regional", "AssociateWebACL"), || {
                client.associate_web_acl().web_acl_id(acl).resource_arn(resource).send()
            })
        })
        .await?;
    Ok(resource.to_owned())
}

/// Id of the Classic ACL in front of a resource; none too when the resource is gone.
async fn guard(hands: &Hands, region: &str, resource: &str) -> Result<Option<String>, Refusal> {
    let client = hands.clients.wafregional(region);
    let answer = hands
        .read(("waf-regional", "GetWebACLForResource"), || {
            client.get_web_acl_for_resource().resource_arn(resource).send()
        })
        .await;
    match answer {
        Ok(answer) => Ok(answer.web_acl_summary.map(|acl| acl.web_acl_id)),
        Err(refusal) if refusal.class == Class::NotFound => Ok(None),
        Err(refusal) => Err(refusal),
    }
}

fn outputs(resource: &str) -> Outputs {
    [("resource".to_owned(), resource.to_owned())].into()
}
