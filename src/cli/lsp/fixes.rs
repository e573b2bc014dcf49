use std::collections::BTreeMap;
use std::path::PathBuf;

use lsp_types::{CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, Range, TextEdit, WorkspaceEdit};

use super::check::Checked;
use super::documents::Documents;
use super::positions::{Encoding, Lines};
use super::uris::{path_of, uri_of};
use crate::diag::{self, FileId};
use crate::rules;

/// The edits that problems in a range offer, and all that `engine validate --fix` would make at once.
pub fn answer(
    params: &CodeActionParams,
    documents: &Documents,
    checked: &[Checked],
    encoding: Encoding,
) -> Vec<CodeActionOrCommand> {
    let path = path_of(&params.text_document.uri);
    let wanted = |kind: &CodeActionKind| {
        // `source` asks for `source.fixAll`, too.
        let covers = |asked: &CodeActionKind| {
            kind == asked || kind.as_str().strip_prefix(asked.as_str()).is_some_and(|rest| rest.starts_with('.'))
        };
        params.context.only.as_ref().is_none_or(|only| only.iter().any(covers))
    };
    let mut actions = Vec::new();
    for spec in checked {
        let Some(file) = spec.file(&path) else { continue };
        if wanted(&CodeActionKind::QUICKFIX) {
            actions.extend(quick(spec, file, params.range, documents, encoding));
        }
        if wanted(&CodeActionKind::SOURCE_FIX_ALL) {
            actions.extend(all(spec, documents, encoding));
        }
    }
    actions.into_iter().map(CodeActionOrCommand::CodeAction).collect()
}

/// One action for each problem in the range that offers a fix.
fn quick(spec: &Checked, file: FileId, range: Range, documents: &Documents, encoding: Encoding) -> Vec<CodeAction> {
    let lines = Lines::new(spec.sources.text(file), encoding);
    let (from, to) = (lines.offset(range.start), lines.offset(range.end));
    let told = spec.told(encoding);
    let is_here = |problem: &&diag::Diagnostic| {
        let place = problem.labels.first().map(|label| label.span).filter(|span| span.file == file);
        place.is_some_and(|span| span.start as usize <= to && from <= span.end as usize)
    };
    let mut actions = Vec::new();
    for problem in spec.problems.0.iter().filter(is_here) {
        let Some(fix) = &problem.fix else { continue };
        let place = problem.labels.first().map(|label| lines.range(label.span.start as usize..label.span.end as usize));
        let solved = told.get(spec.sources.path(file)).and_then(|told| {
            let code = lsp_types::NumberOrString::String(problem.code.to_owned());
            told.iter().find(|told| Some(told.range) == place && told.code.as_ref() == Some(&code))
        });
        let mut changes: BTreeMap<PathBuf, Vec<TextEdit>> = BTreeMap::new();
        for edit in &fix.edits {
            let text = spec.sources.text(edit.span.file);
            let path = spec.sources.path(edit.span.file).to_owned();
            let edit = rules::whole(edit, text);
            let range = Lines::new(text, encoding).range(edit.span.start as usize..edit.span.end as usize);
            changes.entry(path).or_default().push(TextEdit { range, new_text: edit.text });
        }
        actions.push(CodeAction {
            title: fix.title.clone(),
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: solved.map(|solved| vec![solved.clone()]),
            edit: Some(in_files(changes, documents)),
            is_preferred: Some(true),
            ..CodeAction::default()
        });
    }
    actions
}

/// Everything that can only be meant one way, in all files of the spec.
fn all(spec: &Checked, documents: &Documents, encoding: Encoding) -> Option<CodeAction> {
    if spec.problems.0.iter().all(|problem| problem.fix.is_none()) {
        return None;
    }
    let fixed = rules::fix(&spec.root, documents);
    let mut changes: BTreeMap<PathBuf, Vec<TextEdit>> = BTreeMap::new();
    for (path, (before, after)) in &fixed.files {
        changes.insert(path.clone(), vec![difference(before, after, encoding)]);
    }
    (!changes.is_empty()).then(|| CodeAction {
        title: "put right what can only be meant one way".to_owned(),
        kind: Some(CodeActionKind::SOURCE_FIX_ALL),
        edit: Some(in_files(changes, documents)),
        ..CodeAction::default()
    })
}

/// Edits of several files, called as the editor calls them.
fn in_files(changes: BTreeMap<PathBuf, Vec<TextEdit>>, documents: &Documents) -> WorkspaceEdit {
    let called = |(path, edits): (PathBuf, Vec<TextEdit>)| {
        let open = documents.get(&path).map(|document| document.uri.clone());
        Some((open.or_else(|| uri_of(&path))?, edits))
    };
    WorkspaceEdit { changes: Some(changes.into_iter().filter_map(called).collect()), ..WorkspaceEdit::default() }
}

/// One text into another: what is alike at the beginning and at the end stays.
fn difference(before: &str, after: &str, encoding: Encoding) -> TextEdit {
    let mut start = before.bytes().zip(after.bytes()).take_while(|(one, other)| one == other).count();
    while !before.is_char_boundary(start) || !after.is_char_boundary(start) {
        start -= 1;
    }
    let rest = before[start..].bytes().rev().zip(after[start..].bytes().rev());
    let mut alike = rest.take_while(|(one, other)| one == other).count();
    while !before.is_char_boundary(before.len() - alike) || !after.is_char_boundary(after.len() - alike) {
        alike -= 1;
    }
    let range = Lines::new(before, encoding).range(start..before.len() - alike);
    TextEdit { range, new_text: after[start..after.len() - alike].to_owned() }
}
