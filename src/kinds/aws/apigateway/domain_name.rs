use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use aws_sdk_apigateway::operation::get_domain_name::GetDomainNameOutput;
use aws_sdk_apigateway::types::{DomainNameStatus, EndpointConfiguration, EndpointType, Op, SecurityPolicy};
use serde::{Deserialize, Serialize};

use super::super::absent::{or_gone, or_none};
use super::super::tags::{TagChanges, are_ours, without_aws};
use super::{names, writing};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey, Takes};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text};

/// How often and how long a changed domain name is asked whether it is `AVAILABLE`.
const PAUSE: Duration = Duration::from_secs(5);
const SETTLING: Duration = Duration::from_secs(900);

/// A name of one's own for stages of a region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The region it stands in, `us-east-2`.
    pub region: String,
    /// `api.example.com`; unique in the region.
    pub domain: String,
    /// The ARN of an issued certificate of the same region that covers it.
    pub certificate: Text,
    /// What callers must speak at least: `TLS_1_0` or `TLS_1_2`.
    pub security_policy: String,
    /// Tags, the ownership tags among them.
    pub tags: BTreeMap<String, String>,
}

/// A regional custom domain name.
///
/// Outputs: `domain`, `target` (the name DNS leads to), `zone-id` (the hosted zone of that name), `arn`
/// (`arn:aws:apigateway:{region}::/domainnames/{domain}`), `url` (`https://{domain}`). Id: the domain.
pub struct DomainName;

impl Kind for DomainName {
    const NAME: &'static str = "apigateway-domain-name";
    const TITLE: &'static str = "API Gateway domain name";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "the region it stands in"),
        Field::replace("domain", "the name"),
        Field::update("certificate", "the ARN of its certificate"),
        Field::update("security-policy", "what callers must speak at least"),
        Field::update("tags", "tags"),
    ];
    // One in thirty seconds may be made, changed or removed.
    const TAKES: Takes = Takes::seconds(30);
    const ACTIONS: &'static [&'static str] =
        &["apigateway:GET", "apigateway:POST", "apigateway:PUT", "apigateway:PATCH", "apigateway:DELETE"];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Unique(format!("{} {}", want.region, want.domain))
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let certificate = hands.known("certificate", &want.certificate)?;
        let client = hands.clients.apigateway(&want.region);
        let endpoint = EndpointConfiguration::builder().types(EndpointType::Regional).build();
        let tags: HashMap<_, _> = want.tags.clone().into_iter().collect();
        writing::create(hands, ("apigateway", "CreateDomainName"), || {
            client
                .create_domain_name()
                .domain_name(&want.domain)
                .regional_certificate_arn(certificate)
                .endpoint_configuration(endpoint.clone())
                .security_policy(SecurityPolicy::from(want.security_policy.as_str()))
                .set_tags(Some(tags.clone()))
                .send()
        })
        .await?;
        let live = settled(hands, &want.region, &want.domain).await?;
        Ok(made(hands, &want.region, &want.domain, &live))
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let Some(live) = get(hands, &want.region, &want.domain).await? else { return Ok(None) };
        if !are_ours(&without_aws(live.tags.clone().unwrap_or_default()), &want.tags) {
            return Err(Refusal::foreign(format!(
                "domain name `{}` is there and does not carry our tags; import or delete it",
                want.domain
            )));
        }
        Ok(Some(made(hands, &want.region, &want.domain, &live)))
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let Some(live) = get(hands, &was.region, id).await? else { return Ok(None) };
        let outputs = made(hands, &was.region, id, &live).outputs;
        let input = Input {
            region: was.region.clone(),
            domain: id.to_owned(),
            certificate: Text::from(live.regional_certificate_arn().unwrap_or_default()),
            security_policy: live.security_policy().map_or("", |policy| policy.as_str()).to_owned(),
            tags: without_aws(live.tags.unwrap_or_default()),
        };
        Ok(Some(Live { input, outputs }))
    }

    async fn update(hands: &Hands, id: &str, _was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        let live = settled(hands, &want.region, id).await?;
        let certificate = hands.known("certificate", &want.certificate)?;
        let mut patches = Vec::new();
        let mut replace = |path: &str, value: &str| {
            patches.push(writing::patch(Op::Replace, path, Some(value.to_owned())));
        };
        if live.regional_certificate_arn() != Some(certificate) {
            replace("/regionalCertificateArn", certificate);
        }
        if live.security_policy().is_none_or(|policy| policy.as_str() != want.security_policy) {
            replace("/securityPolicy", &want.security_policy);
        }
        if !patches.is_empty() {
            let client = hands.clients.apigateway(&want.region);
            let update =
                || client.update_domain_name().domain_name(id).set_patch_operations(Some(patches.clone())).send();
            writing::write(hands, ("apigateway", "UpdateDomainName"), update).await?;
        }
        let tags = without_aws(live.tags.clone().unwrap_or_default());
        let arn = names::domain_arn(hands, &want.region, id);
        writing::retag(hands, &want.region, &arn, TagChanges::between(&tags, &want.tags)).await?;
        let live = settled(hands, &want.region, id).await?;
        Ok(made(hands, &want.region, id, &live).outputs)
    }

    async fn delete(hands: &Hands, id: &str, was: &Input) -> Result<(), Refusal> {
        let client = hands.clients.apigateway(&was.region);
        let delete = || client.delete_domain_name().domain_name(id).send();
        or_gone(writing::write(hands, ("apigateway", "DeleteDomainName"), delete).await)
    }
}

async fn get(hands: &Hands, region: &str, domain: &str) -> Result<Option<GetDomainNameOutput>, Refusal> {
    let client = hands.clients.apigateway(region);
    let get = || client.get_domain_name().domain_name(domain).send();
    or_none(hands.read(("apigateway", "GetDomainName"), get).await)
}

/// The domain name, once AWS is done with what was written before.
async fn settled(hands: &Hands, region: &str, domain: &str) -> Result<GetDomainNameOutput, Refusal> {
    hands
        .wait_for("the domain name to become available", PAUSE, SETTLING, || async {
            let gone = || Refusal::local("NotFound", format!("domain name {domain} is gone"));
            let live = get(hands, region, domain).await?.ok_or_else(gone)?;
            match live.domain_name_status() {
                None | Some(DomainNameStatus::Available) => Ok(Some(live)),
                Some(DomainNameStatus::Pending | DomainNameStatus::Updating) => Ok(None),
                Some(status) => Err(Refusal::local(
                    "DomainNameFailed",
                    format!(
                        "domain name {domain} is {}: {}",
                        status.as_str(),
                        live.domain_name_status_message().unwrap_or("no reason given")
                    ),
                )),
            }
        })
        .await
}

fn made(hands: &Hands, region: &str, domain: &str, live: &GetDomainNameOutput) -> Made {
    let outputs = Outputs::from([
        ("domain".into(), domain.into()),
        ("target".into(), live.regional_domain_name().unwrap_or_default().into()),
        ("zone-id".into(), live.regional_hosted_zone_id().unwrap_or_default().into()),
        ("arn".into(), names::domain_arn(hands, region, domain)),
        ("url".into(), format!("https://{domain}")),
    ]);
    Made { id: domain.to_owned(), outputs }
}
