use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::Outputs;

use super::Input;

/// A distribution. Creating and updating does not wait until every edge knows of it; deleting does.
///
/// Outputs: `id`, `arn`, `domain` (`d….cloudfront.net`), `hosted-zone-id` (of every distribution, for DNS aliases), `status`
/// (`InProgress` or `Deployed`).
pub struct CloudfrontDistribution;

impl Kind for CloudfrontDistribution {
    const NAME: &'static str = "cloudfront-distribution";
    const TITLE: &'static str = "CloudFront distribution";
    const FIELDS: &'static [Field] = &[
        Field::update("token", "the caller reference"),
        Field::update("comment", "a description"),
        Field::update("enabled", "whether it answers viewers"),
        Field::update("aliases", "host names besides its own"),
        Field::update("default-root-object", "what a request for / alone shows"),
        Field::update("origins", "where it fetches from, and the headers it sends there").secret(),
        Field::update("default-behavior", "how requests are treated that no other behaviour matches"),
        Field::update("behaviors", "how requests are treated by path; the first match wins"),
        Field::update("geo-restriction", "which countries are answered"),
        Field::update("certificate", "the certificate of the aliases and the oldest TLS version"),
        Field::update("custom-error-responses", "what a viewer sees in place of an error"),
        Field::update("price-class", "which edge locations serve it"),
        Field::update("http-version", "the newest HTTP version viewers may use"),
        Field::update("ipv6", "whether it answers on IPv6"),
        Field::update("web-acl", "the web ACL at the edge"),
        Field::update("tags", "tags, the ownership tags included"),
    ];
    const VOLATILE: &'static [&'static str] = &["status"];
    const ACTIONS: &'static [&'static str] = &[
        "cloudfront:CreateDistribution",
        "cloudfront:GetDistribution",
        "cloudfront:GetDistributionConfig",
        "cloudfront:UpdateDistribution",
        "cloudfront:DeleteDistribution",
        "cloudfront:ListDistributions",
        "cloudfront:ListTagsForResource",
        "cloudfront:TagResource",
        "cloudfront:UntagResource",
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
