use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Phrase;
use super::model::ResponseHeader;

/// What the response headers policy of a behavior does with the answer to one request.
///
/// It counts for every answer that comes from the origin or is kept of it. Removing goes first: what is removed and set is set
/// (CloudFront documentation, "Understand response headers policies").
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct HeaderChanges {
    /// Headers of the origin that the viewer does not get.
    pub removed: BTreeSet<String>,
    /// Headers the viewer gets, in order.
    pub set: Vec<ResponseHeader>,
    /// Percent of such answers that carry `Server-Timing`; 100 where the request asks for it. What it says is known only once the
    /// request flows.
    pub server_timing: Option<u32>,
}

/// What became of one header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// The origin's is taken away.
    Removed(String),
    /// The origin's stays.
    Kept(String),
    /// There was none.
    Added(String),
    /// The origin's is no more.
    Replaced(String),
}

/// What CloudFront calls itself where the origin's own word is taken away.
const SERVER: (&str, &str) = ("Server", "CloudFront");

impl HeaderChanges {
    /// Changes the headers of an answer, and says what became of each.
    pub fn apply<V>(&self, headers: &mut Vec<(String, V)>, write: impl Fn(&Phrase) -> V) -> Vec<Changed> {
        let mut changed = Vec::new();
        let among = |headers: &[(String, V)], name: &str| headers.iter().any(|(one, _)| one.eq_ignore_ascii_case(name));
        let mut nameless = false;
        for name in self.removed.iter().filter(|name| among(headers, name)).collect::<Vec<_>>() {
            headers.retain(|(one, _)| !one.eq_ignore_ascii_case(name));
            nameless |= name.eq_ignore_ascii_case(SERVER.0);
            changed.push(Changed::Removed(name.clone()));
        }
        for header in &self.set {
            let name = header.name.clone();
            let there = among(headers, &name);
            if there && !header.overrides {
                changed.push(Changed::Kept(name));
                continue;
            }
            headers.retain(|(one, _)| !one.eq_ignore_ascii_case(&name));
            headers.push((name.clone(), write(&header.value)));
            changed.push(if there { Changed::Replaced(name) } else { Changed::Added(name) });
        }
        if nameless && !among(headers, SERVER.0) {
            headers.push((SERVER.0.to_owned(), write(&Phrase::plain(SERVER.1))));
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(name: &str, value: &str, overrides: bool) -> ResponseHeader {
        ResponseHeader { name: name.into(), value: value.into(), overrides }
    }

    #[test]
    fn what_is_removed_goes_first_and_what_is_set_respects_the_origin_unless_told() {
        let changes = HeaderChanges {
            removed: ["x-powered-by", "Server", "X-Both", "absent"].map(str::to_owned).into(),
            set: vec![
                header("X-Keep", "policy", false),
                header("X-Win", "policy", true),
                header("x-both", "new", false),
            ],
            server_timing: None,
        };
        let mut headers: Vec<(String, String)> = [
            ("X-Powered-By", "a"),
            ("server", "nginx"),
            ("x-keep", "origin"),
            ("X-WIN", "origin"),
            ("x-win", "2"),
            ("X-Both", "old"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        let changed = changes.apply(&mut headers, Phrase::shown);
        let seen: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(seen, [("x-keep", "origin"), ("X-Win", "policy"), ("x-both", "new"), ("Server", "CloudFront")]);
        assert_eq!(changed.len(), 6, "{changed:?}");
        // Doing it again changes nothing.
        let before = headers.clone();
        changes.apply(&mut headers, Phrase::shown);
        headers.sort();
        assert_eq!(headers, {
            let mut before = before;
            before.sort();
            before
        });
    }
}
