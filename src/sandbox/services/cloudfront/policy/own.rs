use std::collections::BTreeMap;

use super::super::fault::{Fault, check_etag};
use super::super::route::{Outcome, iso, page, tagged, xml};
use super::super::{ALPHABET, Policy};
use super::{Sort, check, managed};
use crate::sandbox::{Answer, Call, Element, World};

/// The ETag of managed policies, which nobody can write.
const MANAGED: &str = "E23ZP02F085DFQ";

/// How many policies of a sort an account may have.
const QUOTA: usize = 20;

fn shown(sort: Sort, id: &str, policy: &Policy, status: u16) -> Answer {
    tagged(status, &sort.document(id, &iso(policy.modified), policy.config.clone()), &policy.etag)
}

/// The configuration of a request, when CloudFront would take it for the policy `id`.
fn wanted(call: &Call, world: &World, sort: Sort, id: Option<&str>) -> Result<Element, Fault> {
    let mut wish = Element::parse(&call.body).ok_or_else(Fault::malformed)?;
    check::check(sort, &wish)?;
    let name = wish.text_of("Name");
    let own = sort.own(world).iter().filter(|(other, _)| Some(other.as_str()) != id);
    if own.into_iter().any(|(_, policy)| policy.config.text_of("Name") == name) {
        return Err(sort.taken());
    }
    check::fill(sort, &mut wish);
    Ok(wish)
}

/// CreateCachePolicy, CreateOriginRequestPolicy, CreateResponseHeadersPolicy.
pub(in super::super) fn create(call: &Call, world: &mut World, sort: Sort) -> Outcome {
    let config = wanted(call, world, sort, None)?;
    if sort.own(world).len() >= QUOTA {
        return Err(sort.too_many());
    }
    let id = world.uuid();
    let policy = Policy { config, etag: format!("E{}", world.id(ALPHABET, 13)), modified: call.now };
    let answer = shown(sort, &id, &policy, 201);
    let location = format!("https://cloudfront.amazonaws.com/2020-05-31/{}/{id}", sort.path());
    sort.own_mut(world).insert(id, policy);
    Ok(answer.with("location", location))
}

/// GetCachePolicy and its like.
pub(in super::super) fn get(world: &World, sort: Sort, id: &str) -> Outcome {
    if let Some(policy) = sort.own(world).get(id) {
        return Ok(shown(sort, id, policy, 200));
    }
    let found = managed::documents(sort).into_iter().find(|(other, _)| *other == id);
    let (_, document) = found.ok_or_else(|| sort.absent())?;
    Ok(tagged(200, &document, MANAGED))
}

/// GetCachePolicyConfig and its like.
pub(in super::super) fn get_config(world: &World, sort: Sort, id: &str) -> Outcome {
    if let Some(policy) = sort.own(world).get(id) {
        return Ok(tagged(200, &policy.config, &policy.etag));
    }
    let found = managed::documents(sort).into_iter().find(|(other, _)| *other == id);
    let (_, document) = found.ok_or_else(|| sort.absent())?;
    let config = document.child(&format!("{}Config", sort.name())).ok_or_else(|| sort.absent())?;
    Ok(tagged(200, config, MANAGED))
}

/// UpdateCachePolicy and its like: the whole configuration is replaced.
pub(in super::super) fn update(call: &Call, world: &mut World, sort: Sort, id: &str) -> Outcome {
    if sort.is_managed(id) {
        return Err(Fault::new(400, "IllegalUpdate", "You cannot update a managed policy."));
    }
    check_etag(call.header("if-match"), &sort.own(world).get(id).ok_or_else(|| sort.absent())?.etag)?;
    let config = wanted(call, world, sort, Some(id))?;
    let policy = Policy { config, etag: format!("E{}", world.id(ALPHABET, 13)), modified: call.now };
    let answer = shown(sort, id, &policy, 200);
    sort.own_mut(world).insert(id.to_owned(), policy);
    Ok(answer)
}

/// DeleteCachePolicy and its like: only when no behaviour refers to it.
pub(in super::super) fn delete(call: &Call, world: &mut World, sort: Sort, id: &str) -> Outcome {
    if sort.is_managed(id) {
        return Err(Fault::new(400, "IllegalDelete", "You cannot delete a managed policy."));
    }
    check_etag(call.header("if-match"), &sort.own(world).get(id).ok_or_else(|| sort.absent())?.etag)?;
    let refers = sort.refers();
    let mut behaviors = world.cloudfront.distributions.values().flat_map(|distribution| distribution.behaviors());
    let used = behaviors.any(|behavior| behavior.text_of(&refers) == id);
    drop(behaviors);
    if used {
        return Err(sort.in_use());
    }
    sort.own_mut(world).remove(id);
    Ok(Answer::empty(204))
}

/// ListCachePolicies and its like.
pub(in super::super) fn list(call: &Call, world: &World, sort: Sort) -> Answer {
    let name = sort.name();
    let summary = |kind: &str, document: Element| {
        Element::node(&format!("{name}Summary"), [Element::leaf("Type", kind), document])
    };
    let mut policies: BTreeMap<String, Element> = BTreeMap::new();
    if call.query("Type") != Some("custom") {
        let managed = managed::documents(sort).into_iter();
        policies.extend(managed.map(|(id, document)| (id.to_owned(), summary("managed", document))));
    }
    if call.query("Type") != Some("managed") {
        let own = sort.own(world).iter().map(|(id, policy)| {
            let document = sort.document(id, &iso(policy.modified), policy.config.clone());
            (id.clone(), summary("custom", document))
        });
        policies.extend(own);
    }
    let entries = policies.iter().map(|(id, document)| (id, document.clone()));
    xml(200, &page(call, &format!("{name}List"), entries))
}
