use lsp_types::{DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, SymbolKind};

use super::documents::Documents;
use super::positions::{Encoding, Lines};
use super::uris::path_of;
use crate::syntax::{Outline, OutlineNode};

/// What stands deeper in a text is left out.
const DEEPEST: usize = 8;

/// The nodes of a text, each with those inside of it.
pub fn answer(
    params: &DocumentSymbolParams,
    documents: &Documents,
    encoding: Encoding,
) -> Option<DocumentSymbolResponse> {
    let document = documents.get(&path_of(&params.text_document.uri))?;
    let text = document.text.as_str();
    let outline = Outline::of(text);
    let lines = Lines::new(text, encoding);
    // Children stand behind their parents, so from the end each is whole before it is put into the one around.
    let mut inside: Vec<Vec<DocumentSymbol>> = outline.nodes.iter().map(|_| Vec::new()).collect();
    let mut top = Vec::new();
    let mut depths: Vec<usize> = Vec::with_capacity(outline.nodes.len());
    for node in &outline.nodes {
        depths.push(node.parent.map_or(0, |parent| depths[parent] + 1));
    }
    for (at, node) in outline.nodes.iter().enumerate().rev() {
        if depths[at] >= DEEPEST || node.name.content.is_empty() {
            continue;
        }
        let mut children = std::mem::take(&mut inside[at]);
        children.reverse();
        let symbol = symbol(node, text, &lines, depths[at] == 0, children);
        match node.parent {
            Some(parent) => inside[parent].push(symbol),
            None => top.push(symbol),
        }
    }
    top.reverse();
    Some(DocumentSymbolResponse::Nested(top))
}

#[allow(deprecated, reason = "the protocol's type still has a field it gave up")]
fn symbol(
    node: &OutlineNode,
    text: &str,
    lines: &Lines,
    is_block: bool,
    children: Vec<DocumentSymbol>,
) -> DocumentSymbol {
    let word = |range: &std::ops::Range<usize>| text[range.clone()].to_owned();
    let first = node.args().next().and_then(|part| part.value.as_ref());
    let (name, detail) = match first {
        Some(first) if !first.content.is_empty() => {
            (format!("{} {}", word(&node.name.content), word(&first.span)), None)
        }
        _ => (word(&node.name.content), None),
    };
    DocumentSymbol {
        name,
        detail,
        kind: if is_block { SymbolKind::CLASS } else { SymbolKind::PROPERTY },
        tags: None,
        deprecated: None,
        range: lines.range(node.span()),
        selection_range: lines.range(node.name.span.clone()),
        children: Some(children).filter(|children| !children.is_empty()),
    }
}
