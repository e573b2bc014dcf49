use serde_json::{Value, json};

use super::noun::Words;
use super::{Noun, Object, State, association, item, token};
use crate::sandbox::services::wafv2::refuse::{Reply, invalid, list, must, nonexistent, over_limit, refuse, text};
use crate::sandbox::{Call, World};

/// Longest names, of objects and of metrics.
const LONGEST: usize = 128;

pub(super) fn create(call: &Call, world: &mut World, noun: Noun, body: &Value) -> Reply {
    let id = world.uuid();
    let state = world.wafregional.entry(call.region.clone()).or_default();
    let words = noun.words();
    token::check(state, body)?;
    let name = text(body, "Name")?;
    must((1..=LONGEST).contains(&name.len()), || invalid("Name has 1 to 128 characters"))?;
    must(state.of(noun).count() < words.objects, || over_limit(format!("at most {} {}", words.objects, words.plural)))?;
    let object = Object {
        id: id.clone(),
        name: name.to_owned(),
        metric_name: if noun.measured() { Some(metric_name(body)?) } else { None },
        default_action: if noun == Noun::WebAcl { Some(default_action(&body["DefaultAction"])?) } else { None },
        rate_limit: if noun == Noun::RateBasedRule { Some(rate_limit(body)?) } else { None },
        items: Vec::new(),
        made: call.now,
    };
    let answer = json!({ words.answer: shown(call, &words, &object) });
    state.objects.entry(noun).or_default().insert(id, object);
    Ok(token::spend(call, state, answer))
}

fn metric_name(body: &Value) -> Reply<String> {
    let name = text(body, "MetricName")?;
    must(!matches!(name, "All" | "Default_Action"), || {
        refuse("WAFDisallowedNameException", "The name specified is invalid.")
    })?;
    let plain = (1..=LONGEST).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    must(plain, || invalid("MetricName has 1 to 128 letters and digits"))?;
    Ok(name.to_owned())
}

/// Requests of one address in five minutes.
fn rate_limit(body: &Value) -> Reply<u64> {
    let limit = body["RateLimit"].as_u64().unwrap_or_default();
    must((100..=2_000_000_000).contains(&limit), || invalid("RateLimit is between 100 and 2,000,000,000"))?;
    Ok(limit)
}

fn default_action(action: &Value) -> Reply<Value> {
    must(matches!(text(action, "Type")?, "ALLOW" | "BLOCK"), || invalid("DefaultAction is ALLOW or BLOCK"))?;
    Ok(action.clone())
}

/// An object as it is answered.
fn shown(call: &Call, words: &Words, object: &Object) -> Value {
    let mut shown = json!({ words.id: object.id, "Name": object.name, words.items: object.items });
    if let Some(metric) = &object.metric_name {
        shown["MetricName"] = json!(metric);
    }
    if let Some(limit) = object.rate_limit {
        shown["RateKey"] = json!("IP");
        shown["RateLimit"] = json!(limit);
    }
    if let Some(action) = &object.default_action {
        shown["DefaultAction"] = action.clone();
        shown["WebACLArn"] = json!(association::acl_arn(call, &object.id));
    }
    shown
}

pub(super) fn get(call: &Call, state: &State, noun: Noun, body: &Value) -> Reply {
    let words = noun.words();
    let object = state.object(noun, text(body, words.id)?).ok_or_else(nonexistent)?;
    Ok(json!({ words.answer: shown(call, &words, object) }))
}

/// A page of the objects of a kind, by id. `NextMarker` is the id of the last one on the page.
pub(super) fn list_all(state: &State, noun: Noun, body: &Value) -> Reply {
    let words = noun.words();
    let limit =
        body.get("Limit").and_then(Value::as_u64).filter(|limit| (1..=100).contains(limit)).unwrap_or(100) as usize;
    let after = body.get("NextMarker").and_then(Value::as_str).unwrap_or("");
    let found: Vec<_> = state.of(noun).filter(|object| object.id.as_str() > after).collect();
    let page = found.iter().take(limit).map(|object| json!({ words.id: object.id, "Name": object.name }));
    let mut answer = json!({ words.plural: page.collect::<Vec<_>>() });
    if found.len() > limit {
        answer["NextMarker"] = json!(found[limit - 1].id);
    }
    Ok(answer)
}

/// All changes of the request, or none.
pub(super) fn update(call: &Call, world: &mut World, noun: Noun, body: &Value) -> Reply {
    let state = world.wafregional.entry(call.region.clone()).or_default();
    let words = noun.words();
    token::check(state, body)?;
    let id = text(body, words.id)?;
    let object = state.object(noun, id).ok_or_else(nonexistent)?;
    let updates = list(body, "Updates");
    must(!updates.is_empty() || matches!(noun, Noun::WebAcl | Noun::RateBasedRule), || {
        invalid("Updates must not be empty")
    })?;
    let mut items = object.items.clone();
    for update in updates {
        let item = item::normal(noun, update.get(words.item).unwrap_or(&Value::Null));
        let at = items.iter().position(|known| *known == item);
        match (text(update, "Action")?, at) {
            ("INSERT", None) => {
                item::check(state, noun, &item)?;
                items.push(item);
            }
            ("INSERT", Some(_)) => return Err(nothing_to_do(format!("the {} already exists in {id}", words.item))),
            ("DELETE", Some(at)) => {
                items.remove(at);
            }
            ("DELETE", None) => return Err(nothing_to_do(format!("the {} does not exist in {id}", words.item))),
            (other, _) => return Err(invalid(format!("{other} is no Action"))),
        }
    }
    must(items.len() <= words.most, || over_limit(format!("a {} has at most {} items", words.name, words.most)))?;
    item::check_together(noun, &items)?;
    let action = match body.get("DefaultAction").filter(|action| action.is_object() && noun == Noun::WebAcl) {
        Some(action) => Some(default_action(action)?),
        None => object.default_action.clone(),
    };
    let limit = if noun == Noun::RateBasedRule { Some(rate_limit(body)?) } else { None };
    let id = id.to_owned();
    if let Some(object) = state.objects.get_mut(&noun).and_then(|objects| objects.get_mut(&id)) {
        object.items = items;
        object.default_action = action;
        object.rate_limit = limit;
    }
    Ok(token::spend(call, state, json!({})))
}

fn nothing_to_do(why: String) -> crate::sandbox::Answer {
    refuse("WAFInvalidOperationException", format!("The operation failed because there was nothing to do: {why}"))
}

pub(super) fn delete(call: &Call, world: &mut World, noun: Noun, body: &Value) -> Reply {
    let words = noun.words();
    let id = text(body, words.id)?.to_owned();
    let guards = noun == Noun::WebAcl && association::guards(call, world, &id);
    let state = world.wafregional.entry(call.region.clone()).or_default();
    token::check(state, body)?;
    let object = state.object(noun, &id).ok_or_else(nonexistent)?;
    must(!guards && !item::referenced(state, noun, &id), || {
        refuse(
            "WAFReferencedItemException",
            "The operation failed because you tried to delete an object that is still in use.",
        )
    })?;
    must(object.items.is_empty(), || {
        refuse(
            "WAFNonEmptyEntityException",
            "The operation failed because you tried to delete an object that isn't empty.",
        )
    })?;
    state.objects.entry(noun).or_default().remove(&id);
    if noun == Noun::WebAcl {
        state.logging.remove(&association::acl_arn(call, &id));
    }
    Ok(token::spend(call, state, json!({})))
}
