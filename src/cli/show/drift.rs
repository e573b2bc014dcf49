use std::fmt::Write as _;

use serde_json::{Value, json};

use super::plan::write_field;
use super::{BAD, DIM, GOOD, HEAD, WARN, count};
use crate::kinds;
use crate::names::ResourceId;
use crate::plan::{ChangeKind, FieldNote};

/// A resource that is not as recorded.
pub struct Drift {
    /// Which resource.
    pub address: ResourceId,
    /// Name of its kind.
    pub kind: String,
    /// What the cloud knew or knows it by.
    pub id: String,
    /// How it differs.
    pub what: What,
}

/// How it differs.
pub enum What {
    /// It is not there any more.
    Gone,
    /// These fields differ: recorded before, live after.
    Changed(Vec<FieldNote>),
}

/// What differs from the record, of `all` recorded resources.
pub fn drift_for_people(drifts: &[Drift], all: usize) -> String {
    if drifts.is_empty() {
        return format!("{GOOD}no drift{GOOD:#}: {} as recorded\n", stand(all));
    }
    let mut out = String::new();
    for drift in drifts {
        let title = kinds::by_name(&drift.kind).map_or(drift.kind.as_str(), |kind| kind.title());
        match &drift.what {
            What::Gone => {
                let _ = writeln!(
                    out,
                    "{BAD}- {}{BAD:#} {DIM}{title} {}: removed outside engine{DIM:#}",
                    drift.address, drift.id
                );
            }
            What::Changed(fields) => {
                let _ = writeln!(out, "{WARN}~ {}{WARN:#} {DIM}{title}: changed outside engine{DIM:#}", drift.address);
                let width = fields.iter().map(|field| field.path.chars().count()).max().unwrap_or(0).min(40);
                for field in fields {
                    write_field(&mut out, ChangeKind::Update, field, width);
                }
            }
        }
    }
    let _ = writeln!(
        out,
        "\n{HEAD}drift:{HEAD:#} {} of {}; the next apply puts it back",
        drifts.len(),
        count(all, "resource")
    );
    out
}

fn stand(all: usize) -> String {
    if all == 1 { "1 resource is".to_owned() } else { format!("{all} resources are") }
}

/// The same for programs.
pub fn drift_json(stack: &str, env: &str, drifts: &[Drift], all: usize) -> Value {
    let list: Vec<Value> = drifts
        .iter()
        .map(|drift| {
            let (what, fields) = match &drift.what {
                What::Gone => ("gone", Vec::new()),
                What::Changed(fields) => ("changed", fields.iter().map(field).collect()),
            };
            json!({ "address": drift.address, "kind": drift.kind, "id": drift.id, "what": what, "fields": fields })
        })
        .collect();
    let gone = drifts.iter().filter(|drift| matches!(drift.what, What::Gone)).count();
    json!({
        "format": 1, "stack": stack, "env": env, "drift": list,
        "summary": { "same": all - drifts.len(), "changed": drifts.len() - gone, "gone": gone },
    })
}

fn field(field: &FieldNote) -> Value {
    json!({ "path": field.path, "recorded": field.before, "live": field.after, "secret": field.secret })
}
