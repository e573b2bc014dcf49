use std::collections::BTreeSet;

use serde::Deserialize as _;
use serde_json::Value;

use super::Desired;
use super::lower::Lowering;
use crate::names::{BlockAddr, ResourceId};
use crate::state::EdgeKind;
use crate::value::Text;

/// The gate in front of a gateway, in parts: which of them let through what they match, and which keep it out. A set that does
/// both in different rules is in it both ways.
pub(super) fn in_front_of(at: &Lowering<'_>, gateway: &BlockAddr) -> Vec<(ResourceId, EdgeKind)> {
    let spec = at.spec;
    let waf = spec.gateways.get(gateway.name()).and_then(|block| block.waf.as_ref()).map(|waf| &waf.value);
    let Some(addr) = waf.filter(|addr| spec.wafs.contains_key(addr.name())) else { return Vec::new() };
    let acl = addr.resource("web-acl");
    let mut parts = Parts { resources: &at.wish.resources, found: BTreeSet::new() };
    if let Some(wanted) = parts.of(&acl) {
        let rules = wanted.inputs.as_value()["rules"].as_object().into_iter().flatten();
        rules.for_each(|(_, rule)| parts.rule(rule));
    }
    let gates = [gateway.resource("web-acl-association"), acl].map(|id| (id, EdgeKind::Passes));
    let way = |lets_through| if lets_through { EdgeKind::Passes } else { EdgeKind::Avoids };
    let found = parts.found.into_iter().map(|(id, lets_through)| (id, way(lets_through)));
    let wanted = |id: &ResourceId| at.wish.resources.iter().any(|wanted| wanted.id == *id);
    gates.into_iter().filter(|(id, _)| wanted(id)).chain(found).collect()
}

/// What rules refer to, and whether it lets through what it matches.
struct Parts<'p> {
    resources: &'p [Desired],
    found: BTreeSet<(ResourceId, bool)>,
}

impl<'p> Parts<'p> {
    fn of(&self, id: &ResourceId) -> Option<&'p Desired> {
        self.resources.iter().find(|wanted| wanted.id == *id)
    }

    /// A rule of a web ACL of either product, as it was lowered.
    fn rule(&mut self, rule: &Value) {
        match rule["action"].as_str() {
            Some("allow") => self.within(rule, true),
            Some("block" | "captcha" | "challenge") => self.within(rule, false),
            // What a group does is up to its own rules, which are compared as a whole.
            Some("group") => self.within(rule, true),
            _ => {}
        }
    }

    /// Everything a value refers to, at any depth; what stands in a negation does the opposite.
    fn within(&mut self, value: &Value, lets_through: bool) {
        match value {
            Value::Object(members) => {
                if let Some(id) = reference(value) {
                    self.add(id, lets_through);
                    return;
                }
                let negated = value["negated"] == true;
                for (name, member) in members {
                    self.within(member, lets_through != (negated || name == "not"));
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.within(item, lets_through)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn add(&mut self, id: ResourceId, lets_through: bool) {
        if let Some(wanted) = self.of(&id).filter(|_| self.found.insert((id, lets_through))) {
            self.within(wanted.inputs.as_value(), lets_through);
        }
    }
}

fn reference(value: &Value) -> Option<ResourceId> {
    match Text::deserialize(value).ok().filter(|_| value.get("$ref").is_some())? {
        Text::Ref(reference) => Some(reference.to),
        _ => None,
    }
}
