use crate::diag::Spanned;
use crate::kinds::aws::wafv2::statement::{
    Fallback, FieldToMatch, InvalidJson, JsonBody, MatchScope, Oversize, Several, Which,
};
use crate::spec::waf::{self, RequestPart, SomeOf};

/// A part of the request in WAFv2's words.
pub(super) fn field(part: &RequestPart) -> FieldToMatch {
    match part {
        RequestPart::Header(name) => FieldToMatch::Header(name.value.to_ascii_lowercase()),
        RequestPart::Argument(name) => FieldToMatch::QueryArgument(name.value.clone()),
        RequestPart::Arguments => FieldToMatch::AllQueryArguments,
        RequestPart::Path => FieldToMatch::Path,
        RequestPart::QueryString => FieldToMatch::QueryString,
        RequestPart::Fragment(word) => FieldToMatch::UriFragment(Some(fallback(word.value))),
        RequestPart::Method => FieldToMatch::Method,
        RequestPart::Body(word) => FieldToMatch::Body(oversize(word.value)),
        RequestPart::JsonBody { pointers, scope, invalid, oversize: word } => FieldToMatch::JsonBody(JsonBody {
            paths: sorted(pointers.iter().map(|pointer| pointer.value.clone())),
            scope: match_scope(scope.value),
            invalid: invalid.map(|invalid| match invalid.value {
                waf::InvalidJson::Match => InvalidJson::Match,
                waf::InvalidJson::NoMatch => InvalidJson::NoMatch,
                waf::InvalidJson::EvaluateAsString => InvalidJson::EvaluateAsString,
            }),
            oversize: oversize(word.value),
        }),
        RequestPart::Headers { which, scope, oversize: word } => FieldToMatch::Headers(Several {
            which: some_of(which, |name| name.to_ascii_lowercase()),
            scope: match_scope(scope.value),
            oversize: oversize(word.value),
        }),
        RequestPart::Cookies { which, scope, oversize: word } => FieldToMatch::Cookies(Several {
            which: some_of(which, str::to_owned),
            scope: match_scope(scope.value),
            oversize: oversize(word.value),
        }),
        RequestPart::HeaderOrder(word) => FieldToMatch::HeaderOrder(oversize(word.value)),
        RequestPart::Ja3(word) => FieldToMatch::Ja3(fallback(word.value)),
        RequestPart::Ja4(word) => FieldToMatch::Ja4(fallback(word.value)),
    }
}

/// Names that are a set to AWS.
fn some_of(which: &SomeOf, spelt: impl Fn(&str) -> String) -> Which {
    let names = |names: &[Spanned<String>]| sorted(names.iter().map(|name| spelt(&name.value)));
    match which {
        SomeOf::All => Which::All,
        SomeOf::Only(only) => Which::Included(names(only)),
        SomeOf::Except(except) => Which::Excluded(names(except)),
    }
}

fn sorted(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.collect();
    names.sort();
    names.dedup();
    names
}

fn oversize(word: waf::Oversize) -> Oversize {
    match word {
        waf::Oversize::Continue => Oversize::Continue,
        waf::Oversize::Match => Oversize::Match,
        waf::Oversize::NoMatch => Oversize::NoMatch,
    }
}

/// Where there is nothing to look at.
pub(super) fn fallback(word: waf::Fallback) -> Fallback {
    match word {
        waf::Fallback::Match => Fallback::Match,
        waf::Fallback::NoMatch => Fallback::NoMatch,
    }
}

fn match_scope(word: waf::MatchScope) -> MatchScope {
    match word {
        waf::MatchScope::All => MatchScope::All,
        waf::MatchScope::Names => MatchScope::Key,
        waf::MatchScope::Values => MatchScope::Value,
    }
}
