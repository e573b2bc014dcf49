use std::fmt::Write as _;

use serde_json::Value;

use super::{DIM, HEAD, value};
use crate::kinds;
use crate::names::ResourceId;
use crate::state::{Edge, EdgeKind, Record};
use crate::value::{Tree, leaves};

/// A recorded resource as `state show` prints it.
pub fn record(address: &ResourceId, record: &Record) -> String {
    let mut out = heading(address, &record.kind);
    let _ = writeln!(out, "  {DIM}id{DIM:#}  {}", record.id);
    section(&mut out, "inputs", &fields(&record.inputs));
    let outputs: Vec<_> = record.outputs.iter().map(|(name, text)| (name.clone(), format!("{text:?}"))).collect();
    section(&mut out, "outputs", &outputs);
    edges(&mut out, &record.edges);
    out
}

/// The line a resource begins with.
pub fn heading(address: &ResourceId, kind: &str) -> String {
    let title = kinds::by_name(kind).map_or(kind, |kind| kind.title());
    format!("{HEAD}{address}{HEAD:#}  {DIM}{title}{DIM:#}\n")
}

/// Every value of an input as plans show it; what is optional and not set is left out, and so is the token.
pub fn fields(inputs: &Tree) -> Vec<(String, String)> {
    leaves(inputs)
        .into_iter()
        .filter(|field| field.path != "token")
        .filter_map(|field| field.after.filter(|value| *value != Value::Null).map(|after| (field.path, value(&after))))
        .collect()
}

/// A part of a resource's print: names and values, aligned.
pub fn section(out: &mut String, name: &str, rows: &[(String, String)]) {
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(out, "  {DIM}{name}{DIM:#}");
    let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).min(60);
    for (name, value) in rows {
        let _ = writeln!(out, "    {name:width$}  {value}");
    }
}

/// What a resource waits for.
pub fn edges(out: &mut String, edges: &[Edge]) {
    let rows: Vec<_> =
        edges.iter().map(|edge| (edge.to.to_string(), format!("{DIM}{}{DIM:#}", meaning(edge.kind)))).collect();
    section(out, "depends on", &rows);
}

/// What a dependency means, in a few words.
pub fn meaning(kind: EdgeKind) -> &'static str {
    match kind {
        EdgeKind::Needs => "is made and changed before it",
        EdgeKind::Exists => "is made before it",
        EdgeKind::OnUpdate => "is changed before it",
        EdgeKind::Follows => "comes first, also when it is removed",
        EdgeKind::Passes => "lets through what it sends",
        EdgeKind::Avoids => "keeps out what it sends",
    }
}
