use std::collections::BTreeSet;

use super::super::fault::Fault;
use crate::sandbox::{Element, World};

/// The origins: ids, hosts, paths, access controls, headers.
pub(super) fn check_origins(config: &Element, world: &World) -> Result<(), Fault> {
    let origins = config.items("Origins");
    if origins.is_empty() {
        return Err(Fault::argument("At least one origin is required."));
    }
    if origins.len() > 100 {
        return Err(Fault::new(400, "TooManyOrigins", "You cannot create more origins for the distribution."));
    }
    let ids: BTreeSet<&str> = origins.iter().map(|origin| origin.text_of("Id")).collect();
    if ids.len() != origins.len() {
        return Err(Fault::argument("The origin ids must be unique within a distribution."));
    }
    origins.iter().try_for_each(|origin| check_origin(origin, world))
}

fn check_origin(origin: &Element, world: &World) -> Result<(), Fault> {
    let invalid = |message: &str| Fault::new(400, "InvalidOrigin", message);
    let domain = origin.text_of("DomainName");
    let bad_domain = domain.is_empty() || domain.contains([':', '/', ' ']);
    if bad_domain {
        return Err(Fault::argument(format!(
            "The parameter Origin DomainName does not refer to a valid host: {domain}"
        )));
    }
    let path = origin.text_of("OriginPath");
    if !path.is_empty() && (!path.starts_with('/') || path.ends_with('/')) {
        return Err(Fault::argument("The parameter Origin Path must start with a '/' and must not end with one."));
    }
    match (origin.child("S3OriginConfig"), origin.child("CustomOriginConfig"), origin.child("VpcOriginConfig")) {
        (Some(_), None, None) => {
            if !(domain.contains(".s3.") || domain.contains(".s3-")) || !domain.ends_with(".amazonaws.com") {
                return Err(Fault::argument("The parameter Origin DomainName does not refer to a valid S3 bucket."));
            }
        }
        (None, Some(custom), None) => check_custom(custom)?,
        (None, None, Some(_)) => {}
        _ => {
            return Err(invalid(
                "An origin has exactly one of S3OriginConfig, CustomOriginConfig and VpcOriginConfig.",
            ));
        }
    }
    check_connection(origin)?;
    let control = origin.text_of("OriginAccessControlId");
    if !control.is_empty() {
        if !world.cloudfront.access_controls.contains_key(control) {
            return Err(Fault::new(400, "InvalidOriginAccessControl", "The origin access control is not valid."));
        }
        let identity = origin.child("S3OriginConfig").map_or("", |s3| s3.text_of("OriginAccessIdentity"));
        if !identity.is_empty() {
            let message =
                "An origin cannot contain both an origin access control (OAC) and an origin access identity (OAI).";
            return Err(Fault::new(400, "IllegalOriginAccessConfiguration", message));
        }
    }
    check_headers(origin)
}

/// How an origin is connected to; what is left out is filled in later.
fn check_connection(origin: &Element) -> Result<(), Fault> {
    let number = |name: &str, usual: u32| origin.child(name).map_or(Some(usual), |number| number.text.parse().ok());
    if !number("ConnectionAttempts", 3).is_some_and(|attempts| (1..=3).contains(&attempts)) {
        return Err(Fault::argument("The parameter ConnectionAttempts must be between 1 and 3."));
    }
    if !number("ConnectionTimeout", 10).is_some_and(|seconds| (1..=10).contains(&seconds)) {
        return Err(Fault::argument("The parameter ConnectionTimeout must be between 1 and 10."));
    }
    let Some(shield) = origin.child("OriginShield") else { return Ok(()) };
    let region = shield.text_of("OriginShieldRegion");
    if (shield.text_of("Enabled") == "true") == SHIELDS.contains(&region) {
        Ok(())
    } else {
        Err(Fault::argument("The parameter OriginShieldRegion is not a region of CloudFront Origin Shield."))
    }
}

/// The regions that have an origin shield (documentation, "Choosing the AWS Region for Origin Shield").
const SHIELDS: [&str; 13] = [
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "eu-central-1",
    "eu-west-1",
    "eu-west-2",
    "me-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-2",
];

fn check_custom(custom: &Element) -> Result<(), Fault> {
    if !["http-only", "https-only", "match-viewer"].contains(&custom.text_of("OriginProtocolPolicy")) {
        return Err(Fault::malformed());
    }
    let port = |name: &str| custom.text_of(name).parse::<u16>().unwrap_or(0);
    if [port("HTTPPort"), port("HTTPSPort")].iter().any(|port| !matches!(port, 80 | 443 | 1024..)) {
        return Err(Fault::argument("The parameter Origin port must be 80, 443 or between 1024 and 65535."));
    }
    let seconds = |name: &str| custom.child(name).map_or(Some(30), |seconds| seconds.text.parse::<u32>().ok());
    if !seconds("OriginReadTimeout").is_some_and(|seconds| (1..=120).contains(&seconds)) {
        return Err(Fault::new(
            400,
            "InvalidOriginReadTimeout",
            "The read timeout specified for the origin is not valid.",
        ));
    }
    if !seconds("OriginKeepaliveTimeout").is_some_and(|seconds| (1..=120).contains(&seconds)) {
        let message = "The keep alive timeout specified for the origin is not valid.";
        return Err(Fault::new(400, "InvalidOriginKeepaliveTimeout", message));
    }
    Ok(())
}

/// Header names an origin may not be sent (documentation, "Custom headers that CloudFront can't add to origin requests").
const FORBIDDEN_HEADERS: [&str; 23] = [
    "cache-control",
    "connection",
    "content-length",
    "cookie",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "max-forwards",
    "pragma",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "range",
    "request-range",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
    "x-real-ip",
];

fn check_headers(origin: &Element) -> Result<(), Fault> {
    let headers = origin.items("CustomHeaders");
    if headers.len() > 30 {
        let message = "Your request contains too many origin custom headers.";
        return Err(Fault::new(400, "TooManyOriginCustomHeaders", message));
    }
    let mut total = 0;
    let mut names = BTreeSet::new();
    for header in headers {
        let (name, value) = (header.text_of("HeaderName"), header.text_of("HeaderValue"));
        let lower = name.to_ascii_lowercase();
        let forbidden =
            FORBIDDEN_HEADERS.contains(&lower.as_str()) || lower.starts_with("x-amz-") || lower.starts_with("x-edge-");
        let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if forbidden || name.is_empty() || !name.bytes().all(is_token) {
            return Err(Fault::argument(format!(
                "The parameter HeaderName contains a name that is not allowed: {name}"
            )));
        }
        if name.len() > 256 || value.len() > 1783 || value.is_empty() {
            return Err(Fault::argument(format!("The origin custom header {name} is empty or too long.")));
        }
        if !names.insert(lower) {
            return Err(Fault::argument(format!("The origin custom header {name} is there twice.")));
        }
        total += name.len() + value.len();
    }
    if total > 10_240 {
        return Err(Fault::argument("The origin custom headers are too long in all."));
    }
    Ok(())
}
