use super::read::Reading;
use crate::kinds::aws::cloudfront::{ResponseHeadersPolicyInput, managed};
use crate::reqpath::Phrase;
use crate::reqpath::model::{Cors, ResponseHeader, ResponseHeadersPolicy};

/// A policy of one's own.
pub(super) fn own(reading: &Reading<'_>, input: &ResponseHeadersPolicyInput) -> ResponseHeadersPolicy {
    let security = &input.security;
    let mut set = Vec::new();
    if let Some(hsts) = &security.hsts {
        let mut value = format!("max-age={}", hsts.max_age);
        value.push_str(if hsts.include_subdomains { "; includeSubDomains" } else { "" });
        value.push_str(if hsts.preload { "; preload" } else { "" });
        set.push(header("Strict-Transport-Security", value, hsts.overrides));
    }
    if let Some(overrides) = security.content_type_options {
        set.push(header("X-Content-Type-Options", "nosniff", overrides));
    }
    if let Some(word) = &security.frame_options {
        set.push(header("X-Frame-Options", word.value.as_str(), word.overrides));
    }
    if let Some(word) = &security.referrer_policy {
        set.push(header("Referrer-Policy", word.value.as_str(), word.overrides));
    }
    if let Some(policy) = &security.content_security_policy {
        set.push(header("Content-Security-Policy", reading.texts.phrase(&policy.value), policy.overrides));
    }
    if let Some(word) = &security.xss_protection {
        let value = match word.value.as_str() {
            "block" => "1; mode=block",
            "off" => "0",
            _ => "1",
        };
        set.push(header("X-XSS-Protection", value, word.overrides));
    }
    set.extend(input.headers.iter().map(|(name, own)| header(name, reading.texts.phrase(&own.value), own.overrides)));
    ResponseHeadersPolicy {
        name: input.name.clone(),
        known: true,
        cors: input.cors.as_ref().map(|cors| Cors {
            origins: cors.origins.clone(),
            methods: cors.methods.clone(),
            headers: cors.headers.clone(),
            expose: cors.expose.clone(),
            credentials: cors.credentials,
            max_age: Some(cors.max_age),
            overrides: cors.overrides,
        }),
        set,
        removed: input.removed.clone(),
        server_timing: input.server_timing,
    }
}

/// A policy that CloudFront brings with it, as its documentation says what it adds ("Use managed response headers policies"). Its
/// API tells more of them, since it wants verbs and request headers in every policy: viewers are not said to get those. The values
/// of the security headers and which of them override are of general knowledge (unverified).
pub(super) fn managed(id: &str) -> ResponseHeadersPolicy {
    let known = managed::RESPONSE_HEADERS.iter().find(|policy| policy.id == id);
    let (sites, preflight, security) = match known.map(|policy| policy.short) {
        Some("cors") => (true, false, false),
        Some("cors-preflight") => (true, true, false),
        Some("cors-security") => (true, false, true),
        Some("cors-preflight-security") => (true, true, true),
        Some("security") => (false, false, true),
        _ => (false, false, false),
    };
    let some = |names: &[&str]| names.iter().filter(|_| preflight).map(|&name| name.to_owned()).collect();
    ResponseHeadersPolicy {
        name: known.map_or(id, |policy| policy.name).to_owned(),
        known: known.is_some(),
        cors: sites.then(|| Cors {
            origins: ["*".to_owned()].into(),
            methods: some(&["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]),
            headers: Default::default(),
            expose: some(&["*"]),
            credentials: false,
            max_age: None,
            overrides: false,
        }),
        set: match security {
            true => vec![
                header("Referrer-Policy", "strict-origin-when-cross-origin", false),
                header("Strict-Transport-Security", "max-age=31536000", false),
                header("X-Content-Type-Options", "nosniff", true),
                header("X-Frame-Options", "SAMEORIGIN", false),
                header("X-XSS-Protection", "1; mode=block", false),
            ],
            false => Vec::new(),
        },
        removed: Default::default(),
        server_timing: None,
    }
}

fn header(name: &str, value: impl Into<Phrase>, overrides: bool) -> ResponseHeader {
    ResponseHeader { name: name.to_owned(), value: value.into(), overrides }
}
