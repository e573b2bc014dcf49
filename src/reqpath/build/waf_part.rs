use crate::kinds::aws::wafv2::statement::{
    FieldToMatch, InvalidJson, MatchScope, Oversize as OversizeInput, Position as PositionInput, RateKey, RateKeys,
    Several, Which,
};
use crate::reqpath::Position;
use crate::reqpath::model::{BrokenJson, Field, JsonScope, MapScope, Oversize, Transform};

/// The part of a request that is looked at.
pub(super) fn field(input: &FieldToMatch) -> Field {
    match input {
        FieldToMatch::Header(name) => Field::Header(name.clone()),
        FieldToMatch::QueryArgument(name) => Field::QueryArgument(name.clone()),
        FieldToMatch::AllQueryArguments => Field::QueryArguments,
        FieldToMatch::Path => Field::UriPath,
        FieldToMatch::QueryString => Field::QueryString,
        FieldToMatch::UriFragment(_) => Field::Other("what stands behind `#`".to_owned()),
        FieldToMatch::Method => Field::Method,
        FieldToMatch::Body(limit) => Field::Body(oversize(*limit)),
        FieldToMatch::JsonBody(json) => {
            let (names, values) = halves(json.scope);
            let scope = JsonScope {
                paths: json.paths.clone(),
                names,
                values,
                broken: match json.invalid {
                    Some(InvalidJson::Match) => BrokenJson::Match,
                    Some(InvalidJson::NoMatch) => BrokenJson::NoMatch,
                    Some(InvalidJson::EvaluateAsString) => BrokenJson::AsText,
                    None => BrokenJson::AsFarAsRead,
                },
            };
            Field::Json(scope, oversize(json.oversize))
        }
        FieldToMatch::Headers(several) => Field::Headers(scope(several), oversize(several.oversize)),
        FieldToMatch::Cookies(several) => Field::Cookies(scope(several), oversize(several.oversize)),
        FieldToMatch::HeaderOrder(limit) => Field::HeaderOrder(oversize(*limit)),
        FieldToMatch::Ja3(_) => Field::Other("the JA3 fingerprint".to_owned()),
        FieldToMatch::Ja4(_) => Field::Other("the JA4 fingerprint".to_owned()),
        FieldToMatch::Other(what) => Field::Other(what.clone()),
    }
}

fn scope(several: &Several) -> MapScope {
    let (names, values) = halves(several.scope);
    let (only, except) = match &several.which {
        Which::All => (None, Default::default()),
        Which::Included(listed) => (Some(listed.iter().cloned().collect()), Default::default()),
        Which::Excluded(listed) => (None, listed.iter().cloned().collect()),
    };
    MapScope { only, except, names, values }
}

/// Whether names, and whether values are looked at.
fn halves(scope: MatchScope) -> (bool, bool) {
    match scope {
        MatchScope::All => (true, true),
        MatchScope::Key => (true, false),
        MatchScope::Value => (false, true),
    }
}

fn oversize(input: OversizeInput) -> Oversize {
    match input {
        OversizeInput::Continue => Oversize::Continue,
        OversizeInput::Match => Oversize::Match,
        OversizeInput::NoMatch => Oversize::NoMatch,
    }
}

/// Where a searched text must stand.
pub(super) fn position(input: PositionInput) -> Position {
    match input {
        PositionInput::Exactly => Position::Exactly,
        PositionInput::StartsWith => Position::StartsWith,
        PositionInput::EndsWith => Position::EndsWith,
        PositionInput::Contains => Position::Contains,
        PositionInput::ContainsWord => Position::ContainsWord,
    }
}

/// Transformations by AWS's names in kebab-case.
pub(super) fn transforms(names: &[String]) -> Vec<Transform> {
    names.iter().filter(|name| *name != "none").map(|name| transform(name)).collect()
}

fn transform(name: &str) -> Transform {
    match name {
        "lowercase" => Transform::Lowercase,
        "uppercase" => Transform::Uppercase,
        "url-decode" => Transform::UrlDecode,
        "html-entity-decode" => Transform::HtmlEntityDecode,
        "compress-white-space" => Transform::CompressWhiteSpace,
        "remove-white-space" | "remove-whitespace" => Transform::RemoveWhiteSpace,
        "trim" => Transform::Trim { left: true, right: true },
        "trim-left" => Transform::Trim { left: true, right: false },
        "trim-right" => Transform::Trim { left: false, right: true },
        "cmd-line" => Transform::CmdLine,
        "base64-decode" => Transform::Base64Decode,
        "hex-decode" => Transform::HexDecode,
        "replace-comments" => Transform::ReplaceComments,
        "normalize-path" => Transform::NormalizePath,
        "normalize-path-win" => Transform::NormalizePathWin,
        "remove-nulls" => Transform::RemoveNulls,
        "replace-nulls" => Transform::ReplaceNulls,
        "md5" => Transform::Md5,
        "sha256" => Transform::Sha256,
        other => Transform::Other(other.to_owned()),
    }
}

/// What requests are counted by, in words.
pub(super) fn rate_key(keys: &RateKeys) -> String {
    match keys {
        RateKeys::Ip => "address".to_owned(),
        RateKeys::ForwardedIp => "forwarded address".to_owned(),
        RateKeys::Constant => "all together".to_owned(),
        RateKeys::Custom(keys) => keys.iter().map(one_key).collect::<Vec<_>>().join(", "),
    }
}

fn one_key(key: &RateKey) -> String {
    match key {
        RateKey::Ip => "address".to_owned(),
        RateKey::ForwardedIp => "forwarded address".to_owned(),
        RateKey::Method => "verb".to_owned(),
        RateKey::Path(_) => "path".to_owned(),
        RateKey::QueryString(_) => "query".to_owned(),
        RateKey::Header(named) => format!("header {}", named.name),
        RateKey::Cookie(named) => format!("cookie {}", named.name),
        RateKey::QueryArgument(named) => format!("query parameter {}", named.name),
        RateKey::LabelNamespace(namespace) => format!("labels {namespace}"),
        RateKey::Ja3(_) => "JA3 fingerprint".to_owned(),
        RateKey::Ja4(_) => "JA4 fingerprint".to_owned(),
        RateKey::Asn => "autonomous system".to_owned(),
    }
}
