use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Desired;
use super::lower::Lowering;
use crate::kinds::aws::cloudfront::{
    CloudfrontCachePolicy, CloudfrontOriginRequestPolicy, CloudfrontResponseHeadersPolicy, Selection, cache_policy,
    managed, origin_request_policy, response_headers_policy as response_headers,
};
use crate::names::{BlockAddr, ResourceId};
use crate::spec::cdn::{self, Behavior, Cdn, Forward, Overriding, OwnResponseHeadersPolicy, Which};
use crate::spec::declare::Choices as _;
use crate::value::{Text, digest_of};

/// The ids of the three policies of a behaviour.
pub(super) struct Policies {
    pub(super) cache: Text,
    pub(super) origin_request: Option<Text>,
    pub(super) response_headers: Option<Text>,
}

/// The policies of a behaviour: managed ones by their ids, own ones as resources of their own.
pub(super) fn of_behavior(
    at: &mut Lowering<'_>,
    block: &Cdn,
    addr: &BlockAddr,
    wanted: &Behavior,
    pattern: &str,
) -> Policies {
    let managed = |policy: Option<&managed::ManagedPolicy>| Text::from(policy.map_or("", |policy| policy.id));
    let place =
        Place { addr, pattern, name: physical_name(&at.physical_name(addr, block.physical_name.as_ref()), pattern) };
    let existing = &wanted.existing;
    Policies {
        cache: match (&wanted.cache_policy, &existing.cache) {
            (Some(own), _) => cache(at, &place, own),
            (None, Some(id)) => at.text(id),
            (None, None) => managed(managed::cache_policy(wanted.cache.value.word())),
        },
        origin_request: match (&wanted.origin_request_policy, &existing.origin_request) {
            (Some(own), _) => Some(origin_request(at, &place, own)),
            (None, Some(id)) => Some(at.text(id)),
            (None, None) if wanted.forward.value == Forward::None => None,
            (None, None) => Some(managed(managed::origin_request_policy(wanted.forward.value.word()))),
        },
        response_headers: match (&wanted.response_headers_policy, &wanted.response_headers) {
            (Some(own), _) => Some(response_headers(at, &place, own)),
            (None, Some(short)) => Some(managed(managed::response_headers_policy(short.value.word()))),
            (None, None) => existing.response_headers.as_ref().map(|id| at.text(id)),
        },
    }
}

/// Whose policies they are.
struct Place<'a> {
    addr: &'a BlockAddr,
    pattern: &'a str,
    /// Policies of different sorts may share a name.
    name: String,
}

impl Place<'_> {
    fn resource(&self, part: &str) -> ResourceId {
        match self.pattern {
            "*" => self.addr.resource(part),
            pattern => self.addr.resource(&format!("{part}/{}", pattern.trim_start_matches('/'))),
        }
    }
}

/// Policies are named with letters, digits, `-` and `_`; two patterns that look alike without the rest are told apart by a
/// digest.
fn physical_name(cdn: &str, pattern: &str) -> String {
    if pattern == "*" {
        return cdn.to_owned();
    }
    let bare = pattern.trim_start_matches('/');
    let words = bare.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let slug: String = words.collect::<Vec<_>>().join("-").chars().take(40).collect();
    let digest: String = digest_of(&Value::from(bare)).chars().take(8).collect();
    let parts = [cdn.chars().take(70).collect(), slug, digest];
    parts.iter().filter(|part: &&String| !part.is_empty()).cloned().collect::<Vec<_>>().join("-")
}

fn selection(wanted: &cdn::Selection, all: &str) -> Selection {
    let behavior = match wanted.which.as_ref().map(|which| which.value) {
        None => "none",
        Some(Which::Only) => "whitelist",
        Some(Which::All) => all,
        Some(Which::AllExcept) => "allExcept",
        Some(Which::AllAndCloudfront) => "allViewerAndWhitelistCloudFront",
    };
    let names = wanted.names.iter().map(|name| name.value.clone()).collect();
    Selection { behavior: behavior.to_owned(), names }
}

fn cache(at: &mut Lowering<'_>, place: &Place<'_>, own: &cdn::OwnCachePolicy) -> Text {
    let id = place.resource("cache-policy");
    let input = cache_policy::Input {
        name: place.name.clone(),
        comment: comment(at, &id),
        min_ttl: own.min.value,
        default_ttl: own.default.value,
        max_ttl: own.max.value,
        gzip: own.gzip.value,
        brotli: own.brotli.value,
        headers: selection(&own.headers, "all"),
        cookies: selection(&own.cookies, "all"),
        queries: selection(&own.queries, "all"),
    };
    at.want(Desired::new::<CloudfrontCachePolicy>(id.clone(), &input, own.span));
    Text::reference(&id, "id")
}

fn origin_request(at: &mut Lowering<'_>, place: &Place<'_>, own: &cdn::OwnOriginRequestPolicy) -> Text {
    let id = place.resource("origin-request-policy");
    let input = origin_request_policy::Input {
        name: place.name.clone(),
        comment: comment(at, &id),
        headers: selection(&own.headers, "allViewer"),
        cookies: selection(&own.cookies, "all"),
        queries: selection(&own.queries, "all"),
    };
    at.want(Desired::new::<CloudfrontOriginRequestPolicy>(id.clone(), &input, own.span));
    Text::reference(&id, "id")
}

/// The marker of the owner, which fits CloudFront's 128 characters for all but the longest patterns.
fn comment(at: &Lowering<'_>, id: &ResourceId) -> String {
    at.marker(id).chars().take(128).collect()
}

fn response_headers(at: &mut Lowering<'_>, place: &Place<'_>, own: &OwnResponseHeadersPolicy) -> Text {
    fn word<T>(wanted: Option<&Overriding<T>>, word: impl Fn(&T) -> &'static str) -> Option<response_headers::Word> {
        let said = |wanted: &Overriding<T>| response_headers::Word {
            value: word(&wanted.value).to_owned(),
            overrides: wanted.overrides,
        };
        wanted.map(said)
    }
    let set = |words: &[crate::diag::Spanned<String>]| -> BTreeSet<String> {
        words.iter().map(|word| word.value.clone()).collect()
    };
    let id = place.resource("response-headers-policy");
    let headers: BTreeMap<String, response_headers::Header> = own
        .headers
        .iter()
        .map(|header| {
            let said = response_headers::Header { value: at.text(&header.value), overrides: header.overrides };
            (header.name.value.clone(), said)
        })
        .collect();
    let input = response_headers::Input {
        name: place.name.clone(),
        comment: comment(at, &id),
        cors: own.cors.as_ref().map(|cors| response_headers::Cors {
            origins: set(&cors.origins),
            methods: set(&cors.methods),
            headers: set(&cors.headers),
            expose: set(&cors.expose),
            credentials: cors.credentials.value,
            max_age: cors.max_age.value,
            overrides: cors.overrides,
        }),
        security: response_headers::Security {
            hsts: own.hsts.as_ref().map(|hsts| response_headers::Hsts {
                max_age: hsts.value.max_age,
                include_subdomains: hsts.value.include_subdomains,
                preload: hsts.value.preload,
                overrides: hsts.overrides,
            }),
            content_type_options: own.content_type_options.as_ref().map(|wanted| wanted.overrides),
            frame_options: word(own.frame_options.as_ref(), |option| option.word()),
            referrer_policy: word(own.referrer_policy.as_ref(), |policy| policy.word()),
            content_security_policy: own
                .content_security_policy
                .as_ref()
                .map(|policy| response_headers::Header { value: at.text(&policy.value), overrides: policy.overrides }),
            xss_protection: word(own.xss_protection.as_ref(), |block| if *block { "block" } else { "filter" }),
        },
        headers,
        removed: set(&own.removed),
        server_timing: own.server_timing.as_ref().map(|percent| percent.value),
    };
    at.want(Desired::new::<CloudfrontResponseHeadersPolicy>(id.clone(), &input, own.span));
    Text::reference(&id, "id")
}
