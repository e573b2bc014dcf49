use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text};

/// How the owner of a name proves that it is theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Validation {
    /// By a CNAME record that ACM names; renewals need it too, so it stays.
    Dns,
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
    format!("validation-name-{}", validation_record_domain(name))
}

/// The output that holds the value of the record that validates `name`.
pub fn validation_value_output(name: &str) -> String {
    format!("validation-value-{}", validation_record_domain(name))
}

/// The output that holds the type of the record that validates `name`.
pub fn validation_type_output(name: &str) -> String {
    format!("validation-type-{}", validation_record_domain(name))
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
