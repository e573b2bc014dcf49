use std::time::Duration;

use aws_sdk_acm::types::CertificateStatus;
use serde::{Deserialize, Serialize};

use super::super::natural::part;
use super::describe::{describe, failed};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey, Takes};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text};

/// How often and how long ACM is asked whether the certificate is issued; usually it takes minutes.
const PAUSE: Duration = Duration::from_secs(10);
const LIMIT: Duration = Duration::from_secs(75 * 60);

/// The wait until a certificate is issued.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The region of the certificate.
    pub region: String,
    /// The ARN of the certificate.
    pub certificate: Text,
    /// Something of each record that validates it (its name, say), so that the wait starts after they are written.
    pub records: Vec<Text>,
}

/// Stands for the fact that a certificate is issued; makes and deletes nothing.
///
/// Outputs: `arn`, the certificate's, for those who need it issued.
pub struct CertificateValidation;

impl Kind for CertificateValidation {
    const NAME: &'static str = "acm-certificate-validation";
    const TITLE: &'static str = "ACM certificate validation";
    const PASSIVE: Option<&'static str> = Some("confirmed");
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "the region of the certificate"),
        Field::replace("certificate", "the ARN of the certificate"),
        Field::update("records", "the records that validate it"),
    ];
    // ACM issues some minutes after it can see the record.
    const TAKES: Takes = Takes::seconds(1).made_in(180);
    const EXPENDABLE: bool = true;
    const ACTIONS: &'static [&'static str] = &["acm:DescribeCertificate"];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Upsert(part(&want.certificate))
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let arn = hands.known("certificate", &want.certificate)?;
        hands
            .wait_for("the certificate to be issued", PAUSE, LIMIT, || async {
                let Some(detail) = describe(hands, &want.region, arn).await? else {
                    return Err(Refusal::local("CertificateNotIssued", format!("certificate {arn} is not there")));
                };
                match detail.status() {
                    Some(CertificateStatus::Issued) => Ok(Some(made(arn))),
                    Some(CertificateStatus::PendingValidation) | None => Ok(None),
                    Some(_) => Err(failed(arn, &detail)),
                }
            })
            .await
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let arn = hands.known("certificate", &want.certificate)?;
        Ok(issued(hands, &want.region, arn).await?.then(|| made(arn)))
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        if !issued(hands, &was.region, id).await? {
            return Ok(None);
        }
        let input = Input { certificate: Text::from(id), ..was.clone() };
        Ok(Some(Live { input, outputs: made(id).outputs }))
    }

    async fn update(_hands: &Hands, id: &str, _was: &Input, _want: &Input) -> Result<Outputs, Refusal> {
        // Only the records it is ordered after can differ.
        Ok(made(id).outputs)
    }

    async fn delete(_hands: &Hands, _id: &str, _was: &Input) -> Result<(), Refusal> {
        Ok(())
    }
}

fn made(arn: &str) -> Made {
    Made { id: arn.to_owned(), outputs: Outputs::from([("arn".into(), arn.into())]) }
}

async fn issued(hands: &Hands, region: &str, arn: &str) -> Result<bool, Refusal> {
    let detail = describe(hands, region, arn).await?;
    Ok(detail.is_some_and(|detail| detail.status() == Some(&CertificateStatus::Issued)))
}
