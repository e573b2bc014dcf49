use std::time::Duration;

/// How fast a token bucket fills and how much it holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rate {
    every: Duration,
    burst: u32,
}

impl Rate {
    const fn new(every: Duration, burst: u32) -> Self {
        Self { every, burst }
    }

    /// `count` a second, as many at once.
    const fn per_second(count: u32) -> Self {
        Self::new(Duration::from_nanos(1_000_000_000_u64.div_ceil(count as u64)), count)
    }

    /// One in so many seconds.
    const fn one_in(seconds: u64) -> Self {
        Self::new(Duration::from_secs(seconds), 1)
    }

    /// Between two tokens, when `share` of the rate is used.
    pub(super) fn every_at(self, share: f64) -> Duration {
        if share >= 1.0 { self.every } else { self.every.div_f64(share) }
    }

    /// How long an empty bucket takes to fill.
    pub(super) fn depth_at(self, share: f64) -> Duration {
        self.every_at(share) * self.burst
    }
}

/// What limits an operation: its own rate and, for some, one it shares. Each has the name of its lane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rates {
    pub(super) own: (&'static str, Rate),
    pub(super) shared: Option<(&'static str, Rate)>,
}

/// For what AWS publishes nothing about and nobody measured.
const UNKNOWN: Rate = Rate::new(Duration::from_millis(100), 20);
/// The lane of everything a service counts together.
const TOGETHER: &str = "*";
/// The lane of everything a service counts together that changes something.
const WRITES: &str = "writes";

impl Rates {
    /// The control-plane rates of an account in a region: AWS's quota pages for API Gateway, Lambda, WAF and Route 53, S3's
    /// performance guidelines per prefix; CloudFront, IAM, ACM and CloudWatch Logs publish none, theirs are what people report
    /// to go through.
    pub(super) fn of(service: &'static str, operation: &'static str) -> Self {
        let alone = |rate| Self { own: (operation, rate), shared: None };
        let with = |rate, lane, all| Self { own: (operation, rate), shared: Some((lane, all)) };
        match service {
            "apigateway" => {
                let all = Rate::new(Duration::from_millis(100), 40);
                let (lane, own) = match operation {
                    // An edge-optimised API takes one in 30 s; those are throttled down to it.
                    "CreateRestApi" | "ImportRestApi" => ("CreateRestApi", Rate::one_in(3)),
                    "DeleteRestApi" => (operation, Rate::one_in(30)),
                    "CreateDeployment" => (operation, Rate::one_in(5)),
                    "PutRestApi" => (operation, Rate::per_second(1)),
                    "CreateResource" | "DeleteResource" | "CreateApiKey" => (operation, Rate::per_second(5)),
                    "GetResources" => (operation, Rate::new(Duration::from_millis(400), 5)),
                    "CreateDomainName" | "UpdateDomainName" | "DeleteDomainName" => (operation, Rate::one_in(30)),
                    "UpdateAccount" | "UpdateUsagePlan" => (operation, Rate::one_in(20)),
                    _ => (operation, all),
                };
                Self { own: (lane, own), shared: Some((TOGETHER, all)) }
            }
            "lambda" => match operation {
                "GetFunction" => alone(Rate::per_second(100)),
                "GetPolicy" => alone(Rate::per_second(15)),
                _ => with(Rate::per_second(15), TOGETHER, Rate::per_second(15)),
            },
            "wafv2" | "waf-regional" => alone(match operation {
                "AssociateWebACL" | "DisassociateWebACL" => Rate::one_in(2),
                "GetWebACLForResource" | "ListResourcesForWebACL" | "GetChangeTokenStatus" => Rate::per_second(1),
                "GetChangeToken" => Rate::per_second(10),
                _ if operation.starts_with("List") => Rate::per_second(5),
                _ if service == "wafv2" && operation.starts_with("Get") => Rate::per_second(5),
                _ => Rate::per_second(1),
            }),
            "route53" => {
                let all = Rate::new(Duration::from_millis(100), 50);
                match operation {
                    "CreateHostedZone" => with(Rate::new(Duration::from_millis(500), 40), TOGETHER, all),
                    "DeleteHostedZone" => with(Rate::new(Duration::from_millis(200), 40), TOGETHER, all),
                    _ => with(all, TOGETHER, all),
                }
            }
            "cloudfront" => match operation {
                "CreateInvalidation" => alone(Rate::one_in(2)),
                _ if reads(operation) => alone(UNKNOWN),
                _ => with(Rate::per_second(2), WRITES, Rate::per_second(2)),
            },
            "iam" => with(Rate::per_second(10), TOGETHER, Rate::per_second(10)),
            "acm" => alone(Rate::per_second(if reads(operation) { 10 } else { 5 })),
            "s3" => alone(match operation {
                "GetObject" | "HeadObject" => Rate::per_second(5_500),
                "PutObject" | "DeleteObject" | "UploadPart" => Rate::per_second(3_500),
                _ => UNKNOWN,
            }),
            "logs" => alone(Rate::per_second(10)),
            _ => alone(UNKNOWN),
        }
    }
}

/// Whether an operation changes nothing, by its name.
fn reads(operation: &str) -> bool {
    ["Get", "List", "Describe", "Head"].iter().any(|verb| operation.starts_with(verb))
}
