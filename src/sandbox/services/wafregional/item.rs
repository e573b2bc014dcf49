//! What may be put into an object, and what refers to what.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{Noun, State};
use crate::sandbox::services::wafv2::refuse::{Reply, invalid, must, nonexistent, refuse, text};
use crate::sandbox::services::wafv2::regex::{Dialect, problem};

const POSITIONS: [&str; 5] = ["EXACTLY", "STARTS_WITH", "ENDS_WITH", "CONTAINS", "CONTAINS_WORD"];
const TRANSFORMS: [&str; 6] =
    ["NONE", "LOWERCASE", "URL_DECODE", "HTML_ENTITY_DECODE", "COMPRESS_WHITE_SPACE", "CMD_LINE"];

/// Longest target of a byte match and longest header name, in bytes.
const TARGET: usize = 50;
const HEADER: usize = 40;

/// An item as it is kept: header names in lower case, the type of a rule written out.
pub(super) fn normal(noun: Noun, item: &Value) -> Value {
    let mut item = item.clone();
    if let Some(data) = item.pointer("/FieldToMatch/Data").and_then(Value::as_str).map(str::to_ascii_lowercase) {
        item["FieldToMatch"]["Data"] = json!(data);
    }
    if noun == Noun::WebAcl && item.is_object() && item["Type"].is_null() {
        item["Type"] = json!("REGULAR");
    }
    item
}

/// Checks one item that is to be inserted.
pub(super) fn check(state: &State, noun: Noun, item: &Value) -> Reply<()> {
    match noun {
        Noun::ByteMatchSet => {
            let target =
                STANDARD.decode(text(item, "TargetString")?).map_err(|_| invalid("TargetString is not base64"))?;
            must((1..=TARGET).contains(&target.len()), || invalid("TargetString has 1 to 50 bytes"))?;
            must(POSITIONS.contains(&text(item, "PositionalConstraint")?), || {
                invalid("PositionalConstraint is unknown")
            })?;
            check_part(item)
        }
        Noun::RegexPatternSet => match problem(item.as_str().unwrap_or_default(), Dialect::Classic) {
            Some(problem) => Err(refuse("WAFInvalidRegexPatternException", problem)),
            None => Ok(()),
        },
        Noun::RegexMatchSet => {
            exists(state, Noun::RegexPatternSet, text(item, "RegexPatternSetId")?)?;
            check_part(item)
        }
        Noun::SizeConstraintSet => {
            must(["EQ", "NE", "LE", "LT", "GE", "GT"].contains(&text(item, "ComparisonOperator")?), || {
                invalid("ComparisonOperator is unknown")
            })?;
            let size = item["Size"].as_i64().unwrap_or(-1);
            must((0..=21_474_836_480).contains(&size), || invalid("Size is between 0 and 21,474,836,480"))?;
            check_part(item)
        }
        Noun::SqlInjectionMatchSet | Noun::XssMatchSet => check_part(item),
        Noun::GeoMatchSet => {
            let country = text(item, "Value")?;
            must(text(item, "Type")? == "Country" && country.len() == 2, || invalid("Value is no country"))
        }
        Noun::IpSet => address(text(item, "Type")?, text(item, "Value")?),
        Noun::Rule | Noun::RateBasedRule => {
            must(item["Negated"].is_boolean(), || invalid("Negated must not be null"))?;
            let set = match text(item, "Type")? {
                "ByteMatch" => Noun::ByteMatchSet,
                "RegexMatch" => Noun::RegexMatchSet,
                "IPMatch" => Noun::IpSet,
                "GeoMatch" => Noun::GeoMatchSet,
                "SizeConstraint" => Noun::SizeConstraintSet,
                "SqlInjectionMatch" => Noun::SqlInjectionMatchSet,
                "XssMatch" => Noun::XssMatchSet,
                other => return Err(invalid(format!("{other} is no predicate type"))),
            };
            exists(state, set, text(item, "DataId")?)
        }
        Noun::WebAcl => {
            must(item["Priority"].is_i64(), || invalid("Priority must not be null"))?;
            let rule = match text(item, "Type")? {
                "REGULAR" => Noun::Rule,
                "RATE_BASED" => Noun::RateBasedRule,
                _ => return Err(nonexistent()),
            };
            must(matches!(text(&item["Action"], "Type")?, "ALLOW" | "BLOCK" | "COUNT"), || {
                invalid("Action is unknown")
            })?;
            exists(state, rule, text(item, "RuleId")?)
        }
    }
}

/// A block of addresses whose length Classic takes (aws-facts 17.2).
fn address(version: &str, value: &str) -> Reply<()> {
    let wrong = || invalid(format!("{value} is no address in CIDR notation that WAF Classic takes"));
    let (ip, prefix) = value.split_once('/').ok_or_else(wrong)?;
    let ip: std::net::IpAddr = ip.parse().map_err(|_| wrong())?;
    let prefix: u8 = prefix.parse().map_err(|_| wrong())?;
    let fits = match version {
        "IPV4" => ip.is_ipv4() && (prefix == 8 || (16..=32).contains(&prefix)),
        "IPV6" => ip.is_ipv6() && [24, 32, 48, 56, 64, 128].contains(&prefix),
        _ => false,
    };
    must(fits, wrong)
}

fn exists(state: &State, noun: Noun, id: &str) -> Reply<()> {
    must(state.object(noun, id).is_some(), nonexistent)
}

/// The part of the request and the transformation of a tuple.
fn check_part(item: &Value) -> Reply<()> {
    must(TRANSFORMS.contains(&text(item, "TextTransformation")?), || invalid("TextTransformation is unknown"))?;
    let part = &item["FieldToMatch"];
    let name = part["Data"].as_str().unwrap_or_default();
    match text(part, "Type")? {
        "HEADER" => must((1..=HEADER).contains(&name.len()), || invalid("a header name has 1 to 40 bytes")),
        "SINGLE_QUERY_ARG" => must(!name.is_empty(), || invalid("Data must not be null")),
        "URI" | "QUERY_STRING" | "METHOD" | "BODY" | "ALL_QUERY_ARGS" => Ok(()),
        other => Err(invalid(format!("{other} is no part of a request"))),
    }
}

/// Checks what items must not have in common.
pub(super) fn check_together(noun: Noun, items: &[Value]) -> Reply<()> {
    if noun != Noun::WebAcl {
        return Ok(());
    }
    for member in ["Priority", "RuleId"] {
        let different: BTreeSet<String> = items.iter().map(|item| item[member].to_string()).collect();
        must(different.len() == items.len(), || invalid(format!("two rules of the web ACL have the same {member}")))?;
    }
    Ok(())
}

/// Whether another object refers to this one.
pub(super) fn referenced(state: &State, noun: Noun, id: &str) -> bool {
    let (by, member): (&[Noun], _) = match noun {
        Noun::ByteMatchSet
        | Noun::RegexMatchSet
        | Noun::SizeConstraintSet
        | Noun::SqlInjectionMatchSet
        | Noun::XssMatchSet
        | Noun::GeoMatchSet
        | Noun::IpSet => (&[Noun::Rule, Noun::RateBasedRule], "DataId"),
        Noun::RegexPatternSet => (&[Noun::RegexMatchSet], "RegexPatternSetId"),
        Noun::Rule | Noun::RateBasedRule => (&[Noun::WebAcl], "RuleId"),
        Noun::WebAcl => return false,
    };
    by.iter().flat_map(|by| state.of(*by)).flat_map(|object| &object.items).any(|item| item[member] == id)
}
