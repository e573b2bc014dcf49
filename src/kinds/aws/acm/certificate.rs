use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use aws_sdk_acm::types::{CertificateDetail, CertificateStatus, Filters, KeyAlgorithm, Tag, ValidationMethod};
use serde::{Deserialize, Serialize};

use super::super::absent::{or_gone, or_none};
use super::super::tags::{TagChanges, are_ours, without_aws};
use super::describe::describe;
use crate::kinds::{Field, Kind, Live, Made, NaturalKey, Takes};
use crate::providers::{Class, Hands, Refusal};
use crate::value::Outputs;

/// The tag that marks a generation; the idempotency token is only good for an hour.
const TOKEN_TAG: &str = "engine:token";
/// How often and how long ACM is asked for the validation records of a new certificate.
const PAUSE: Duration = Duration::from_secs(2);
const RECORDS: Duration = Duration::from_secs(300);
/// How long a delete waits for the services that held the certificate to let go of it.
const RELEASE: Duration = Duration::from_secs(20 * 60);

/// How the owner of a name proves that it is theirs.
///
/// A certificate that will never be issued, or is no good any more, reads as one of the other states, so that the plan replaces
/// it and says why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Validation {
    /// By a CNAME record that ACM names; renewals need it too, so it stays.
    Dns,
    /// By a mail to the owner; only ever read.
    Email,
    /// ACM refused it; only ever read.
    Failed,
    /// The records did not stand within 72 hours; only ever read.
    TimedOut,
    /// Only ever read.
    Revoked,
    /// Only ever read.
    Expired,
}

impl Validation {
    fn of(detail: &CertificateDetail) -> Self {
        match detail.status() {
            Some(CertificateStatus::Failed) => return Self::Failed,
            Some(CertificateStatus::ValidationTimedOut) => return Self::TimedOut,
            Some(CertificateStatus::Revoked) => return Self::Revoked,
            Some(CertificateStatus::Expired) => return Self::Expired,
            _ => {}
        }
        let mut methods = detail.domain_validation_options().iter().filter_map(|option| option.validation_method());
        match methods.next_back() {
            Some(ValidationMethod::Email) => Self::Email,
            _ => Self::Dns,
        }
    }
}

/// A public certificate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The region it stands in; `us-east-1` for a distribution.
    pub region: String,
    /// The first name, at most 64 characters.
    pub domain: String,
    /// The other names, without `domain`; a `*` covers one label.
    pub alternative_names: BTreeSet<String>,
    /// How ACM is shown that the names are ours.
    pub validation: Validation,
    /// Tags, the ownership tags among them.
    pub tags: BTreeMap<String, String>,
    /// Marks this generation (idempotency token and tag `engine:token`).
    pub token: String,
}

/// The name whose validation record also covers `name`: a wildcard and its apex share one.
pub fn validation_record_domain(name: &str) -> &str {
    name.strip_prefix("*.").unwrap_or(name)
}

/// The output that holds the name of the record that validates `name`.
pub fn validation_name_output(name: &str) -> String {
    format!("validation-name-{}", validation_record_domain(name).to_ascii_lowercase())
}

/// The output that holds the value of the record that validates `name`.
pub fn validation_value_output(name: &str) -> String {
    format!("validation-value-{}", validation_record_domain(name).to_ascii_lowercase())
}

/// The output that holds the type of the record that validates `name`.
pub fn validation_type_output(name: &str) -> String {
    format!("validation-type-{}", validation_record_domain(name).to_ascii_lowercase())
}

/// A public certificate, asked for; not yet issued (see [`super::CertificateValidation`]).
///
/// Outputs: `arn`, and for every base domain D of its names `validation-name-D`, `validation-value-D`, `validation-type-D`
/// (see [`validation_name_output`]).
pub struct Certificate;

impl Kind for Certificate {
    const NAME: &'static str = "acm-certificate";
    const TITLE: &'static str = "ACM certificate";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "the region it stands in"),
        Field::replace("domain", "the first name"),
        Field::replace("alternative-names", "the other names"),
        Field::replace("validation", "how ownership is proven"),
        Field::update("tags", "tags"),
        Field::update("token", "marks this generation"),
    ];
    // The records to validate it with are missing for the first seconds.
    const TAKES: Takes = Takes::seconds(2).made_in(5);
    const EXPENDABLE: bool = true;
    const ACTIONS: &'static [&'static str] = &[
        "acm:RequestCertificate",
        "acm:DescribeCertificate",
        "acm:ListCertificates",
        "acm:ListTagsForCertificate",
        "acm:AddTagsToCertificate",
        "acm:RemoveTagsFromCertificate",
        "acm:DeleteCertificate",
    ];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Marker(want.token.clone())
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        if want.validation != Validation::Dns {
            return Err(Refusal::local("UnsupportedValidation", "engine asks for certificates validated by DNS only"));
        }
        let client = hands.clients.acm(&want.region);
        let tags = as_aws(&marked(want))?;
        let others = (!want.alternative_names.is_empty()).then(|| want.alternative_names.iter().cloned().collect());
        let made = hands
            .create(("acm", "RequestCertificate", want.region.as_str()), || {
                client
                    .request_certificate()
                    .domain_name(&want.domain)
                    .set_subject_alternative_names(Clone::clone(&others))
                    .validation_method(ValidationMethod::Dns)
                    .idempotency_token(&want.token)
                    .set_tags(Some(tags.clone()))
                    .send()
            })
            .await?;
        let id = made.certificate_arn.unwrap_or_default();
        let outputs = validation_records(hands, &want.region, &id).await?;
        Ok(Made { id, outputs })
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let client = hands.clients.acm(&want.region);
        // Unless told otherwise ACM lists RSA 1024 and 2048 only.
        let filter = Filters::builder().set_key_types(Some(KEY_TYPES.to_vec())).build();
        let mut next = None;
        loop {
            let page = hands
                .read(("acm", "ListCertificates", want.region.as_str()), || {
                    client.list_certificates().includes(filter.clone()).set_next_token(Clone::clone(&next)).send()
                })
                .await?;
            for summary in page.certificate_summary_list() {
                let Some(arn) = summary.certificate_arn() else { continue };
                if !summary.domain_name().is_some_and(|name| name.eq_ignore_ascii_case(&want.domain)) {
                    continue;
                }
                let Some(tags) = or_none(live_tags(hands, &want.region, arn).await)? else { continue };
                if tags.get(TOKEN_TAG) != Some(&want.token) {
                    continue;
                }
                if !are_ours(&tags, &want.tags) {
                    return Err(Refusal::foreign(format!(
                        "certificate {arn} carries our token but other ownership tags"
                    )));
                }
                let outputs = validation_records(hands, &want.region, arn).await?;
                return Ok(Some(Made { id: arn.to_owned(), outputs }));
            }
            next = page.next_token;
            if next.is_none() {
                return Ok(None);
            }
        }
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let Some(detail) = describe(hands, &was.region, id).await? else { return Ok(None) };
        let Some(mut tags) = or_none(live_tags(hands, &was.region, id).await)? else { return Ok(None) };
        tags.remove(TOKEN_TAG);
        let domain = detail.domain_name().unwrap_or_default();
        let others = detail.subject_alternative_names().iter().filter(|name| *name != domain);
        let input = Input {
            region: was.region.clone(),
            domain: in_the_form_of(&BTreeSet::from([was.domain.clone()]), domain),
            alternative_names: others.map(|name| in_the_form_of(&was.alternative_names, name)).collect(),
            validation: Validation::of(&detail),
            tags,
            token: was.token.clone(),
        };
        Ok(Some(Live { input, outputs: outputs(id, &detail) }))
    }

    async fn update(hands: &Hands, id: &str, _was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        let client = hands.clients.acm(&want.region);
        let changes = TagChanges::between(&live_tags(hands, &want.region, id).await?, &marked(want));
        if !changes.remove.is_empty() {
            let keys: Result<Vec<_>, _> = changes.remove.iter().map(|key| Tag::builder().key(key).build()).collect();
            let keys = keys.map_err(|problem| malformed(&problem))?;
            hands
                .write(("acm", "RemoveTagsFromCertificate", want.region.as_str()), || {
                    client.remove_tags_from_certificate().certificate_arn(id).set_tags(Some(keys.clone())).send()
                })
                .await?;
        }
        if !changes.set.is_empty() {
            let tags = as_aws(&changes.set)?;
            hands
                .write(("acm", "AddTagsToCertificate", want.region.as_str()), || {
                    client.add_tags_to_certificate().certificate_arn(id).set_tags(Some(tags.clone())).send()
                })
                .await?;
        }
        validation_records(hands, &want.region, id).await
    }

    async fn delete(hands: &Hands, id: &str, was: &Input) -> Result<(), Refusal> {
        let client = hands.clients.acm(&was.region);
        let delete = || async {
            let delete = || client.delete_certificate().certificate_arn(id).send();
            or_gone(hands.write(("acm", "DeleteCertificate", was.region.as_str()), delete).await)
        };
        hands.patiently(&[Class::InUse], RELEASE, delete).await
    }
}

/// A live name as the record writes it: ACM answers in lower case whatever it was asked.
fn in_the_form_of(recorded: &BTreeSet<String>, live: &str) -> String {
    recorded.iter().find(|name| name.eq_ignore_ascii_case(live)).map_or(live, String::as_str).to_owned()
}

/// Every key algorithm a certificate may have.
const KEY_TYPES: [KeyAlgorithm; 7] = [
    KeyAlgorithm::EcPrime256v1,
    KeyAlgorithm::EcSecp384r1,
    KeyAlgorithm::EcSecp521r1,
    KeyAlgorithm::Rsa1024,
    KeyAlgorithm::Rsa2048,
    KeyAlgorithm::Rsa3072,
    KeyAlgorithm::Rsa4096,
];

/// The wanted tags and the one that marks this generation.
fn marked(want: &Input) -> BTreeMap<String, String> {
    let mut tags = want.tags.clone();
    tags.insert(TOKEN_TAG.to_owned(), want.token.clone());
    tags
}

fn malformed(problem: &dyn std::fmt::Display) -> Refusal {
    Refusal::local("InvalidRequest", problem.to_string())
}

fn as_aws(tags: &BTreeMap<String, String>) -> Result<Vec<Tag>, Refusal> {
    let tag = |(key, value): (&String, &String)| Tag::builder().key(key).value(value).build();
    tags.iter().map(tag).collect::<Result<_, _>>().map_err(|problem| malformed(&problem))
}

async fn live_tags(hands: &Hands, region: &str, arn: &str) -> Result<BTreeMap<String, String>, Refusal> {
    let client = hands.clients.acm(region);
    let list = || client.list_tags_for_certificate().certificate_arn(arn).send();
    let answer = hands.read(("acm", "ListTagsForCertificate", region), list).await?;
    Ok(without_aws(answer.tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value.unwrap_or_default()))))
}

fn outputs(arn: &str, detail: &CertificateDetail) -> Outputs {
    let mut outputs = Outputs::from([("arn".to_owned(), arn.to_owned())]);
    for option in detail.domain_validation_options() {
        if let Some(record) = option.resource_record() {
            let name = option.domain_name();
            outputs.insert(validation_name_output(name), record.name().trim_end_matches('.').to_owned());
            outputs.insert(validation_value_output(name), record.value().trim_end_matches('.').to_owned());
            outputs.insert(validation_type_output(name), record.r#type().as_str().to_owned());
        }
    }
    outputs
}

/// The outputs, once every name has its validation record: they are missing for the first seconds.
async fn validation_records(hands: &Hands, region: &str, arn: &str) -> Result<Outputs, Refusal> {
    hands
        .wait_for("the validation records of the certificate", PAUSE, RECORDS, || async {
            let Some(detail) = describe(hands, region, arn).await? else { return Ok(None) };
            let options = detail.domain_validation_options();
            let known = !options.is_empty() && options.iter().all(|option| option.resource_record().is_some());
            if !known && detail.status() == Some(&CertificateStatus::Failed) {
                return Err(super::describe::failed(arn, &detail));
            }
            Ok(known.then(|| outputs(arn, &detail)))
        })
        .await
}
