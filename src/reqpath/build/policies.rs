use std::collections::{BTreeMap, BTreeSet};

use super::read::Reading;
use crate::kinds::aws::cloudfront::{CachePolicyInput, OriginRequestPolicyInput, Selection, managed};
use crate::reqpath::model::{Caching, Forwarding, Names};

/// Own policies by id: cache policies, then origin request policies.
pub(super) struct Policies {
    cache: BTreeMap<String, CachePolicyInput>,
    origin_request: BTreeMap<String, OriginRequestPolicyInput>,
}

/// What is selected of headers, cookies and query parameters.
struct Selected {
    headers: Names,
    cookies: Names,
    queries: Names,
}

impl Policies {
    pub(super) fn read(reading: &mut Reading<'_>) -> Self {
        let cache = reading.all::<CachePolicyInput>("cloudfront-cache-policy");
        let origin_request = reading.all::<OriginRequestPolicyInput>("cloudfront-origin-request-policy");
        Self {
            cache: cache.into_iter().map(|(at, input)| (reading.output(&at, "id"), input)).collect(),
            origin_request: origin_request.into_iter().map(|(at, input)| (reading.output(&at, "id"), input)).collect(),
        }
    }

    /// What a behavior's policies send on together.
    pub(super) fn forwarding(&self, cache: &str, origin_request: Option<&str>) -> Forwarding {
        let (of_cache, of_request) = (self.by_cache(cache), origin_request.map(|id| self.by_request(id)));
        let unknown = match (&of_cache, &of_request) {
            (None, _) => Some(cache.to_owned()),
            (_, Some(None)) => origin_request.map(str::to_owned),
            _ => None,
        };
        let nothing = || Selected { headers: none(), cookies: none(), queries: none() };
        let (one, other) = (of_cache.unwrap_or_else(nothing), of_request.flatten().unwrap_or_else(nothing));
        Forwarding {
            headers: either(one.headers, other.headers),
            cookies: either(one.cookies, other.cookies),
            queries: either(one.queries, other.queries),
            unknown,
        }
    }

    /// What a behavior keeps of answers to these verbs; `None` when its cache policy is not known here.
    pub(super) fn caching(&self, cache: &str, methods: &BTreeSet<String>) -> Option<Caching> {
        let Selected { headers, cookies, queries } = self.by_cache(cache)?;
        let (min, default, max, compressed) = match self.cache.get(cache) {
            Some(own) => (own.min_ttl, own.default_ttl, own.max_ttl, own.gzip || own.brotli),
            // CloudFront documentation, "Use managed cache policies".
            None => match managed::CACHE.iter().find(|policy| policy.id == cache)?.short {
                "optimized" => (1, 86_400, 31_536_000, true),
                "optimized-uncompressed" => (1, 86_400, 31_536_000, false),
                "origin-headers" | "origin-headers-query" => (0, 0, 31_536_000, true),
                "amplify" => (2, 2, 600, true),
                "media-package" => (0, 86_400, 31_536_000, true),
                _ => (0, 0, 0, false),
            },
        };
        Some(Caching { methods: methods.clone(), min, default, max, headers, cookies, queries, compressed })
    }

    fn by_cache(&self, id: &str) -> Option<Selected> {
        if let Some(own) = self.cache.get(id) {
            return Some(Selected {
                headers: names(&own.headers),
                cookies: names(&own.cookies),
                queries: names(&own.queries),
            });
        }
        // CloudFront documentation, "Use managed cache policies".
        let (headers, cookies, queries) = match managed::CACHE.iter().find(|policy| policy.id == id)?.short {
            "optimized" | "disabled" | "optimized-uncompressed" => (none(), none(), none()),
            "origin-headers" => (
                only(&["host", "origin", "x-http-method-override", "x-http-method", "x-method-override"]),
                all(),
                none(),
            ),
            "origin-headers-query" => (
                only(&["host", "origin", "x-http-method-override", "x-http-method", "x-method-override"]),
                all(),
                all(),
            ),
            "amplify" => (only(&["authorization", "cloudfront-viewer-country", "host"]), all(), all()),
            "media-package" => (only(&["origin"]), none(), only(&["aws.manifestfilter", "start", "end", "m"])),
            _ => return None,
        };
        Some(Selected { headers, cookies, queries })
    }

    fn by_request(&self, id: &str) -> Option<Selected> {
        if let Some(own) = self.origin_request.get(id) {
            return Some(Selected {
                headers: names(&own.headers),
                cookies: names(&own.cookies),
                queries: names(&own.queries),
            });
        }
        // CloudFront documentation, "Use managed origin request policies".
        let (headers, cookies, queries) = match managed::ORIGIN_REQUEST.iter().find(|policy| policy.id == id)?.short {
            "all" | "all-and-cloudfront" => (all(), all(), all()),
            "all-except-host" => (Names::AllExcept(["host".to_owned()].into()), all(), all()),
            "cors-custom" => (only(&["origin"]), none(), none()),
            "cors-s3" => {
                (only(&["origin", "access-control-request-headers", "access-control-request-method"]), none(), none())
            }
            "user-agent-referer" => (only(&["user-agent", "referer"]), none(), none()),
            "host-only" => (only(&["host"]), none(), none()),
            "media-tailor" => (
                only(&[
                    "origin",
                    "access-control-request-headers",
                    "access-control-request-method",
                    "user-agent",
                    "x-forwarded-for",
                ]),
                none(),
                all(),
            ),
            _ => return None,
        };
        Some(Selected { headers, cookies, queries })
    }
}

fn only(names: &[&str]) -> Names {
    Names::Only(names.iter().map(|&name| name.to_owned()).collect())
}

fn none() -> Names {
    only(&[])
}

fn all() -> Names {
    Names::AllExcept(Default::default())
}

fn names(selection: &Selection) -> Names {
    let lower = || selection.names.iter().cloned();
    match selection.behavior.as_str() {
        "all" | "allViewer" | "allViewerAndWhitelistCloudFront" => all(),
        "allExcept" => Names::AllExcept(lower().collect()),
        "whitelist" => Names::Only(lower().collect()),
        _ => none(),
    }
}

/// What either of two selects.
fn either(one: Names, other: Names) -> Names {
    let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    match (one, other) {
        (Names::Only(a), Names::Only(b)) => Names::Only(a.into_iter().chain(b).collect()),
        (Names::AllExcept(except), Names::Only(only)) | (Names::Only(only), Names::AllExcept(except)) => {
            Names::AllExcept(except.into_iter().filter(|name| !only.iter().any(|one| same(one, name))).collect())
        }
        (Names::AllExcept(a), Names::AllExcept(b)) => {
            Names::AllExcept(a.into_iter().filter(|name| b.iter().any(|one| same(one, name))).collect())
        }
    }
}
