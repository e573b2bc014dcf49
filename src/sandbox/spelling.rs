//! How AWS spells things otherwise than they were sent (aws-facts 3.2): lists whose order means nothing come back in another one,
//! policies come back as other JSON of the same meaning, AWS adds tags of its own. Done to answers on their way out, for all services
//! alike, so that whatever reads them must not rely on spelling.

use bytes::Bytes;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::Element;

/// Lists of JSON services whose order means nothing, by signing name and member.
const UNORDERED: &[(&str, &[&str])] = &[
    ("acm", &["SubjectAlternativeNames", "DomainValidationOptions", "CertificateSummaryList", "Tags"]),
    ("apigateway", &["binaryMediaTypes", "apiStages", "item"]),
    ("lambda", &["Versions", "Aliases"]),
    ("logs", &["logGroups"]),
    (
        "wafv2",
        &[
            "Rules",
            "RegularExpressionList",
            "Addresses",
            "TagList",
            "WebACLs",
            "IPSets",
            "RegexPatternSets",
            "RuleGroups",
        ],
    ),
    (
        "waf-regional",
        &[
            "ByteMatchTuples",
            "RegexMatchTuples",
            "RegexPatternStrings",
            "IPSetDescriptors",
            "GeoMatchConstraints",
            "SizeConstraints",
            "SqlInjectionMatchTuples",
            "XssMatchTuples",
            "Predicates",
            "Rules",
            "TagList",
            "WebACLs",
        ],
    ),
];

/// Elements of XML services whose children may come in another order. `Items` of CloudFront stand in lists of which only those
/// of [`ORDERED`] mean something by their order.
const SHUFFLED: &[(&str, &[&str])] = &[
    ("cloudfront", &["Items"]),
    ("iam", &["Tags", "AttachedPolicies", "PolicyNames"]),
    ("route53", &["ResourceRecords", "Tags"]),
    ("s3", &["TagSet"]),
];

/// Lists of CloudFront that are tried or shown in their order.
const ORDERED: &[&str] =
    &["CacheBehaviors", "DistributionList", "InvalidationList", "FunctionList", "OriginAccessControlList", "Members"];

/// Members of JSON that hold a policy as text.
const POLICIES: &[(&str, &str)] = &[("apigateway", "policy")];

/// A tag nobody asked for.
const TAG: (&str, &str) = ("aws:cloudformation:stack-name", "nobody-s");

/// The body of a successful answer of `service`, spelt otherwise.
pub(super) fn otherwise(service: &str, path: &str, body: &Bytes) -> Option<Bytes> {
    match service {
        "acm" | "apigateway" | "lambda" | "logs" | "wafv2" | "waf-regional" => {
            let mut value: Value = serde_json::from_slice(body).ok()?;
            respell_json(service, &mut value);
            Some(value.to_string().into())
        }
        "s3" if path.contains("?policy") => {
            let policy: Value = serde_json::from_slice(body).ok()?;
            Some(policy_otherwise(&policy).to_string().into())
        }
        // Objects are whatever somebody put there, and grants have attributes.
        "s3" if !path.contains("?tagging") => None,
        "cloudfront" | "iam" | "route53" | "s3" => {
            let mut document = Element::parse(body)?;
            respell_xml(service, &mut document, "");
            Some(document.document("urn:spelt-otherwise").into())
        }
        _ => None,
    }
}

fn listed<'t>(table: &'t [(&str, &[&str])], service: &str) -> &'t [&'t str] {
    table.iter().find(|(name, _)| *name == service).map_or(&[], |(_, members)| members)
}

fn respell_json(service: &str, value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (name, inner) in map.iter_mut() {
                respell_json(service, inner);
                match inner {
                    Value::Array(items) => {
                        if listed(UNORDERED, service).contains(&name.as_str()) {
                            items.reverse();
                        }
                        if items.iter().any(|item| item.get("Key").is_some() && item.get("Value").is_some()) {
                            items.push(json!({ "Key": TAG.0, "Value": TAG.1 }));
                        }
                    }
                    Value::Object(tags) if matches!(name.as_str(), "tags" | "Tags") && !tags.is_empty() => {
                        tags.insert(TAG.0.to_owned(), TAG.1.into());
                    }
                    Value::String(text) if POLICIES.contains(&(service, name)) => {
                        let said = text.replace("\\\"", "\"");
                        if let Ok(policy) = serde_json::from_str::<Value>(&said) {
                            *text = policy_otherwise(&policy).to_string().replace('"', "\\\"");
                        }
                    }
                    _ => {}
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| respell_json(service, item)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn respell_xml(service: &str, element: &mut Element, above: &str) {
    let name = element.name.clone();
    element.children.iter_mut().for_each(|child| respell_xml(service, child, &name));
    if listed(SHUFFLED, service).contains(&name.as_str()) && !ORDERED.contains(&above) {
        element.children.reverse();
    }
    let tag = |child: &Element| child.child("Key").is_some() && child.child("Value").is_some();
    if let Some(first) = element.children.iter().find(|child| tag(child)).map(|child| child.name.clone()) {
        let extra = [Element::leaf("Key", TAG.0), Element::leaf("Value", TAG.1)];
        element.children.push(Element::node(&first, extra));
    }
    if service == "iam" && matches!(name.as_str(), "AssumeRolePolicyDocument" | "PolicyDocument") {
        let said = percent_decode_str(&element.text).decode_utf8_lossy().into_owned();
        if let Ok(policy) = serde_json::from_str::<Value>(&said) {
            element.text = utf8_percent_encode(&policy_otherwise(&policy).to_string(), NON_ALPHANUMERIC).to_string();
        }
    }
}

/// Another policy document of the same meaning: members in another order, lists reversed, a list of one as what is in it and the
/// other way round.
fn policy_otherwise(policy: &Value) -> Value {
    let statements = match policy.get("Statement") {
        Some(Value::Array(all)) => all.iter().rev().map(statement).collect(),
        Some(one) => vec![statement(one)],
        None => Vec::new(),
    };
    let mut map = Map::new();
    for (name, value) in policy.as_object().into_iter().flatten().rev() {
        map.insert(name.clone(), if name == "Statement" { statements.clone().into() } else { value.clone() });
    }
    map.into()
}

fn statement(statement: &Value) -> Value {
    let members = statement.as_object().into_iter().flatten().rev();
    let other = members.map(|(name, value)| {
        let said = match name.as_str() {
            "Effect" | "Sid" => value.clone(),
            _ => scalar_or_list(value),
        };
        (name.clone(), said)
    });
    Value::Object(other.collect())
}

fn scalar_or_list(value: &Value) -> Value {
    match value {
        Value::Object(map) => map.iter().rev().map(|(name, inner)| (name.clone(), scalar_or_list(inner))).collect(),
        Value::Array(items) if items.len() == 1 => items[0].clone(),
        Value::Array(items) => items.iter().rev().cloned().collect(),
        // `"Principal": "*"` is not the same as a list.
        Value::String(text) if text == "*" => text.clone().into(),
        Value::Bool(flag) => json!([flag.to_string()]),
        scalar => json!([scalar]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spelt_otherwise_means_the_same() {
        let policy = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": ["a:b", "a:c"],
            "Resource": "x", "Condition": { "Bool": { "aws:SecureTransport": false } } }] });
        assert_eq!(
            policy_otherwise(&policy).to_string(),
            r#"{"Statement":[{"Condition":{"Bool":{"aws:SecureTransport":["false"]}},"Resource":["x"],"Action":["a:c","a:b"],"Effect":"Allow"}],"Version":"2012-10-17"}"#
        );
        let body = Bytes::from(json!({ "binaryMediaTypes": ["a", "b"], "tags": { "k": "v" } }).to_string());
        let said = otherwise("apigateway", "/restapis/x", &body).expect("JSON");
        assert_eq!(
            said,
            r#"{"binaryMediaTypes":["b","a"],"tags":{"k":"v","aws:cloudformation:stack-name":"nobody-s"}}"#
        );
        let body = Bytes::from("<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag></TagSet></Tagging>");
        let said = otherwise("s3", "/b?tagging", &body).expect("XML");
        assert!(String::from_utf8_lossy(&said).contains("<Key>aws:cloudformation:stack-name</Key>"));
        assert_eq!(otherwise("s3", "/b/page.html", &body), None);
    }
}
