use crate::kinds::aws::wafv2::statement::{
    Fallback, FieldToMatch, Forwarded, InvalidJson, MatchScope, Oversize as OversizeInput, Position as PositionInput,
    RateKey as RateKeyInput, RateKeys, Several, Which,
};
use crate::reqpath::Position;
use crate::reqpath::model::{BrokenJson, Field, JsonScope, MapScope, Oversize, RateKey, Transform};

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

/// What requests that are counted together have in common.
pub(super) fn rate_keys(keys: &RateKeys, forwarded: Option<&Forwarded>) -> Vec<RateKey> {
    match keys {
        RateKeys::Ip => vec![RateKey::Address],
        RateKeys::ForwardedIp => vec![first_address(forwarded)],
        RateKeys::Constant => Vec::new(),
        RateKeys::Custom(keys) => keys.iter().map(|key| one_key(key, forwarded)).collect(),
    }
}

fn first_address(forwarded: Option<&Forwarded>) -> RateKey {
    match forwarded {
        Some(one) => RateKey::Forwarded(one.header.clone(), one.fallback == Fallback::Match),
        None => RateKey::Other("forwarded address".to_owned()),
    }
}

fn one_key(key: &RateKeyInput, forwarded: Option<&Forwarded>) -> RateKey {
    let other = |what: &str| RateKey::Other(what.to_owned());
    match key {
        RateKeyInput::Ip => RateKey::Address,
        RateKeyInput::ForwardedIp => first_address(forwarded),
        RateKeyInput::Method => RateKey::Part(Field::Method, Vec::new()),
        RateKeyInput::Path(after) => RateKey::Part(Field::UriPath, transforms(after)),
        RateKeyInput::QueryString(after) => RateKey::Part(Field::QueryString, transforms(after)),
        RateKeyInput::Header(named) => RateKey::Part(Field::Header(named.name.clone()), transforms(&named.transforms)),
        RateKeyInput::Cookie(named) => RateKey::Cookie(named.name.clone(), transforms(&named.transforms)),
        RateKeyInput::QueryArgument(named) => {
            RateKey::Part(Field::QueryArgument(named.name.clone()), transforms(&named.transforms))
        }
        RateKeyInput::LabelNamespace(namespace) => RateKey::Labels(namespace.clone()),
        RateKeyInput::Ja3(_) => other("JA3 fingerprint"),
        RateKeyInput::Ja4(_) => other("JA4 fingerprint"),
        RateKeyInput::Asn => other("autonomous system"),
    }
}
