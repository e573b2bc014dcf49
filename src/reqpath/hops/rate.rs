use super::super::live::{Limit, Live, Measure};
use super::super::phrase::Phrase;
use super::super::request::Client;
use super::super::transform;
use super::super::truth::Truth;
use super::field::{self, Found, NoAddress};
use super::statement::{Labels, View};
use crate::reqpath::model::{Field, MapScope, Oversize, Rate, RateKey, Transform};

/// Counts a request against a rate limit; a request without all of what it is counted by does not count (aws-facts 17.3).
pub(super) fn exceeded(live: &dyn Live, view: &View<'_>, labels: &Labels, rule: &str, rate: &Rate) -> Truth {
    let mut by = Vec::new();
    for key in &rate.per {
        match common(view, labels, key) {
            Common::Value(value) => by.push(value),
            Common::Missing => return Truth::NO,
            Common::TooMany => return Truth::YES,
            Common::Unknown(why) => return Truth::Unsure(why),
        }
    }
    let measure = Measure::Window { most: rate.limit, seconds: rate.window };
    let limit = Limit { of: format!("{} rule `{rule}`", view.acl), by: by.join("\n"), measure };
    Truth::of(live.exceeds(&limit))
}

/// What a request has in common with others that are counted with it.
enum Common {
    Value(String),
    Missing,
    /// It counts as one too many, whatever there was.
    TooMany,
    Unknown(String),
}

fn common(view: &View<'_>, labels: &Labels, key: &RateKey) -> Common {
    match key {
        RateKey::Address => Common::Value(match view.request.client {
            Client::Address(address) => address.to_string(),
            Client::Somewhere => "somewhere".to_owned(),
            Client::Cloudfront => "CloudFront".to_owned(),
        }),
        RateKey::Forwarded(header, fallback) => {
            match view.request.header(header).map(|value| field::address(&value, "FIRST")) {
                None => Common::Missing,
                Some(Ok(address)) => Common::Value(address.to_string()),
                Some(Err(NoAddress::Broken)) if *fallback => Common::TooMany,
                Some(Err(NoAddress::Broken)) => Common::Missing,
                Some(Err(NoAddress::Closed)) => Common::Unknown(format!("`{header}` holds what is not known here")),
            }
        }
        RateKey::Part(part, after) => value(view, part, after),
        RateKey::Cookie(name, after) => {
            let scope =
                MapScope { only: Some([name.clone()].into()), except: Default::default(), names: false, values: true };
            value(view, &Field::Cookies(scope, Oversize::Continue), after)
        }
        RateKey::Labels(namespace) => {
            let bare = namespace.trim_end_matches(':');
            let of_namespace =
                |label: &&String| label.starts_with(&format!("{bare}:")) || label.contains(&format!(":{bare}:"));
            let sure = labels.known.iter().filter(|(_, sure)| matches!(sure, Truth::Yes(_))).map(|(label, _)| label);
            let found: Vec<&str> = sure.filter(of_namespace).map(String::as_str).collect();
            if found.is_empty() { Common::Missing } else { Common::Value(found.join(" ")) }
        }
        RateKey::Other(what) => Common::Unknown(format!("the {what} of a request is not known here")),
    }
}

/// A part of the request as it is counted by. Where AWS does not say which reading it is, the first will do: requests that differ
/// in one differ in the other.
fn value(view: &View<'_>, part: &Field, after: &[Transform]) -> Common {
    let parts = match field::find(view, part) {
        Found::Any(parts) => parts,
        Found::Readings(parts) => parts.into_iter().take(1).collect(),
        Found::Missing => return Common::Missing,
        Found::Matches => vec![Phrase::default()],
        Found::Unknown(why) => return Common::Unknown(why),
    };
    let transformed: Result<Vec<String>, String> =
        parts.iter().map(|part| transform::apply(part, after, true).map(|part| part.shown())).collect();
    match transformed {
        Ok(values) => Common::Value(values.join(",")),
        Err(why) => Common::Unknown(why),
    }
}
