use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

use lsp_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};

use super::block_names::block_names;
use super::check::Checked;
use super::cursor::{Cursor, Under, slot};
use super::definition::find;
use super::documents::Documents;
use super::positions::{Encoding, Lines};
use super::reference::{Reference, reference};
use super::uris::path_of;
use crate::cli::reference::{default, holds_as, synopsis, times};
use crate::diag::codes;
use crate::spec::blocks;
use crate::spec::declare::{Node, Slot, Type};
use crate::syntax::OutlineNode;

/// What the language says about the word under the cursor, and what the problems there mean.
pub fn answer(params: &HoverParams, documents: &Documents, checked: &[Checked], encoding: Encoding) -> Option<Hover> {
    let at = &params.text_document_position_params;
    let path = path_of(&at.text_document.uri);
    let document = documents.get(&path)?;
    let lines = Lines::new(&document.text, encoding);
    let cursor = Cursor::new(&document.text, lines.offset(at.position));
    let about = || about(&cursor);
    let (mut parts, range): (Vec<String>, Option<Range<usize>>) =
        match referred(&cursor, &path, documents, checked).or_else(about) {
            Some((text, range)) => (vec![text], Some(range)),
            None => (Vec::new(), None),
        };
    parts.extend(meanings(&path, cursor.at, checked));
    if parts.is_empty() {
        return None;
    }
    let value = parts.join("\n\n---\n\n");
    let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value });
    Some(Hover { contents, range: range.map(|range| lines.range(range)) })
}

/// The block a reference leads to, and what is asked of it.
fn referred(
    cursor: &Cursor,
    path: &Path,
    documents: &Documents,
    checked: &[Checked],
) -> Option<(String, Range<usize>)> {
    let (Reference::Block { kinds, name, attr }, range) = reference(cursor)? else { return None };
    let names = block_names(path, documents, checked);
    let found = find(&names, &kinds, &name)?;
    let block = blocks::of(found.kind)?;
    let mut text = format!("```kdl\n{}\n```\n\n{}.", found.line, block.node.doc);
    if let Some(attr) = attr.and_then(|attr| block.attrs.iter().find(|known| known.name == attr)) {
        let _ = write!(text, "\n\n`{}`: {}", attr.name, attr.doc);
    }
    Some((text, range))
}

fn about(cursor: &Cursor) -> Option<(String, Range<usize>)> {
    match cursor.under() {
        Under::Name(node) => {
            let declared = cursor.declared(node)?;
            Some((of_node(cursor, node, declared), node.name.span.clone()))
        }
        Under::Key(node, key) => {
            let slot = slot(cursor.declared(node)?, Some(cursor.said(key)), 0)?;
            Some((of_slot(&format!("{}=", slot.name), slot), key.span.clone()))
        }
        Under::Value(node, part, value, position) => {
            let key = part.key.as_ref().map(|key| cursor.said(key));
            let slot = slot(cursor.declared(node)?, key, position)?;
            let title = if key.is_some() { format!("{}=", slot.name) } else { format!("<{}>", slot.name) };
            let mut text = of_slot(&title, slot);
            if let Type::OneOf(choices) = slot.holds
                && let Some(choice) = choices.iter().find(|choice| choice.word == cursor.said(value))
            {
                text = format!("**`\"{}\"`**: {}\n\n{text}", choice.word, choice.doc);
            }
            Some((text, value.span.clone()))
        }
        Under::Type(_) | Under::Gap(..) | Under::Empty(..) | Under::Between | Under::Comment => None,
    }
}

/// A kind of block, or a node inside of one.
fn of_node(cursor: &Cursor, node: &OutlineNode, declared: &'static Node) -> String {
    let mut text = format!("**`{}`**: {}.\n\n`{}`", declared.name, declared.doc, synopsis(declared));
    let around = node.parent.and_then(|parent| cursor.declared(&cursor.outline.nodes[parent]));
    let child = around.and_then(|around| around.children.iter().find(|child| std::ptr::eq(child.node, declared)));
    if let Some(child) = child {
        let _ = write!(text, "\n\n{}.", times(child.times));
    }
    for slot in declared.args.iter().chain(&declared.rest) {
        let _ = write!(text, "\n\n{}", of_slot(&format!("<{}>", slot.name), slot));
    }
    if let (None, Some(block)) = (node.parent, blocks::of(declared.name)) {
        for attr in block.attrs {
            let name = if block.named { format!("{}.NAME", declared.name) } else { declared.name.to_owned() };
            let _ = write!(text, "\n- `${{{name}.{}}}`: {}", attr.name, attr.doc);
        }
    }
    text
}

/// A value with what may be written and what holds when nothing is.
pub fn of_slot(title: &str, slot: &Slot) -> String {
    let mut text = format!("**`{title}`**: {}\n\n{}", slot.doc, holds(slot));
    match default(slot).as_str() {
        "" => {}
        "must be given" => text += "\n\nMust be given.",
        unless => {
            let _ = write!(text, "\n\nUnless given: {unless}");
        }
    }
    text
}

fn holds(slot: &Slot) -> String {
    let list = matches!(slot.holds, Type::OneOf(_));
    let told = holds_as(slot, "\n- ", |kind| format!("`{kind}`"));
    if list && told.contains("\n- ") { format!("- {told}") } else { told }
}

/// What the codes of the problems at a place mean.
fn meanings(path: &Path, at: usize, checked: &[Checked]) -> Vec<String> {
    let mut told: Vec<&str> = Vec::new();
    let mut meanings = Vec::new();
    for spec in checked {
        let Some(file) = spec.file(path) else { continue };
        for problem in &spec.problems.0 {
            let place = problem.labels.first().map(|label| label.span).filter(|span| span.file == file);
            let covers = place.is_some_and(|span| span.start as usize <= at && at <= span.end as usize);
            if !covers || told.contains(&problem.code) {
                continue;
            }
            told.push(problem.code);
            if let Some(page) = codes::explain(problem.code) {
                meanings.push(format!("**{}**: {}\n\n{}", page.code, page.title, page.explanation.trim()));
            }
        }
    }
    meanings
}
