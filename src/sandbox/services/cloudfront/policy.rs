use crate::kinds::aws::cloudfront::managed::{self, ManagedPolicy};
use crate::sandbox::{Answer, Call, Element};

use super::fault::Fault;
use super::route::{Outcome, tagged, xml};

/// Which sort of policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Cache,
    OriginRequest,
}

impl Sort {
    fn name(self) -> &'static str {
        match self {
            Self::Cache => "CachePolicy",
            Self::OriginRequest => "OriginRequestPolicy",
        }
    }

    fn managed(self) -> &'static [ManagedPolicy] {
        match self {
            Self::Cache => managed::CACHE,
            Self::OriginRequest => managed::ORIGIN_REQUEST,
        }
    }

    fn absent(self) -> Fault {
        match self {
            Self::Cache => Fault::new(404, "NoSuchCachePolicy", "The cache policy does not exist."),
            Self::OriginRequest => {
                Fault::new(404, "NoSuchOriginRequestPolicy", "The origin request policy does not exist.")
            }
        }
    }
}

/// Managed policies have not changed since they came out.
const SINCE: &str = "2020-07-01T00:00:00.000Z";

fn document(sort: Sort, policy: &ManagedPolicy) -> Element {
    let name = sort.name();
    let behavior = |part: &str, value: &str| {
        Element::node(&format!("{part}sConfig"), [Element::leaf(&format!("{part}Behavior"), value)])
    };
    let mut config = vec![Element::leaf("Name", policy.name)];
    match sort {
        Sort::Cache => {
            let ttl = |low: &str, usual: &str, high: &str| {
                [Element::leaf("MinTTL", low), Element::leaf("DefaultTTL", usual), Element::leaf("MaxTTL", high)]
            };
            let caches = policy.short != "disabled";
            config.extend(match policy.short {
                "disabled" => ttl("0", "0", "0"),
                "origin-headers" | "origin-headers-and-queries" => ttl("0", "0", "31536000"),
                _ => ttl("1", "86400", "31536000"),
            });
            config.push(Element::node(
                "ParametersInCacheKeyAndForwardedToOrigin",
                [
                    Element::leaf(
                        "EnableAcceptEncodingGzip",
                        (caches && policy.short != "optimized-uncompressed").to_string(),
                    ),
                    Element::leaf(
                        "EnableAcceptEncodingBrotli",
                        (caches && policy.short != "optimized-uncompressed").to_string(),
                    ),
                    Element::node("HeadersConfig", [Element::leaf("HeaderBehavior", "none")]),
                    behavior("Cookie", "none"),
                    behavior("QueryString", if policy.short == "origin-headers-and-queries" { "all" } else { "none" }),
                ],
            ));
        }
        Sort::OriginRequest => {
            let all = policy.short.starts_with("all");
            let headers = match policy.short {
                "all" => "allViewer",
                "all-except-host" => "allExcept",
                "all-and-cloudfront" => "allViewerAndWhitelistCloudFront",
                _ => "whitelist",
            };
            config.extend([
                Element::node("HeadersConfig", [Element::leaf("HeaderBehavior", headers)]),
                behavior("Cookie", if all { "all" } else { "none" }),
                behavior("QueryString", if all { "all" } else { "none" }),
            ]);
        }
    }
    Element::node(
        name,
        [
            Element::leaf("Id", policy.id),
            Element::leaf("LastModifiedTime", SINCE),
            Element::node(&format!("{name}Config"), config),
        ],
    )
}

/// GetCachePolicy and GetOriginRequestPolicy.
pub(super) fn get(sort: Sort, id: &str) -> Outcome {
    let policy = sort.managed().iter().find(|policy| policy.id == id).ok_or_else(|| sort.absent())?;
    Ok(tagged(200, &document(sort, policy), "E23ZP02F085DFQ"))
}

/// ListCachePolicies and ListOriginRequestPolicies: there are only managed ones.
pub(super) fn list(call: &Call, sort: Sort) -> Answer {
    let name = sort.name();
    let policies = if call.query("Type") == Some("custom") { &[] } else { sort.managed() };
    let items = policies.iter().map(|policy| {
        Element::node(&format!("{name}Summary"), [Element::leaf("Type", "managed"), document(sort, policy)])
    });
    let list = [
        Element::leaf("MaxItems", "100"),
        Element::leaf("Quantity", policies.len().to_string()),
        Element::node("Items", items),
    ];
    xml(200, &Element::node(&format!("{name}List"), list))
}
