//! Which spec a file is a part of.

use std::path::{Path, PathBuf};

use crate::diag::{FileId, SourceMap};
use crate::spec;
use crate::syntax;
use crate::world::Files;

/// The specs that files are or belong to, each once: a file with a stack is one, any other belongs to the nearest `spec.kdl` in
/// its folder or above, which is the only place it can be included from.
pub fn specs_of(paths: &[PathBuf], files: &dyn Files) -> Vec<PathBuf> {
    let mut specs = Vec::new();
    for path in paths {
        let is_file = |spec: &PathBuf| files.read(spec, 1).is_ok();
        let mut nearest = path.ancestors().skip(1).map(|folder| folder.join("spec.kdl")).filter(is_file);
        let spec = if path.file_name().is_some_and(|name| name == "spec.kdl") || has_stack(path, files) {
            Some(path.clone())
        } else {
            nearest.next()
        };
        specs.extend(spec.filter(|spec| !specs.contains(spec)));
    }
    specs
}

fn has_stack(path: &Path, files: &dyn Files) -> bool {
    let mut sources = SourceMap::default();
    let Ok(text) = spec::text_of(path, files, &mut sources) else { return false };
    syntax::parse(&text, FileId(0)).nodes.iter().any(|node| node.name.value == "stack")
}
