//! What a client asks for only under conditions, where a distribution has all of it.

use super::reply::Reply;
use crate::reqpath::Request;

/// Request headers that an answer depends on.
pub const NAMES: [&str; 6] =
    ["if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range", "range"];

/// The same request without conditions.
pub fn without(request: &Request) -> Request {
    let mut request = request.clone();
    request.headers.retain(|header| !NAMES.iter().any(|name| header.name.eq_ignore_ascii_case(name)));
    request
}

/// The answer, or 304 when the client has it already.
pub fn met(request: &Request, reply: Reply) -> Reply {
    if reply.status != 200 {
        return reply;
    }
    let own = |name: &str| {
        let found = reply.headers.iter().find(|(one, _)| one.eq_ignore_ascii_case(name));
        found.map(|(_, value)| String::from_utf8_lossy(value).into_owned())
    };
    let asked = |name: &str| request.header(name).map(|value| value.shown());
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let known = match (asked("if-none-match"), asked("if-modified-since")) {
        (Some(tags), _) => {
            own("etag").is_some_and(|own| tags.split(',').any(|tag| tag.trim() == "*" || bare(tag) == bare(&own)))
        }
        (None, Some(since)) => {
            let date = |text: &str| jiff::fmt::rfc2822::parse(text).ok().map(|date| date.timestamp());
            let modified = own("last-modified").and_then(|own| date(&own));
            matches!((modified, date(&since)), (Some(modified), Some(since)) if modified <= since)
        }
        (None, None) => false,
    };
    match known {
        true => Reply { status: 304, body: Default::default(), ..reply },
        false => reply,
    }
}
