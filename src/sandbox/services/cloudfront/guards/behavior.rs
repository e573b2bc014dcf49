use std::collections::BTreeSet;

use super::super::fault::Fault;
use super::super::policy;
use crate::sandbox::{Element, World};

/// The behaviours: patterns, targets, methods, policies, functions.
pub(super) fn check_behaviors(config: &Element, world: &World) -> Result<(), Fault> {
    let others = config.items("CacheBehaviors");
    if others.len() > 75 {
        let message = "You cannot create more cache behaviors for the distribution.";
        return Err(Fault::new(400, "TooManyCacheBehaviors", message));
    }
    let patterns: BTreeSet<&str> = others.iter().map(|behavior| behavior.text_of("PathPattern")).collect();
    if patterns.len() != others.len() || patterns.contains("") {
        return Err(Fault::argument("The parameter PathPattern must be there and unique among the cache behaviors."));
    }
    if patterns.iter().any(|pattern| pattern.len() > 255) {
        return Err(Fault::argument("The parameter PathPattern is too long."));
    }
    config
        .child("DefaultCacheBehavior")
        .into_iter()
        .chain(others)
        .try_for_each(|behavior| check_behavior(config, behavior, world))
}

fn check_behavior(config: &Element, behavior: &Element, world: &World) -> Result<(), Fault> {
    let target = behavior.text_of("TargetOriginId");
    if !config.items("Origins").iter().any(|origin| origin.text_of("Id") == target) {
        let message = format!("One or more of your origins or origin groups do not exist: {target}");
        return Err(Fault::new(404, "NoSuchOrigin", message));
    }
    if !["allow-all", "redirect-to-https", "https-only"].contains(&behavior.text_of("ViewerProtocolPolicy")) {
        return Err(Fault::malformed());
    }
    check_methods(behavior)?;
    match behavior.text_of("CachePolicyId") {
        "" if behavior.child("ForwardedValues").is_none() => {
            return Err(Fault::argument("The parameter ForwardedValues is required."));
        }
        "" => {}
        _ if ["ForwardedValues", "MinTTL", "DefaultTTL", "MaxTTL"].iter().any(|old| behavior.child(old).is_some()) => {
            return Err(Fault::argument(
                "The parameter ForwardedValues cannot be used when a cache policy is associated.",
            ));
        }
        id => policy::Sort::Cache.check(id, world)?,
    }
    for (name, sort) in [
        ("OriginRequestPolicyId", policy::Sort::OriginRequest),
        ("ResponseHeadersPolicyId", policy::Sort::ResponseHeaders),
    ] {
        let id = behavior.text_of(name);
        if !id.is_empty() {
            sort.check(id, world)?;
        }
    }
    let mut events = BTreeSet::new();
    for association in behavior.items("FunctionAssociations") {
        let arn = association.text_of("FunctionARN");
        let live = world.cloudfront.functions.values().any(|function| function.arn == arn && function.live.is_some());
        let event = association.text_of("EventType");
        let known = ["viewer-request", "viewer-response"].contains(&event);
        if !live || !known || !events.insert(event) {
            let message = "The specified CloudFront function association is invalid: the function must be published, and an \
                           event takes one function.";
            return Err(Fault::new(400, "InvalidFunctionAssociation", message));
        }
    }
    Ok(())
}

fn check_methods(behavior: &Element) -> Result<(), Fault> {
    const READ: [&str; 2] = ["GET", "HEAD"];
    const READ_AND_ASK: [&str; 3] = ["GET", "HEAD", "OPTIONS"];
    const ALL: [&str; 7] = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];
    let Some(allowed) = behavior.child("AllowedMethods") else { return Ok(()) };
    let set = |list: &Element| -> Vec<String> {
        let methods = list.child("Items").map_or(&[][..], |items| &items.children);
        methods.iter().map(|method| method.text.clone()).collect::<BTreeSet<_>>().into_iter().collect()
    };
    let is_one_of = |methods: &[String], sets: &[&[&str]]| sets.iter().any(|set| methods == *set);
    if !is_one_of(&set(allowed), &[&READ, &READ_AND_ASK, &ALL]) {
        return Err(Fault::argument("The parameter AllowedMethods is not one of the sets that can be chosen."));
    }
    match allowed.child("CachedMethods") {
        Some(cached) if !is_one_of(&set(cached), &[&READ, &READ_AND_ASK]) => {
            Err(Fault::argument("The parameter CachedMethods is not one of the sets that can be chosen."))
        }
        _ => Ok(()),
    }
}
