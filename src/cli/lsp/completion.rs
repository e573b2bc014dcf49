use std::ops::Range;

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionParams, CompletionResponse, CompletionTextEdit, Documentation,
    MarkupContent, MarkupKind, TextEdit,
};

use super::block_names::{BlockName, block_names};
use super::check::Checked;
use super::cursor::{Cursor, Under, slot};
use super::documents::Documents;
use super::hover::of_slot;
use super::positions::{Encoding, Lines};
use super::reference::opened;
use super::uris::path_of;
use crate::cli::reference::synopsis;
use crate::spec::declare::{Need, Node, Slot, Type};
use crate::spec::{ALLOW, blocks};
use crate::syntax::{OutlineNode, Token};

/// What may stand at the cursor, however broken the text around is.
pub fn answer(
    params: &CompletionParams,
    documents: &Documents,
    checked: &[Checked],
    encoding: Encoding,
) -> Option<CompletionResponse> {
    let at = &params.text_document_position;
    let path = path_of(&at.text_document.uri);
    let document = documents.get(&path)?;
    let lines = Lines::new(&document.text, encoding);
    let cursor = Cursor::new(&document.text, lines.offset(at.position));
    let names = || block_names(&path, documents, checked);
    let mut offers = Offers { lines: &lines, items: Vec::new() };
    offer(&cursor, &names, &mut offers);
    Some(CompletionResponse::Array(offers.items))
}

/// What is offered so far.
struct Offers<'a> {
    lines: &'a Lines<'a>,
    items: Vec<CompletionItem>,
}

impl Offers<'_> {
    /// Offers `text` in place of what stands at `place`.
    fn add(&mut self, label: &str, kind: CompletionItemKind, text: String, place: Range<usize>, doc: &str) {
        let edit = TextEdit { range: self.lines.range(place), new_text: text };
        self.items.push(CompletionItem {
            label: label.to_owned(),
            kind: Some(kind),
            detail: Some(doc.to_owned()).filter(|doc| !doc.is_empty()),
            text_edit: Some(CompletionTextEdit::Edit(edit)),
            ..CompletionItem::default()
        });
    }

    /// Says more about what was offered last.
    fn tell(&mut self, value: String) {
        if let Some(last) = self.items.last_mut() {
            let markup = MarkupContent { kind: MarkupKind::Markdown, value };
            last.documentation = Some(Documentation::MarkupContent(markup));
        }
    }
}

fn offer(cursor: &Cursor, names: &dyn Fn() -> Vec<BlockName>, offers: &mut Offers) {
    let here = cursor.at..cursor.at;
    match cursor.under() {
        Under::Comment => {}
        Under::Between => nodes(cursor, here, offers),
        Under::Name(node) => nodes(cursor, node.name.span.clone(), offers),
        Under::Key(node, key) => {
            let Some(declared) = cursor.declared(node) else { return };
            properties(cursor, node, declared, key.span.clone(), offers);
        }
        Under::Type(ty) => {
            for (word, doc) in TYPES {
                offers.add(word, CompletionItemKind::KEYWORD, word.to_owned(), ty.content.clone(), doc);
            }
        }
        Under::Gap(node, position) => {
            let Some(declared) = cursor.declared(node) else { return };
            if let Some(slot) = slot(declared, None, position) {
                values(slot, &Place { range: here.clone(), quotes: true }, names, offers);
            }
            properties(cursor, node, declared, here, offers);
        }
        Under::Empty(node, key) => {
            let declared = cursor.declared(node);
            let Some(slot) = declared.and_then(|declared| slot(declared, Some(cursor.said(key)), 0)) else { return };
            values(slot, &Place { range: here, quotes: true }, names, offers);
        }
        Under::Value(node, part, token, position) => {
            let place = Place { range: replaced(token, cursor.at), quotes: !token.quoted };
            let declared = cursor.declared(node);
            let key = part.key.as_ref().map(|key| cursor.said(key));
            let slot = declared.and_then(|declared| slot(declared, key, position));
            match part.ty.as_ref().map(|ty| cursor.said(ty)) {
                Some("secret") => blocks_named(&["secret"], &place, names, offers),
                Some("ref") => {
                    for (path, doc) in references(&names(), slot.is_some_and(|slot| slot.secret)) {
                        offers.add(
                            &path,
                            CompletionItemKind::REFERENCE,
                            place.written(&path),
                            place.range.clone(),
                            &doc,
                        );
                    }
                }
                Some(_) => {}
                None => {
                    if token.quoted && inside_braces(cursor, token, slot, names, offers) {
                        return;
                    }
                    if let Some(slot) = slot {
                        values(slot, &place, names, offers);
                    }
                    if let (false, None, Some(declared)) = (token.quoted, key, declared) {
                        properties(cursor, node, declared, token.span.clone(), offers);
                    }
                }
            }
        }
    }
}

const TYPES: [(&str, &str); 3] = [
    ("secret", "a sealed value, by its name"),
    ("ref", "what another block offers, `kind.name.attribute`"),
    ("file", "a file beside the spec"),
];

/// Where a value goes, and whether its quotes are still to be written.
struct Place {
    range: Range<usize>,
    quotes: bool,
}

impl Place {
    fn written(&self, text: &str) -> String {
        if self.quotes { format!("\"{text}\"") } else { text.to_owned() }
    }
}

/// What of a token a choice takes the place of: all of it, but of a string without an end only what stands before the cursor.
fn replaced(token: &Token, at: usize) -> Range<usize> {
    if token.closed { token.content.clone() } else { token.content.start..at.max(token.content.start) }
}

/// Kinds of blocks, or what may stand inside of the node around.
fn nodes(cursor: &Cursor, place: Range<usize>, offers: &mut Offers) {
    let mut add = |node: &'static Node| {
        offers.add(node.name, CompletionItemKind::CLASS, node.name.to_owned(), place.clone(), node.doc);
        offers.tell(format!("{}.\n\n`{}`", node.doc, synopsis(node)));
    };
    match cursor.around() {
        None => blocks::all().for_each(|block| add(&block.node)),
        Some(Some(around)) => {
            around.children.iter().for_each(|child| add(child.node));
            if around.children.iter().all(|child| child.node.name != ALLOW.name) {
                add(&ALLOW);
            }
        }
        // Nobody knows what goes into what nobody knows.
        Some(None) => {}
    }
}

/// Properties that are not written yet.
fn properties(cursor: &Cursor, node: &OutlineNode, declared: &'static Node, place: Range<usize>, offers: &mut Offers) {
    let mut keys = node.parts.iter().filter_map(|part| part.key.as_ref());
    let written: Vec<&str> = keys.by_ref().filter(|key| key.span != place).map(|key| cursor.said(key)).collect();
    let has_equals = cursor.text[place.end..].starts_with('=');
    for slot in declared.props.iter().filter(|slot| !written.contains(&slot.name)) {
        let equals = if has_equals { "" } else { "=" };
        let text = format!("{}{equals}", slot.name);
        offers.add(slot.name, CompletionItemKind::PROPERTY, text, place.clone(), slot.doc);
        offers.tell(of_slot(&format!("{}=", slot.name), slot));
    }
}

/// What may be written in a slot, as far as it can be listed.
fn values(slot: &'static Slot, place: &Place, names: &dyn Fn() -> Vec<BlockName>, offers: &mut Offers) {
    match slot.holds {
        Type::OneOf(choices) => {
            for choice in choices {
                let text = place.written(choice.word);
                offers.add(choice.word, CompletionItemKind::ENUM_MEMBER, text, place.range.clone(), choice.doc);
            }
        }
        Type::Bool if place.quotes => {
            for word in ["#true", "#false"] {
                offers.add(word, CompletionItemKind::KEYWORD, word.to_owned(), place.range.clone(), slot.doc);
            }
        }
        Type::Block(kinds) => blocks_named(kinds, place, names, offers),
        Type::Address(kinds) => {
            for name in names().iter().filter(|name| kinds.contains(&name.kind) && !name.name.is_empty()) {
                let address = format!("{}.{}", name.kind, name.name);
                let text = place.written(&address);
                offers.add(&address, CompletionItemKind::REFERENCE, text, place.range.clone(), &name.line);
            }
        }
        Type::Integer { .. } | Type::Megabytes { .. } | Type::Duration { .. } => {
            if let Need::Default(text) = slot.need {
                let number = matches!(slot.holds, Type::Integer { .. });
                let written = if number { text.to_owned() } else { place.written(text) };
                if place.quotes || !number {
                    offers.add(text, CompletionItemKind::VALUE, written, place.range.clone(), "holds unless given");
                }
            }
        }
        Type::Text | Type::Template | Type::Path | Type::Bool => {}
    }
}

fn blocks_named(kinds: &[&str], place: &Place, names: &dyn Fn() -> Vec<BlockName>, offers: &mut Offers) {
    for name in names().iter().filter(|name| kinds.contains(&name.kind) && !name.name.is_empty()) {
        let text = place.written(&name.name);
        offers.add(&name.name, CompletionItemKind::REFERENCE, text, place.range.clone(), &name.line);
    }
}

/// Offers references when the cursor is inside of a `${`; whether it is.
fn inside_braces(
    cursor: &Cursor,
    token: &Token,
    slot: Option<&'static Slot>,
    names: &dyn Fn() -> Vec<BlockName>,
    offers: &mut Offers,
) -> bool {
    let Some(open) = opened(cursor.text, token.content.clone(), cursor.at).filter(|open| open + 2 <= cursor.at) else {
        return false;
    };
    if slot.is_some_and(|slot| !matches!(slot.holds, Type::Template)) {
        return false;
    }
    // Up to what ends this reference, or to the cursor where nothing does.
    let rest = &cursor.text[cursor.at..token.content.end.max(cursor.at)];
    let word = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))).unwrap_or(rest.len());
    let closed = rest[word..].starts_with('}');
    let end = if closed { cursor.at + word } else { cursor.at };
    let brace = if closed { "" } else { "}" };
    for (path, doc) in references(&names(), slot.is_none_or(|slot| slot.secret)) {
        let text = format!("{path}{brace}");
        offers.add(&path, CompletionItemKind::REFERENCE, text, open + 2..end, &doc);
    }
    true
}

/// Everything that a text may refer to, with what it is.
fn references(names: &[BlockName], secrets: bool) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for block in blocks::all() {
        let kind = block.node.name;
        if !block.named {
            found.extend(block.attrs.iter().map(|attr| (format!("{kind}.{}", attr.name), attr.doc.to_owned())));
            continue;
        }
        for name in names.iter().filter(|name| name.kind == kind && !name.name.is_empty()) {
            if kind == "param" || (kind == "secret" && secrets) {
                found.push((format!("{kind}.{}", name.name), name.line.clone()));
            }
            let attr = |attr: &crate::spec::declare::Attr| format!("{kind}.{}.{}", name.name, attr.name);
            found.extend(block.attrs.iter().map(|known| (attr(known), known.doc.to_owned())));
        }
    }
    found
}
