use std::time::Duration;

use super::super::fault::Fault;
use super::behavior::check_behaviors;
use super::origin::check_origins;
use super::viewer::{check_aliases, check_certificate};
use crate::sandbox::services::wafv2;
use crate::sandbox::{Element, World};

/// What CloudFront checks before it takes a `DistributionConfig`; `id` is that of the distribution being updated.
pub(in super::super) fn check(
    config: &Element,
    world: &mut World,
    id: Option<&str>,
    now: Duration,
) -> Result<(), Fault> {
    check_form(config)?;
    check_origins(config, world)?;
    check_behaviors(config, world)?;
    check_aliases(config, world, id)?;
    check_certificate(config, world, now)?;
    check_error_responses(config)?;
    check_geo(config)?;
    check_logging(config, world)?;
    check_web_acl(config.text_of("WebACLId"), world)
}

fn check_form(config: &Element) -> Result<(), Fault> {
    if config.text_of("CallerReference").is_empty() {
        return Err(Fault::argument("The parameter CallerReference is required."));
    }
    if config.child("Origins").is_none() || config.child("DefaultCacheBehavior").is_none() {
        return Err(Fault::malformed());
    }
    if !["true", "false"].contains(&config.text_of("Enabled")) {
        return Err(Fault::malformed());
    }
    if config.text_of("Comment").chars().count() > 128 {
        return Err(Fault::argument("The parameter Comment is too long."));
    }
    if config.text_of("DefaultRootObject").starts_with('/') {
        let message = "The default root object file name is too big or contains an invalid character.";
        return Err(Fault::new(400, "InvalidDefaultRootObject", message));
    }
    check_quantities(config)
}

/// Every list says how many items it has.
fn check_quantities(element: &Element) -> Result<(), Fault> {
    if let Some(quantity) = element.child("Quantity") {
        let items = element.child("Items").map_or(0, |items| items.children.len());
        if quantity.text.parse() != Ok(items) {
            let message = format!("The value of Quantity and the size of Items don't match in {}.", element.name);
            return Err(Fault::new(400, "InconsistentQuantities", message));
        }
    }
    element.children.iter().try_for_each(check_quantities)
}

/// Statuses a custom error response may be for.
const ERROR_CODES: [&str; 11] = ["400", "403", "404", "405", "414", "416", "500", "501", "502", "503", "504"];

fn check_error_responses(config: &Element) -> Result<(), Fault> {
    for response in config.items("CustomErrorResponses") {
        if !ERROR_CODES.contains(&response.text_of("ErrorCode")) {
            return Err(Fault::new(400, "InvalidErrorCode", "An invalid error code was specified."));
        }
        let (page, code) = (response.text_of("ResponsePagePath"), response.text_of("ResponseCode"));
        if !code.is_empty() && code != "200" && !ERROR_CODES.contains(&code) {
            return Err(Fault::new(400, "InvalidResponseCode", "A response code is not valid."));
        }
        if page.is_empty() != code.is_empty() || !(page.is_empty() || page.starts_with('/')) {
            return Err(Fault::argument("ResponsePagePath starts with a '/' and comes with a ResponseCode."));
        }
    }
    Ok(())
}

fn check_geo(config: &Element) -> Result<(), Fault> {
    let Some(geo) = config.child("Restrictions").and_then(|restrictions| restrictions.child("GeoRestriction")) else {
        return Ok(());
    };
    let countries = geo.child("Items").map_or(0, |items| items.children.len());
    let fits = match geo.text_of("RestrictionType") {
        "none" => countries == 0,
        "blacklist" | "whitelist" => countries > 0,
        _ => false,
    };
    if fits {
        Ok(())
    } else {
        Err(Fault::new(400, "InvalidGeoRestrictionParameter", "The specified geo restriction parameter is not valid."))
    }
}

/// Access logs go into a bucket of the account that heeds access control lists; CloudFront lets its log delivery into them.
fn check_logging(config: &Element, world: &mut World) -> Result<(), Fault> {
    let Some(logging) = config.child("Logging").filter(|logging| logging.text_of("Enabled") == "true") else {
        return Ok(());
    };
    let host = logging.text_of("Bucket");
    let name = host.strip_suffix(".amazonaws.com").and_then(|host| host.split_once(".s3")).map(|(name, _)| name);
    let Some(bucket) = name.and_then(|name| world.s3.buckets.get_mut(name)) else {
        let message = "The specified bucket for access logs does not refer to a valid S3 bucket.";
        return Err(Fault::argument(message));
    };
    if bucket.ownership.as_deref() == Some("BucketOwnerEnforced") {
        let message =
            format!("The S3 bucket that you specified for CloudFront logs does not enable ACL access: {host}");
        return Err(Fault::argument(message));
    }
    bucket.takes_logs = true;
    Ok(())
}

/// A WAFv2 ACL of scope CLOUDFRONT by ARN, a Classic one by id.
fn check_web_acl(id: &str, world: &World) -> Result<(), Fault> {
    let is_edge = id.starts_with("arn:aws:wafv2:us-east-1:")
        && id.contains(":global/webacl/")
        && wafv2::web_acl(world, id).is_some();
    if id.is_empty() || !id.starts_with("arn:") || is_edge {
        Ok(())
    } else {
        let message =
            "Web ACL is not accessible by the requester: it must be the ARN of an AWS WAF web ACL of scope CLOUDFRONT.";
        Err(Fault::new(400, "InvalidWebACLId", message))
    }
}
