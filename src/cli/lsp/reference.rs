use std::ops::Range;

use super::cursor::{Cursor, Under, slot};
use crate::spec::declare::Type;

/// What a place refers to.
#[derive(Debug, PartialEq, Eq)]
pub enum Reference {
    /// A block of one of some kinds, and what is asked of it.
    Block { kinds: Vec<&'static str>, name: String, attr: Option<String> },
    /// A file, relative to the one it is named in.
    File(String),
}

/// What the place of a cursor refers to, and where that is written.
pub fn reference(cursor: &Cursor) -> Option<(Reference, Range<usize>)> {
    let Under::Value(node, part, token, position) = cursor.under() else { return None };
    let said = cursor.said(token);
    let ty = part.ty.as_ref().map(|ty| cursor.said(ty));
    let whole = |found: Reference| Some((found, token.span.clone()));
    match ty {
        Some("secret") => return whole(named(vec!["secret"], said)),
        Some("ref") => return whole(path(said.trim())?),
        Some(_) | None => {}
    }
    if let Some(place) = braces(cursor.text, token.content.clone(), cursor.at) {
        return Some((path(cursor.text[place.start + 2..place.end - 1].trim())?, place));
    }
    let declared = cursor.declared(node)?;
    let key = part.key.as_ref().map(|key| cursor.said(key));
    if declared.name == "include" && key.is_none() {
        return whole(Reference::File(said.to_owned()));
    }
    match slot(declared, key, position)?.holds {
        Type::Block(kinds) => whole(named(kinds.to_vec(), said)),
        Type::Address(kinds) => {
            let (kind, name) = said.split_once('.')?;
            let kind = kinds.iter().find(|known| **known == kind)?;
            whole(named(vec![kind], name))
        }
        Type::Text
        | Type::Template
        | Type::Integer { .. }
        | Type::Bool
        | Type::Megabytes { .. }
        | Type::Duration { .. }
        | Type::OneOf(_)
        | Type::Path => None,
    }
}

fn named(kinds: Vec<&'static str>, name: &str) -> Reference {
    Reference::Block { kinds, name: name.to_owned(), attr: None }
}

/// `kind.name.attr`, `param.name`, `secret.name`, `stack.env`.
fn path(path: &str) -> Option<Reference> {
    let (kind, rest) = path.split_once('.')?;
    let kind = crate::spec::blocks::of(kind)?.node.name;
    let (name, attr) = match kind {
        "param" | "secret" => (rest, None),
        "stack" => ("", Some(rest)),
        // Names of zones hold dots, names of attributes do not.
        _ => rest.rsplit_once('.').map_or((rest, None), |(name, attr)| (name, Some(attr))),
    };
    Some(Reference::Block { kinds: vec![kind], name: name.to_owned(), attr: attr.map(str::to_owned) })
}

/// The `${…}` of a string that a place is inside of.
fn braces(text: &str, content: Range<usize>, at: usize) -> Option<Range<usize>> {
    let open = opened(text, content.clone(), at)?;
    let close = text[open..content.end].find('}').map(|length| open + length + 1)?;
    (at < close).then_some(open..close)
}

/// Where the `${` begins that a place is behind, when no `}` is between.
pub fn opened(text: &str, content: Range<usize>, at: usize) -> Option<usize> {
    // Between the `$` and the `{` and at the `$` itself, too.
    let reach = (at + 2).min(content.end);
    let before = text.as_bytes().get(content.start..reach)?;
    let open = before.windows(2).rposition(|pair| pair == b"${").map(|open| content.start + open)?;
    let escaped = open > content.start && text.as_bytes()[open - 1] == b'$';
    (open <= at && !escaped && !text.get(open..at)?.contains('}')).then_some(open)
}
