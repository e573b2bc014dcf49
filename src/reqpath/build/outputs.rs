use std::collections::BTreeMap;

use super::read::Source;
use crate::kinds::Kind;
use crate::kinds::aws::apigateway::RestApi;
use crate::names::ResourceId;
use crate::value::{Outputs, Tree};

/// What every resource offers to others: as it is known, or under readable names that stand for what AWS will choose.
pub(super) fn of(sources: &[Source], account: &str) -> BTreeMap<ResourceId, Outputs> {
    let mut known: BTreeMap<ResourceId, Outputs> = BTreeMap::new();
    // One may be named after another: a stage after its API, an alias after its function.
    for _ in 0..3 {
        let mut next = BTreeMap::new();
        for source in sources {
            let outputs = match &source.outputs {
                Some(outputs) => outputs.clone(),
                None => {
                    let input =
                        source.input.resolve(&|reference| known.get(&reference.to)?.get(&reference.output).cloned());
                    stand_in(source, &input, account)
                }
            };
            next.insert(source.address.clone(), outputs);
        }
        if next == known {
            break;
        }
        known = next;
    }
    known
}

/// Outputs of a resource that does not stand yet, in the form AWS gives them.
fn stand_in(source: &Source, input: &Tree, account: &str) -> Outputs {
    let slug = slug(&source.address);
    let field = |name: &str| input.field(name).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    let (region, name) = (field("region"), field("name"));
    let pairs: Vec<(&str, String)> = match source.kind.as_str() {
        kind if kind == RestApi::NAME => vec![
            ("id", slug.clone()),
            ("arn", format!("arn:aws:apigateway:{region}::/restapis/{slug}")),
            ("execution-arn", format!("arn:aws:execute-api:{region}:{account}:{slug}")),
            ("host", format!("{slug}.execute-api.{region}.amazonaws.com")),
        ],
        "apigateway-stage" => {
            let api = field("rest-api");
            vec![
                ("arn", format!("arn:aws:apigateway:{region}::/restapis/{api}/stages/{name}")),
                ("invoke-url", format!("https://{api}.execute-api.{region}.amazonaws.com/{name}")),
                ("name", name),
            ]
        }
        "apigateway-domain-name" => {
            let domain = field("domain");
            vec![
                ("target", format!("d-{slug}.execute-api.{region}.amazonaws.com")),
                ("url", format!("https://{domain}")),
                ("domain", domain),
            ]
        }
        "lambda-function" => {
            vec![("arn", format!("arn:aws:lambda:{region}:{account}:function:{name}")), ("name", name)]
        }
        "lambda-alias" => {
            let function = field("function");
            vec![("arn", format!("arn:aws:lambda:{region}:{account}:function:{function}:{name}")), ("name", name)]
        }
        "lambda-version" => {
            let function = field("function");
            vec![
                ("arn", format!("arn:aws:lambda:{region}:{account}:function:{function}:1")),
                ("version", "1".to_owned()),
            ]
        }
        "lambda-lookup" => {
            let (function, qualifier) = (field("function"), field("qualifier"));
            let arn = format!("arn:aws:lambda:{region}:{account}:function:{function}");
            match qualifier.as_str() {
                "" => vec![("arn", arn), ("name", function)],
                qualifier => vec![("arn", format!("{arn}:{qualifier}")), ("name", qualifier.to_owned())],
            }
        }
        "cloudfront-distribution" => vec![
            ("id", slug.clone()),
            ("arn", format!("arn:aws:cloudfront::{account}:distribution/{slug}")),
            ("domain", format!("{slug}.cloudfront.net")),
        ],
        "cloudfront-function" => {
            vec![("arn", format!("arn:aws:cloudfront::{account}:function/{name}")), ("name", name)]
        }
        "s3-bucket" => vec![
            ("arn", format!("arn:aws:s3:::{name}")),
            ("regional-domain", format!("{name}.s3.{region}.amazonaws.com")),
            ("name", name),
        ],
        "wafv2-web-acl" | "wafv2-regex-set" | "wafv2-ip-set" | "wafv2-rule-group" => {
            let scope = if field("scope").eq_ignore_ascii_case("cloudfront") { "global" } else { "regional" };
            let what = match source.kind.as_str() {
                "wafv2-web-acl" => "webacl",
                "wafv2-regex-set" => "regexpatternset",
                "wafv2-ip-set" => "ipset",
                _ => "rulegroup",
            };
            vec![
                ("arn", format!("arn:aws:wafv2:{region}:{account}:{scope}/{what}/{name}/{slug}")),
                ("id", slug.clone()),
                ("label-namespace", format!("awswaf:{account}:{what}:{name}:")),
                ("name", name),
            ]
        }
        _ => vec![("id", slug.clone()), ("arn", slug.clone()), ("name", name)],
    };
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// A name for something AWS will name: letters, digits and `-`, the same for the same address and for no other.
fn slug(address: &ResourceId) -> String {
    let block = address.block();
    let short = format!("{}-{}", block.kind(), block.name());
    let text = match address.part() {
        "rest-api" | "distribution" | "web-acl" | "bucket" | "function" => short,
        part => format!("{short}-{part}"),
    };
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect()
}
