//! What each kind of block becomes in AWS, as data: the reference pages and complaints read it, a test holds it to what is made.

use crate::kinds::Kind;
use crate::kinds::aws::acm::{Certificate, CertificateValidation};
use crate::kinds::aws::apigateway::{
    Account, ApiKey, BasePathMapping, Deployment, DomainName, RestApi, Stage, UsagePlan, UsagePlanKey,
};
use crate::kinds::aws::cloudfront::{
    CloudfrontCachePolicy, CloudfrontDistribution, CloudfrontFunction, CloudfrontInvalidation,
    CloudfrontOriginAccessControl, CloudfrontOriginRequestPolicy, CloudfrontResponseHeadersPolicy,
};
use crate::kinds::aws::iam::IamRole;
use crate::kinds::aws::lambda::{LambdaAlias, LambdaFunction, LambdaLookup, LambdaPermission, LambdaVersion};
use crate::kinds::aws::logs::LogGroup;
use crate::kinds::aws::route53::{Record, Zone, ZoneLookup};
use crate::kinds::aws::s3::{S3Bucket, S3BucketPolicy, S3Object};
use crate::kinds::aws::wafregional::{
    ClassicAssociation, ClassicByteMatchSet, ClassicGeoMatchSet, ClassicIpSet, ClassicLogging, ClassicRateBasedRule,
    ClassicRegexMatchSet, ClassicRegexPatternSet, ClassicRule, ClassicSizeConstraintSet, ClassicSqlInjectionMatchSet,
    ClassicWebAcl, ClassicXssMatchSet,
};
use crate::kinds::aws::wafv2::{
    Wafv2Association, Wafv2IpSet, Wafv2Logging, Wafv2RegexSet, Wafv2RuleGroup, Wafv2WebAcl,
};

/// A resource a block becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Makes {
    /// Its part in the block, `alias` of `function.api/alias`; `…` stands for what differs.
    pub part: &'static str,
    /// The kind's name.
    pub kind: &'static str,
    /// When it is made; empty: always.
    pub when: &'static str,
}

impl Makes {
    const fn of<K: Kind>(part: &'static str, when: &'static str) -> Self {
        Self { part, kind: K::NAME, when }
    }
}

/// What a kind of block becomes; nothing for one that makes nothing.
pub fn makes(block: &str) -> &'static [Makes] {
    match block {
        "function" => FUNCTION,
        "gateway" => GATEWAY,
        "waf" => WAF,
        "rule-group" => RULE_GROUP,
        "ip-set" => IP_SET,
        "regex-set" => REGEX_SET,
        "bucket" => BUCKET,
        "zone" => ZONE,
        "cdn" => CDN,
        _ => &[],
    }
}

const OWN: &str = "unless it exists already (`arn=`)";

const FUNCTION: &[Makes] = &[
    Makes::of::<LambdaFunction>("function", OWN),
    Makes::of::<LambdaVersion>("version", OWN),
    Makes::of::<LambdaAlias>("alias", OWN),
    Makes::of::<IamRole>("role", OWN),
    Makes::of::<LogGroup>("log-group", OWN),
    Makes::of::<LambdaLookup>("function", "when it exists already: it is only looked up"),
    Makes::of::<LambdaLookup>("alias", "when it exists already: it is only looked up"),
];

const DOMAIN: &str = "with `domain`";

const GATEWAY: &[Makes] = &[
    Makes::of::<RestApi>("rest-api", ""),
    Makes::of::<Deployment>("deployment", ""),
    Makes::of::<Stage>("stage", ""),
    Makes::of::<LambdaPermission>("permission/…", "for every pattern of routes that leads to a function"),
    Makes::of::<LambdaLookup>("function/…", "for every function given by its ARN: it is only looked up"),
    Makes::of::<Wafv2Association>("web-acl-association", "with `waf`"),
    Makes::of::<ClassicAssociation>("web-acl-association", "with a `waf` of `version=\"classic\"`"),
    Makes::of::<LogGroup>("access-log", "with `access-log`"),
    Makes::of::<Account>(
        "api-gateway-logs",
        "with `access-log`: one for all gateways of the region, which is never removed",
    ),
    Makes::of::<UsagePlan>("usage-plan/…", "for every `usage-plan`"),
    Makes::of::<ApiKey>("api-key/…", "for every `key`"),
    Makes::of::<UsagePlanKey>("usage-plan-key/…", "for every `key`"),
    Makes::of::<DomainName>("domain-name", DOMAIN),
    Makes::of::<BasePathMapping>("base-path-mapping", DOMAIN),
    Makes::of::<Certificate>("certificate", "with `domain`, unless `certificate=` is given"),
    Makes::of::<Record>("certificate-record/…", "with `domain`, unless `certificate=` is given"),
    Makes::of::<CertificateValidation>("certificate-validation", "with `domain`, unless `certificate=` is given"),
    Makes::of::<Record>("dns/…", "with `domain`, when it has a `zone=`"),
    Makes::of::<ZoneLookup>("lookup", "for a `zone=` that is no block: it is only looked up"),
];

const CLASSIC: &str = "with `version=\"classic\"`";

const WAF: &[Makes] = &[
    Makes::of::<Wafv2WebAcl>("web-acl", ""),
    Makes::of::<Wafv2RegexSet>("regex-set/…", "for every test with several patterns"),
    Makes::of::<Wafv2IpSet>("ip-set/…", "for every `ip` and every version of its addresses"),
    Makes::of::<Wafv2Logging>("logging", "with `logging`"),
    Makes::of::<LogGroup>("log-group", "with `logging`, unless it says where to"),
    Makes::of::<ClassicWebAcl>("web-acl", CLASSIC),
    Makes::of::<ClassicRule>("rule/…", CLASSIC),
    Makes::of::<ClassicByteMatchSet>("byte-match-set/…", CLASSIC),
    Makes::of::<ClassicRegexMatchSet>("regex-match-set/…", CLASSIC),
    Makes::of::<ClassicRegexPatternSet>("regex-pattern-set/…", CLASSIC),
    Makes::of::<ClassicSizeConstraintSet>("size-constraint-set/…", CLASSIC),
    Makes::of::<ClassicSqlInjectionMatchSet>("sql-injection-match-set/…", CLASSIC),
    Makes::of::<ClassicXssMatchSet>("xss-match-set/…", CLASSIC),
    Makes::of::<ClassicGeoMatchSet>("geo-match-set/…", CLASSIC),
    Makes::of::<ClassicIpSet>("ip-set/…", CLASSIC),
    Makes::of::<ClassicLogging>("logging", "with `version=\"classic\"` and `logging`"),
    Makes::of::<ClassicRateBasedRule>("rule/…", "with `version=\"classic\"`, for a `rate`"),
];

const AT_EDGE: &str = "for web ACLs on a `cdn`";
const FOR_CLASSIC: &str = "for a `waf` of `version=\"classic\"`";

const RULE_GROUP: &[Makes] = &[
    Makes::of::<Wafv2RuleGroup>("rule-group", "for web ACLs on a `gateway`"),
    Makes::of::<Wafv2RegexSet>("regex-set/…", "for every test with several patterns"),
    Makes::of::<Wafv2IpSet>("ip-set/…", "for every `ip` and every version of its addresses"),
    Makes::of::<Wafv2RuleGroup>("cloudfront/rule-group", AT_EDGE),
    Makes::of::<Wafv2RegexSet>("cloudfront/regex-set/…", AT_EDGE),
    Makes::of::<Wafv2IpSet>("cloudfront/ip-set/…", AT_EDGE),
];

const IP_SET: &[Makes] = &[
    Makes::of::<Wafv2IpSet>("ipv4", "for web ACLs on a `gateway`"),
    Makes::of::<Wafv2IpSet>("ipv6", "for web ACLs on a `gateway`"),
    Makes::of::<Wafv2IpSet>("cloudfront/ipv4", AT_EDGE),
    Makes::of::<Wafv2IpSet>("cloudfront/ipv6", AT_EDGE),
    Makes::of::<ClassicIpSet>("classic/ip-set", FOR_CLASSIC),
];

const REGEX_SET: &[Makes] = &[
    Makes::of::<Wafv2RegexSet>("regex-set", "for web ACLs on a `gateway`"),
    Makes::of::<Wafv2RegexSet>("cloudfront/regex-set", AT_EDGE),
    Makes::of::<ClassicRegexPatternSet>("classic/regex-pattern-set", FOR_CLASSIC),
];

const BUCKET: &[Makes] = &[
    Makes::of::<S3Bucket>("bucket", ""),
    Makes::of::<S3BucketPolicy>("policy", "when a `cdn` reads from it"),
    Makes::of::<S3Object>("object/…", "for every file of `files`"),
];

const ZONE: &[Makes] = &[Makes::of::<Zone>("zone", "")];

const ALIAS: &str = "with `alias`, unless `tls certificate=` is given";

const CDN: &[Makes] = &[
    Makes::of::<CloudfrontDistribution>("distribution", ""),
    Makes::of::<CloudfrontOriginAccessControl>("origin-access-control", "with a bucket among its origins"),
    Makes::of::<CloudfrontFunction>("rewrite", "with `spa=#true`"),
    Makes::of::<CloudfrontFunction>("error-page/…", "with an `error-page` for files that are not in a bucket"),
    Makes::of::<CloudfrontCachePolicy>("cache-policy", "for every `cache-policy`"),
    Makes::of::<CloudfrontOriginRequestPolicy>("origin-request-policy", "for every `origin-request-policy`"),
    Makes::of::<CloudfrontResponseHeadersPolicy>("response-headers-policy", "for every `response-headers-policy`"),
    Makes::of::<CloudfrontInvalidation>("invalidation", "when files of a bucket lie behind it"),
    Makes::of::<Certificate>("certificate", ALIAS),
    Makes::of::<Record>("certificate-record/…", ALIAS),
    Makes::of::<CertificateValidation>("certificate-validation", ALIAS),
    Makes::of::<Record>("dns/…", "for every `alias` with a `zone=`"),
    Makes::of::<ZoneLookup>("lookup", "for a `zone=` that is no block: it is only looked up"),
];
