use super::aws::{acm, apigateway, cloudfront, iam, lambda, logs, route53, s3, wafregional, wafv2};
use super::kind::{AnyKind, Erased};

static ALL: &[&dyn AnyKind] = &[
    &Erased::<acm::Certificate>::new(),
    &Erased::<acm::CertificateValidation>::new(),
    &Erased::<apigateway::Account>::new(),
    &Erased::<apigateway::ApiKey>::new(),
    &Erased::<apigateway::BasePathMapping>::new(),
    &Erased::<apigateway::Deployment>::new(),
    &Erased::<apigateway::DomainName>::new(),
    &Erased::<apigateway::RestApi>::new(),
    &Erased::<apigateway::Stage>::new(),
    &Erased::<apigateway::UsagePlan>::new(),
    &Erased::<apigateway::UsagePlanKey>::new(),
    &Erased::<cloudfront::CloudfrontCachePolicy>::new(),
    &Erased::<cloudfront::CloudfrontDistribution>::new(),
    &Erased::<cloudfront::CloudfrontFunction>::new(),
    &Erased::<cloudfront::CloudfrontInvalidation>::new(),
    &Erased::<cloudfront::CloudfrontOriginAccessControl>::new(),
    &Erased::<cloudfront::CloudfrontOriginRequestPolicy>::new(),
    &Erased::<cloudfront::CloudfrontResponseHeadersPolicy>::new(),
    &Erased::<iam::IamRole>::new(),
    &Erased::<lambda::LambdaAlias>::new(),
    &Erased::<lambda::LambdaFunction>::new(),
    &Erased::<lambda::LambdaLookup>::new(),
    &Erased::<lambda::LambdaPermission>::new(),
    &Erased::<lambda::LambdaVersion>::new(),
    &Erased::<logs::LogGroup>::new(),
    &Erased::<route53::Record>::new(),
    &Erased::<route53::Zone>::new(),
    &Erased::<route53::ZoneLookup>::new(),
    &Erased::<s3::S3Bucket>::new(),
    &Erased::<s3::S3BucketPolicy>::new(),
    &Erased::<s3::S3Object>::new(),
    &Erased::<wafregional::ClassicAssociation>::new(),
    &Erased::<wafregional::ClassicByteMatchSet>::new(),
    &Erased::<wafregional::ClassicGeoMatchSet>::new(),
    &Erased::<wafregional::ClassicIpSet>::new(),
    &Erased::<wafregional::ClassicLogging>::new(),
    &Erased::<wafregional::ClassicRateBasedRule>::new(),
    &Erased::<wafregional::ClassicRegexMatchSet>::new(),
    &Erased::<wafregional::ClassicRegexPatternSet>::new(),
    &Erased::<wafregional::ClassicRule>::new(),
    &Erased::<wafregional::ClassicSizeConstraintSet>::new(),
    &Erased::<wafregional::ClassicSqlInjectionMatchSet>::new(),
    &Erased::<wafregional::ClassicWebAcl>::new(),
    &Erased::<wafregional::ClassicXssMatchSet>::new(),
    &Erased::<wafv2::Wafv2Association>::new(),
    &Erased::<wafv2::Wafv2IpSet>::new(),
    &Erased::<wafv2::Wafv2Logging>::new(),
    &Erased::<wafv2::Wafv2RegexSet>::new(),
    &Erased::<wafv2::Wafv2RuleGroup>::new(),
    &Erased::<wafv2::Wafv2WebAcl>::new(),
];

/// Every kind, in no particular order.
pub fn all() -> &'static [&'static dyn AnyKind] {
    ALL
}

/// The kind of this name, as written in state and plans.
pub fn by_name(name: &str) -> Option<&'static dyn AnyKind> {
    all().iter().copied().find(|kind| kind.name() == name)
}
