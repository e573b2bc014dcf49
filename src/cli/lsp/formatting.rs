use lsp_types::{DocumentFormattingParams, TextEdit};

use super::documents::Documents;
use super::positions::{Encoding, Lines};
use super::uris::path_of;
use crate::diag::{Edit, FileId};
use crate::syntax;

/// The edits `engine fmt` makes; nothing when the text is no KDL.
pub fn answer(params: &DocumentFormattingParams, documents: &Documents, encoding: Encoding) -> Option<Vec<TextEdit>> {
    let document = documents.get(&path_of(&params.text_document.uri))?;
    let edits = syntax::format(&document.text, FileId(0)).ok()?;
    let lines = Lines::new(&document.text, encoding);
    let edit = |edit: Edit| TextEdit {
        range: lines.range(edit.span.start as usize..edit.span.end as usize),
        new_text: edit.text,
    };
    Some(edits.into_iter().map(edit).collect())
}
