use crate::sandbox::{Answer, Call, Element, World};

use super::fault::{Fault, check_etag};
use super::route::{Outcome, iso, page, tagged, xml};
use super::{ALPHABET, Distribution, config, guards, tagging};

fn no_such() -> Fault {
    Fault::new(404, "NoSuchDistribution", "The specified distribution does not exist.")
}

fn found<'a>(world: &'a World, id: &str) -> Result<&'a Distribution, Fault> {
    world.cloudfront.distributions.get(id).ok_or_else(no_such)
}

/// CreateDistribution and CreateDistributionWithTags (`?WithTags`).
pub(super) fn create(call: &Call, world: &mut World) -> Outcome {
    let body = Element::parse(&call.body).ok_or_else(Fault::malformed)?;
    let (mut wish, tags) = if call.query("WithTags").is_some() {
        let tags = body.child("Tags").ok_or_else(Fault::malformed)?;
        (body.child("DistributionConfig").ok_or_else(Fault::malformed)?.clone(), tagging::from_xml(tags)?)
    } else {
        (body, Default::default())
    };
    let reference = wish.text_of("CallerReference").to_owned();
    let taken =
        world.cloudfront.distributions.values().any(|other| other.config.text_of("CallerReference") == reference);
    if taken {
        let message = "The caller reference you attempted to create the distribution with is associated with another distribution.";
        return Err(Fault::new(409, "DistributionAlreadyExists", message));
    }
    guards::check(&wish, world, None, call.now)?;
    config::fill(&mut wish);
    let id = format!("E{}", world.id(ALPHABET, 13));
    let distribution = Distribution {
        arn: format!("arn:aws:cloudfront::{}:distribution/{id}", call.account),
        domain: format!("d{}.cloudfront.net", world.id(b"abcdefghijklmnopqrstuvwxyz0123456789", 13)),
        config: wish,
        etag: format!("E{}", world.id(ALPHABET, 13)),
        modified: call.now,
        replaced: Vec::new(),
        tags,
        invalidations: Vec::new(),
    };
    let answer = shown(call, &id, &distribution, 201);
    world.cloudfront.distributions.insert(id.clone(), distribution);
    Ok(answer.with("location", format!("https://cloudfront.amazonaws.com/2020-05-31/distribution/{id}")))
}

/// A `Distribution` document with its ETag.
fn shown(call: &Call, id: &str, distribution: &Distribution, status: u16) -> Answer {
    let nobody = |name: &str| Element::node(name, [Element::leaf("Enabled", "false"), Element::leaf("Quantity", "0")]);
    let pending =
        distribution.invalidations.iter().filter(|invalidation| invalidation.status(call.now) == "InProgress");
    let document = Element::node(
        "Distribution",
        [
            Element::leaf("Id", id),
            Element::leaf("ARN", distribution.arn.clone()),
            Element::leaf("Status", distribution.status(call.now)),
            Element::leaf("LastModifiedTime", iso(distribution.modified)),
            Element::leaf("InProgressInvalidationBatches", pending.count().to_string()),
            Element::leaf("DomainName", distribution.domain.clone()),
            nobody("ActiveTrustedSigners"),
            nobody("ActiveTrustedKeyGroups"),
            distribution.config.clone(),
        ],
    );
    tagged(status, &document, &distribution.etag)
}

/// GetDistribution.
pub(super) fn get(call: &Call, world: &World, id: &str) -> Outcome {
    Ok(shown(call, id, found(world, id)?, 200))
}

/// GetDistributionConfig.
pub(super) fn get_config(world: &World, id: &str) -> Outcome {
    let distribution = found(world, id)?;
    Ok(tagged(200, &distribution.config, &distribution.etag))
}

/// UpdateDistribution: the whole configuration is replaced.
pub(super) fn update(call: &Call, world: &mut World, id: &str) -> Outcome {
    let mut wish = Element::parse(&call.body).ok_or_else(Fault::malformed)?;
    let there = found(world, id)?;
    check_etag(call.header("if-match"), &there.etag)?;
    if wish.text_of("CallerReference") != there.config.text_of("CallerReference") {
        return Err(Fault::new(400, "IllegalUpdate", "The update contains modifications that are not allowed."));
    }
    guards::check(&wish, world, Some(id), call.now)?;
    config::fill(&mut wish);
    let etag = format!("E{}", world.id(ALPHABET, 13));
    let distribution = world.cloudfront.distributions.get_mut(id).ok_or_else(no_such)?;
    distribution.reconfigure(wish, call.now);
    distribution.etag = etag;
    let answer = shown(call, id, distribution, 200);
    Ok(answer)
}

/// DeleteDistribution: only once it is disabled everywhere.
pub(super) fn delete(call: &Call, world: &mut World, id: &str) -> Outcome {
    let distribution = found(world, id)?;
    check_etag(call.header("if-match"), &distribution.etag)?;
    if distribution.enabled() || distribution.status(call.now) != "Deployed" {
        let message = "The distribution you are trying to delete has not been disabled.";
        return Err(Fault::new(409, "DistributionNotDisabled", message));
    }
    world.cloudfront.distributions.remove(id);
    Ok(Answer::empty(204))
}

/// What a list says of a distribution's configuration.
const SUMMARY: [&str; 15] = [
    "Aliases",
    "Origins",
    "OriginGroups",
    "DefaultCacheBehavior",
    "CacheBehaviors",
    "CustomErrorResponses",
    "Comment",
    "PriceClass",
    "Enabled",
    "ViewerCertificate",
    "Restrictions",
    "WebACLId",
    "HttpVersion",
    "IsIPV6Enabled",
    "Staging",
];

/// ListDistributions.
pub(super) fn list(call: &Call, world: &World) -> Answer {
    let entries = world.cloudfront.distributions.iter().map(|(id, distribution)| {
        let head = [
            Element::leaf("Id", id.clone()),
            Element::leaf("ARN", distribution.arn.clone()),
            Element::leaf("ETag", distribution.etag.clone()),
            Element::leaf("Status", distribution.status(call.now)),
            Element::leaf("LastModifiedTime", iso(distribution.modified)),
            Element::leaf("DomainName", distribution.domain.clone()),
        ];
        let rest = SUMMARY.iter().filter_map(|name| distribution.config.child(name).cloned());
        (id, Element::node("DistributionSummary", head.into_iter().chain(rest)))
    });
    xml(200, &page(call, "DistributionList", entries))
}
