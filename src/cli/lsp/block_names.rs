use std::ops::Range;
use std::path::{Path, PathBuf};

use super::check::{Checked, text_now};
use super::documents::Documents;
use crate::spec::blocks;
use crate::syntax::Outline;

/// A block as it is written, whatever is wrong with the rest of its spec.
pub struct BlockName {
    /// Its kind.
    pub kind: &'static str,
    /// Its name; empty for one without.
    pub name: String,
    /// The file it stands in, and the text of that.
    pub path: PathBuf,
    /// Where its kind and its name stand.
    pub header: Range<usize>,
    /// The first line of it.
    pub line: String,
}

/// Every block of the specs that a file is part of, by what their texts are now; those of the file alone when it is part of none.
pub fn block_names(path: &Path, documents: &Documents, checked: &[Checked]) -> Vec<BlockName> {
    let mut names = Vec::new();
    let mut seen: Vec<PathBuf> = Vec::new();
    for spec in checked.iter().filter(|spec| spec.file(path).is_some() || spec.root == path) {
        for file in spec.sources.files() {
            let of = spec.sources.path(file).to_owned();
            if !seen.contains(&of) {
                add(&of, text_now(documents, spec, file), &mut names);
                seen.push(of);
            }
        }
    }
    if let (false, Some(document)) = (seen.iter().any(|seen| seen == path), documents.get(path)) {
        add(path, &document.text, &mut names);
    }
    names
}

fn add(path: &Path, text: &str, names: &mut Vec<BlockName>) {
    let outline = Outline::of(text);
    for node in outline.nodes.iter().filter(|node| node.parent.is_none()) {
        let Some(block) = blocks::of(&text[node.name.content.clone()]) else { continue };
        let named = node.args().next().and_then(|part| part.value.clone()).filter(|_| block.named);
        let name = named.as_ref().map(|token| text[token.content.clone()].to_owned()).unwrap_or_default();
        let end = named.map_or(node.name.span.end, |token| token.span.end);
        names.push(BlockName {
            kind: block.node.name,
            name,
            path: path.to_owned(),
            header: node.name.span.start..end,
            line: text[node.header.clone()].trim_end().to_owned(),
        });
    }
}
