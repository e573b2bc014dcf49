use super::super::declare::Slot;
use super::super::template::{Part, StackAttr, Template};
use super::super::{Lookalike, blocks};
use super::{Context, did_you_mean, respelt};
use crate::diag::{Diagnostic, Edit, Span, Spanned};
use crate::names::BlockAddr;
use crate::syntax::Entry;

/// Takes a string with `${…}` apart. `$${` stands for the text `${`. What leads nowhere is complained about and left out.
pub fn parse(text: &str, entry: &Entry, slot: &Slot, subject: &str, cx: &mut Context) -> Template {
    let whole = entry.value.span;
    // Where escapes make source and content differ, a part's place is that of the whole string.
    let place = |start: usize, end: usize| match entry.content {
        Some(content) => Span { start: content + start as u32, end: content + end as u32, ..whole },
        None => whole,
    };
    let mut parts: Vec<Spanned<Part>> = Vec::new();
    let mut literal = String::new();
    let mut literal_start = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find("${") {
        let open = at + found;
        if text[..open].ends_with('$') && open > at {
            literal.push_str(&text[at..open - 1]);
            literal.push_str("${");
            at = open + 2;
            continue;
        }
        literal.push_str(&text[at..open]);
        let Some(length) = text[open..].find('}') else {
            let problem = Diagnostic::error("E0303", "this reference is not closed")
                .at(place(open, text.len()), "a `}` is missing")
                .help("write `${kind.name.attribute}`, or `$${` for the text `${`");
            cx.push(problem);
            cx.gaps.add_value(whole);
            return Template { parts, span: whole };
        };
        let close = open + length;
        if !literal.is_empty() {
            parts.push(Spanned::new(Part::Literal(std::mem::take(&mut literal)), place(literal_start, open)));
        }
        let span = place(open, close + 1);
        match part(text[open + 2..close].trim(), slot, subject, span, cx) {
            Some(part) => parts.push(Spanned::new(part, span)),
            None => cx.gaps.add_value(whole),
        }
        at = close + 1;
        literal_start = at;
    }
    literal.push_str(&text[at..]);
    if !literal.is_empty() {
        parts.push(Spanned::new(Part::Literal(literal), place(literal_start, text.len())));
    }
    if parts.iter().all(|part| matches!(part.value, Part::Literal(_))) {
        cx.lookalikes.extend(lookalike(text, whole, slot, cx));
    }
    Template { parts, span: whole }
}

/// A text such as `param.image`, `$stack.env` or `{function.api.arn}`, when there is what it names.
fn lookalike(text: &str, span: Span, slot: &Slot, cx: &Context) -> Option<Lookalike> {
    let opened = text.trim_start_matches(['$', '%']);
    let braced = opened.strip_prefix('{').and_then(|inner| inner.strip_suffix('}'));
    let called = opened.strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
    let path = braced.or(called).unwrap_or(opened).trim();
    let path = path.strip_prefix("var.").map_or_else(|| path.to_owned(), |name| format!("param.{name}"));
    let (kind, rest) = path.split_once('.')?;
    let named = |kind: &str, name: &str| cx.index.blocks.contains_key(&BlockAddr::new(kind, name));
    let is_there = match kind {
        "stack" => matches!(rest, "name" | "env" | "region"),
        "param" => named(kind, rest),
        "secret" => slot.secret && named(kind, rest),
        _ => {
            let (name, attr) = rest.rsplit_once('.')?;
            named(kind, name) && blocks::of(kind)?.attrs.iter().any(|known| known.name == attr)
        }
    };
    is_there.then(|| Lookalike { span, written: text.to_owned(), meant: format!("${{{path}}}") })
}

/// `(ref)"function.api.arn"`.
pub fn reference(text: &str, entry: &Entry, slot: &Slot, subject: &str, cx: &mut Context) -> Option<Template> {
    let span = entry.span();
    let part = part(text.trim(), slot, subject, entry.value.span, cx)?;
    Some(Template { parts: vec![Spanned::new(part, span)], span })
}

/// `(secret)"name"`, in a slot that takes secrets.
///
/// It stays a secret when no block of the name is there: that one is sent and compared is plain.
pub fn secret(name: &str, name_span: Span, span: Span, cx: &mut Context) -> Template {
    if cx.block_named(&["secret"], name, name_span).is_none() {
        cx.gaps.add_value(span);
    }
    Template { parts: vec![Spanned::new(Part::Secret(name.to_owned()), span)], span }
}

/// A secret stands where it would be shown.
pub fn secret_is_out_of_place(name: &str, subject: &str, span: Span, cx: &mut Context) {
    let problem = Diagnostic::error("E0307", format!("the secret `{name}` may not stand in `{subject}`"))
        .at(span, "this would be shown or recorded in clear")
        .help("secrets may stand in values of `send-header` and of a web ACL's `header`, in a function's `env` and in a usage plan's `key`");
    cx.push(problem);
}

fn part(path: &str, slot: &Slot, subject: &str, span: Span, cx: &mut Context) -> Option<Part> {
    let Some((kind, rest)) = path.split_once('.') else {
        let problem = Diagnostic::error("E0303", format!("`{path}` is not a reference"))
            .at(span, "expected `kind.name.attribute`")
            .help("write `${param.NAME}`, `${stack.env}` or `${kind.name.attribute}`; `$${` is the text `${`");
        cx.push(problem);
        return None;
    };
    match kind {
        "param" => {
            cx.block_named(&["param"], rest, span)?;
            Some(Part::Param(rest.to_owned()))
        }
        "secret" if slot.secret => {
            cx.block_named(&["secret"], rest, span)?;
            Some(Part::Secret(rest.to_owned()))
        }
        "secret" => {
            secret_is_out_of_place(rest, subject, span, cx);
            None
        }
        "stack" => match rest {
            "name" => Some(Part::Stack(StackAttr::Name)),
            "env" => Some(Part::Stack(StackAttr::Env)),
            "region" => Some(Part::Stack(StackAttr::Region)),
            other => {
                unknown_attr("stack", other, &["name", "env", "region"], span, cx);
                None
            }
        },
        _ => attribute(kind, rest, span, cx),
    }
}

fn attribute(kind: &str, rest: &str, span: Span, cx: &mut Context) -> Option<Part> {
    let kinds: Vec<&str> = blocks::all().filter(|block| !block.attrs.is_empty()).map(|block| block.node.name).collect();
    let Some(block) = blocks::all().find(|block| block.node.name == kind && !block.attrs.is_empty()) else {
        let mut known = kinds;
        known.extend(["param", "stack", "secret"]);
        // `${api.arn}`: the name of a block in place of its kind.
        let named = cx.index.blocks.keys().find(|addr| addr.name() == kind && known.contains(&addr.kind()));
        let problem = Diagnostic::error("E0303", format!("nothing of kind `{kind}` can be referred to"))
            .at(span, "not known")
            .help(match named {
                Some(addr) => format!("begin with the kind of the block: `${{{addr}.{rest}}}`"),
                None if blocks::meant_by(kind).is_some_and(|ours| known.contains(&ours)) => {
                    format!("here it is called `${{{}.{rest}}}`", blocks::meant_by(kind).unwrap_or_default())
                }
                None => did_you_mean(kind, &known),
            })
            .maybe_fix(
                respelt(kind, &known, span, false)
                    .and_then(|(_, edit)| put(&format!("{kind}.{rest}"), &format!("{}.{rest}", edit.text), span)),
            );
        cx.push(problem);
        return None;
    };
    let attrs: Vec<&str> = block.attrs.iter().map(|attr| attr.name).collect();
    // Names of zones hold dots, names of attributes do not.
    let Some((name, attr)) = rest.rsplit_once('.') else {
        let problem = Diagnostic::error("E0303", format!("`{kind}.{rest}` is a whole block"))
            .at(span, "an attribute of it is wanted")
            .help(format!("it offers {}", listed(kind, rest, &attrs)));
        cx.push(problem);
        return None;
    };
    let addr = BlockAddr::new(kind, name);
    if !cx.index.blocks.contains_key(&addr) {
        // Complains.
        return cx.block_named(&[block.node.name], name, span).map(|block| Part::Attr { block, attr: attr.to_owned() });
    }
    if !attrs.contains(&attr) {
        unknown_attr(addr.as_str(), attr, &attrs, span, cx);
        cx.depends(&addr, span);
        return None;
    }
    // The address of an aliased distribution is in the spec itself, so it may be handed to what the distribution needs.
    if !(kind == "cdn" && attr == "url" && cx.index.aliased_cdns.contains(name)) {
        cx.depends(&addr, span);
    }
    cx.attributes |= cx.block.as_ref().is_some_and(|block| !matches!(block.kind(), "output" | "expect"));
    Some(Part::Attr { block: addr, attr: attr.to_owned() })
}

fn listed(kind: &str, name: &str, attrs: &[&str]) -> String {
    attrs.iter().map(|attr| format!("`${{{kind}.{name}.{attr}}}`")).collect::<Vec<_>>().join(", ")
}

fn unknown_attr(of: &str, attr: &str, known: &[&str], span: Span, cx: &mut Context) {
    let problem = Diagnostic::error("E0304", format!("`{of}` has no attribute `{attr}`"))
        .at(span, "not known")
        .help(did_you_mean(attr, known))
        .maybe_fix(
            respelt(attr, known, span, false)
                .and_then(|(_, edit)| put(&format!("{of}.{attr}"), &format!("{of}.{}", edit.text), span)),
        );
    cx.push(problem);
}

/// The edit that puts another reference in place of one, where `span` is that of the reference and of nothing else.
fn put(written: &str, meant: &str, span: Span) -> Option<(String, Edit)> {
    let text = format!("${{{meant}}}");
    let whole = (span.end - span.start) as usize == written.len() + "${}".len();
    whole.then(|| (format!("write `{text}`"), Edit::new(span, text)))
}
