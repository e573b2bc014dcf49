use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lsp_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString, Position, Range,
};

use super::documents::Documents;
use super::positions::{Encoding, Lines};
use super::uris::uri_of;
use crate::cli::belongs::specs_of;
use crate::cli::validate::judge;
use crate::diag::{self, FileId, Problems, Severity, SourceMap};
use crate::syntax::Outline;
use crate::world::Files as _;

/// A spec as it was read last.
#[derive(Debug)]
pub struct Checked {
    /// The spec file.
    pub root: PathBuf,
    /// Its texts and those of what it includes.
    pub sources: SourceMap,
    /// Everything that is to be said of it.
    pub problems: Problems,
}

/// Judges every spec that what is open is or belongs to.
pub fn check_all(documents: &Documents) -> Vec<Checked> {
    let mut roots: Vec<PathBuf> = Vec::new();
    for path in documents.paths() {
        let of = specs(path, documents).into_iter().filter(|root| !roots.contains(root));
        roots.extend(of.collect::<Vec<_>>());
    }
    let judged = roots.into_iter().map(|root| {
        let mut sources = SourceMap::default();
        let problems = judge(&root, documents, &mut sources);
        Checked { root, sources, problems }
    });
    judged.collect()
}

/// The spec a file is or belongs to. A line that is broken right now makes no spec into something else, and a text that lies
/// nowhere belongs to nothing.
fn specs(path: &PathBuf, documents: &Documents) -> Vec<PathBuf> {
    if documents.get(path).is_some_and(|document| begins_stack(&document.text)) {
        return vec![path.clone()];
    }
    if path.is_absolute() { specs_of(std::slice::from_ref(path), documents) } else { Vec::new() }
}

fn begins_stack(text: &str) -> bool {
    let outline = Outline::of(text);
    outline.nodes.iter().any(|node| {
        let written = node.parent.is_none() && &text[node.name.span.clone()] == "stack";
        written && !text[..node.name.span.start].trim_end().ends_with("/-")
    })
}

impl Checked {
    /// The file at a path, when the spec holds it.
    pub fn file(&self, path: &Path) -> Option<FileId> {
        self.sources.files().find(|file| self.sources.path(*file) == path)
    }

    /// What is to be said, as editors take it, by file. What is about no place is said at the beginning of the spec.
    pub fn told(&self, encoding: Encoding) -> BTreeMap<PathBuf, Vec<Diagnostic>> {
        let lines: Vec<Lines> =
            self.sources.files().map(|file| Lines::new(self.sources.text(file), encoding)).collect();
        let range = |span: diag::Span| lines[span.file.0 as usize].range(span.start as usize..span.end as usize);
        let mut told: BTreeMap<PathBuf, Vec<Diagnostic>> = BTreeMap::new();
        for problem in &self.problems.0 {
            let (path, range_of_it) = match problem.labels.first() {
                Some(label) => (self.sources.path(label.span.file), range(label.span)),
                None => (self.root.as_path(), Range::new(Position::new(0, 0), Position::new(0, 0))),
            };
            let related = problem.labels.iter().skip(1).filter_map(|label| {
                let uri = uri_of(self.sources.path(label.span.file))?;
                let message = if label.text.is_empty() { problem.message.clone() } else { label.text.clone() };
                let location = Location { uri, range: range(label.span) };
                Some(DiagnosticRelatedInformation { location, message })
            });
            let related: Vec<DiagnosticRelatedInformation> = related.collect();
            told.entry(path.to_owned()).or_default().push(Diagnostic {
                range: range_of_it,
                severity: Some(severity(problem.severity)),
                code: Some(NumberOrString::String(problem.code.to_owned())),
                source: Some("engine".to_owned()),
                message: message(problem),
                related_information: Some(related).filter(|related| !related.is_empty()),
                ..Diagnostic::default()
            });
        }
        told
    }
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Advice => DiagnosticSeverity::INFORMATION,
    }
}

/// The headline, what is said at the place, and the way out.
fn message(problem: &diag::Diagnostic) -> String {
    let mut text = problem.message.clone();
    if let Some(label) = problem.labels.first().filter(|label| !label.text.is_empty()) {
        text = format!("{text}: {}", label.text);
    }
    if let Some(help) = &problem.help {
        text = format!("{text}\nhelp: {help}");
    }
    text
}

/// The text of a file as it is now: the open one, or what the spec was read from.
pub fn text_now<'a>(documents: &'a Documents, checked: &'a Checked, file: FileId) -> &'a str {
    let open = documents.get(checked.sources.path(file));
    open.map_or_else(|| checked.sources.text(file), |document| &document.text)
}

/// Whether there is such a file, open or on the disk.
pub fn is_there(documents: &Documents, path: &Path) -> bool {
    documents.read(path, 1).is_ok()
}
