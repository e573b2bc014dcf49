use std::path::Path;

use lsp_types::{GotoDefinitionParams, GotoDefinitionResponse, Location, Range};

use super::block_names::{BlockName, block_names};
use super::check::{Checked, is_there};
use super::cursor::Cursor;
use super::documents::Documents;
use super::positions::{Encoding, Lines};
use super::reference::{Reference, reference};
use super::uris::{path_of, uri_of};
use crate::world::Files as _;

/// Where what stands under the cursor is written: the block that is named, or the file that is included.
pub fn answer(
    params: &GotoDefinitionParams,
    documents: &Documents,
    checked: &[Checked],
    encoding: Encoding,
) -> Option<GotoDefinitionResponse> {
    let at = &params.text_document_position_params;
    let path = path_of(&at.text_document.uri);
    let document = documents.get(&path)?;
    let offset = Lines::new(&document.text, encoding).offset(at.position);
    let cursor = Cursor::new(&document.text, offset);
    let found = match reference(&cursor)?.0 {
        Reference::File(file) => {
            let target = normal(&path.parent()?.join(file));
            Location { uri: uri_of(&target).filter(|_| is_there(documents, &target))?, range: Range::default() }
        }
        Reference::Block { kinds, name, .. } => {
            let names = block_names(&path, documents, checked);
            location(find(&names, &kinds, &name)?, documents, encoding)?
        }
    };
    Some(GotoDefinitionResponse::Scalar(found))
}

/// A block of one of some kinds with a name.
pub fn find<'n>(names: &'n [BlockName], kinds: &[&str], name: &str) -> Option<&'n BlockName> {
    names.iter().find(|known| known.name == name && kinds.contains(&known.kind))
}

fn location(name: &BlockName, documents: &Documents, encoding: Encoding) -> Option<Location> {
    let open = documents.get(&name.path);
    let uri = open.map(|document| document.uri.clone()).or_else(|| uri_of(&name.path))?;
    let bytes = documents.read(&name.path, crate::syntax::MAX_BYTES + 1).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    Some(Location { uri, range: Lines::new(&text, encoding).range(name.header.clone()) })
}

/// A path without `.` and `..`.
fn normal(path: &Path) -> std::path::PathBuf {
    let mut normal = std::path::PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}
