use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::api::ID;
use super::patch::Patch;
use super::refuse::{Reply, bad_request, conflict, not_found};
use super::{State, page, tags};
use crate::sandbox::services::acm;
use crate::sandbox::{Answer, Call, World};

/// A regional custom domain name.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Domain {
    /// `api.example.com`.
    pub name: String,
    /// `d-{id}.execute-api.{region}.amazonaws.com`, which DNS leads to.
    pub target: String,
    /// ARN of a certificate of the region.
    pub certificate_arn: String,
    /// `TLS_1_0` or `TLS_1_2`.
    pub security_policy: String,
    /// API id and stage by base path; `(none)` for all paths.
    pub mappings: BTreeMap<String, (String, String)>,
    /// By key.
    pub tags: BTreeMap<String, String>,
}

const ALL_PATHS: &str = "(none)";

/// The hosted zone of a region's `execute-api` names (AWS general reference, API Gateway endpoints).
fn hosted_zone(region: &str) -> &'static str {
    match region {
        "us-east-1" => "Z1UJRXOUMOOFQ8",
        "us-west-2" => "Z2OJLYMUO9EFXC",
        "eu-west-1" => "ZLY8HYME6SFDD",
        "eu-central-1" => "Z1U9ULNL0V5AJ3",
        // Other regions have their own; here they share this one.
        _ => "ZOJJZC49E0EPZ",
    }
}

fn view(domain: &Domain, region: &str) -> Value {
    json!({
        "domainName": domain.name,
        "regionalDomainName": domain.target,
        "regionalHostedZoneId": hosted_zone(region),
        "regionalCertificateArn": domain.certificate_arn,
        "endpointConfiguration": { "types": ["REGIONAL"], "ipAddressType": "ipv4" },
        "domainNameStatus": "AVAILABLE",
        "securityPolicy": domain.security_policy,
        "routingMode": "BASE_PATH_MAPPING_ONLY",
        "tags": domain.tags,
    })
}

fn missing() -> Answer {
    not_found("Invalid domain name identifier specified")
}

/// The certificate must be issued in the same region and cover the name.
fn check_certificate(call: &Call, world: &World, arn: &str, name: &str) -> Result<(), Answer> {
    let names = acm::issued_names(world, arn, call.now);
    if !arn.starts_with(&format!("arn:aws:acm:{}:", call.region)) || names.is_none() {
        return Err(bad_request("Invalid certificate ARN: the certificate must be issued and in the same region"));
    }
    let covers = |known: &String| {
        known == name
            || known.strip_prefix('*').is_some_and(|rest| name.find('.').is_some_and(|dot| name[dot..] == *rest))
    };
    match names.is_some_and(|names| names.iter().any(covers)) {
        true => Ok(()),
        false => Err(bad_request("The domain name to be created is not covered by the provided certificate.")),
    }
}

fn check_policy(policy: &str) -> Result<(), Answer> {
    match policy {
        "TLS_1_0" | "TLS_1_2" => Ok(()),
        _ => Err(bad_request("Invalid security policy specified")),
    }
}

pub(super) fn create(call: &Call, state: &mut State, world: &mut World) -> Reply {
    let body = call.json();
    let text = |name: &str| body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let name = text("domainName").ok_or_else(|| bad_request("Invalid domain name specified"))?;
    if body.pointer("/endpointConfiguration/types/0").and_then(Value::as_str) != Some("REGIONAL") {
        return Err(Answer::json_error(501, "NotImplemented", "API Gateway: only regional domain names are built"));
    }
    if state.domains.contains_key(&name) {
        return Err(bad_request("The domain name you provided already exists."));
    }
    let certificate_arn = text("regionalCertificateArn").unwrap_or_default();
    check_certificate(call, world, &certificate_arn, &name)?;
    let security_policy = text("securityPolicy").unwrap_or_else(|| "TLS_1_2".into());
    check_policy(&security_policy)?;
    let domain = Domain {
        target: format!("d-{}.execute-api.{}.amazonaws.com", world.id(ID, 10), call.region),
        name: name.clone(),
        certificate_arn,
        security_policy,
        mappings: BTreeMap::new(),
        tags: tags::of_body(&body)?,
    };
    let answer = Answer::json(201, &view(&domain, &call.region));
    state.domains.insert(name, domain);
    Ok(answer)
}

pub(super) fn list(call: &Call, state: &State) -> Reply {
    page::page(call, state.domains.iter().map(|(name, one)| (name.as_str(), view(one, &call.region))).collect())
}

pub(super) fn get(call: &Call, state: &State, name: &str) -> Reply {
    Ok(Answer::json(200, &view(state.domains.get(name).ok_or_else(missing)?, &call.region)))
}

pub(super) fn update(call: &Call, state: &mut State, world: &World, name: &str) -> Reply {
    let domain = state.domains.get_mut(name).ok_or_else(missing)?;
    let mut next = domain.clone();
    for patch in Patch::of(call)? {
        match (patch.op.as_str(), patch.path.as_str()) {
            ("replace", "/regionalCertificateArn") => {
                next.certificate_arn = patch.required()?;
                check_certificate(call, world, &next.certificate_arn, name)?;
            }
            ("replace", "/securityPolicy") => {
                next.security_policy = patch.required()?;
                check_policy(&next.security_policy)?;
            }
            _ => return Err(patch.refused(&["/regionalCertificateArn", "/securityPolicy"])),
        }
    }
    *domain = next;
    Ok(Answer::json(200, &view(domain, &call.region)))
}

pub(super) fn delete(state: &mut State, name: &str) -> Reply {
    state.domains.remove(name).map(|_| Answer::empty(202)).ok_or_else(missing)
}

fn mapping_view(path: &str, (api, stage): &(String, String)) -> Value {
    json!({ "basePath": path, "restApiId": api, "stage": stage })
}

fn no_mapping() -> Answer {
    not_found("Invalid base path mapping identifier specified")
}

fn check_target(state: &State, api: &str, stage: &str) -> Result<(), Answer> {
    match state.apis.get(api) {
        None => Err(bad_request("Invalid REST API identifier specified")),
        Some(found) if !found.stages.contains_key(stage) => Err(bad_request("Invalid stage identifier specified")),
        Some(_) => Ok(()),
    }
}

pub(super) fn map(call: &Call, state: &mut State, name: &str) -> Reply {
    let body = call.json();
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or("").to_owned();
    let path = Some(text("basePath")).filter(|path| !path.is_empty()).unwrap_or_else(|| ALL_PATHS.to_owned());
    let target = (text("restApiId"), text("stage"));
    check_target(state, &target.0, &target.1)?;
    let domain = state.domains.get_mut(name).ok_or_else(missing)?;
    if domain.mappings.contains_key(&path) {
        return Err(conflict("Base path already exists for this domain name"));
    }
    let answer = Answer::json(201, &mapping_view(&path, &target));
    domain.mappings.insert(path, target);
    Ok(answer)
}

pub(super) fn mappings(call: &Call, state: &State, name: &str) -> Reply {
    let mappings = &state.domains.get(name).ok_or_else(missing)?.mappings;
    page::page(call, mappings.iter().map(|(path, target)| (path.as_str(), mapping_view(path, target))).collect())
}

pub(super) fn get_mapping(state: &State, name: &str, path: &str) -> Reply {
    let target = state.domains.get(name).and_then(|domain| domain.mappings.get(path)).ok_or_else(no_mapping)?;
    Ok(Answer::json(200, &mapping_view(path, target)))
}

pub(super) fn update_mapping(call: &Call, state: &mut State, name: &str, path: &str) -> Reply {
    let found = state.domains.get(name).and_then(|domain| domain.mappings.get(path)).ok_or_else(no_mapping)?;
    let mut next = found.clone();
    for patch in Patch::of(call)? {
        match (patch.op.as_str(), patch.path.as_str()) {
            ("replace", "/restapiId") => next.0 = patch.required()?,
            ("replace", "/stage") => next.1 = patch.required()?,
            _ => return Err(patch.refused(&["/basePath", "/restapiId", "/stage"])),
        }
    }
    check_target(state, &next.0, &next.1)?;
    let answer = Answer::json(200, &mapping_view(path, &next));
    if let Some(domain) = state.domains.get_mut(name) {
        domain.mappings.insert(path.to_owned(), next);
    }
    Ok(answer)
}

pub(super) fn unmap(state: &mut State, name: &str, path: &str) -> Reply {
    let domain = state.domains.get_mut(name).ok_or_else(missing)?;
    domain.mappings.remove(path).map(|_| Answer::empty(202)).ok_or_else(no_mapping)
}

/// What keeps an API from being deleted: a domain name that leads to it.
pub(super) fn check_unmapped(state: &State, api: &str) -> Result<(), Answer> {
    match state.domains.values().flat_map(|domain| domain.mappings.values()).any(|(mapped, _)| mapped == api) {
        false => Ok(()),
        true => Err(bad_request(
            "Please remove all base path mappings related to the RestApi in your account before deleting it",
        )),
    }
}
