use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text};

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
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "the region of the certificate"),
        Field::replace("certificate", "the ARN of the certificate"),
        Field::update("records", "the records that validate it"),
    ];
    const ACTIONS: &'static [&'static str] = &["acm:DescribeCertificate"];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Upsert(format!("{:?}", want.certificate))
    }

    async fn create(_hands: &Hands, _want: &Input) -> Result<Made, Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }

    async fn find(_hands: &Hands, _want: &Input) -> Result<Option<Made>, Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }

    async fn read(_hands: &Hands, _id: &str, _was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }

    async fn update(_hands: &Hands, _id: &str, _was: &Input, _want: &Input) -> Result<Outputs, Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }

    async fn delete(_hands: &Hands, _id: &str, _was: &Input) -> Result<(), Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }
}
