use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{BAD, DIM, GOOD, HEAD, WARN, value};
use crate::kinds;
use crate::names::BlockAddr;
use crate::plan::{Action, Cause, ChangeKind, FieldNote, Interruption, Plan, Reach, Replacing, ResourceChange};
use crate::value::Tree;

/// The plan as a reviewer reads it. `all` also lists what does not change.
pub fn plan_for_people(plan: &Plan, all: bool) -> String {
    let mut out = String::new();
    let mut block = None;
    let mut notes = upkeep(plan);
    for change in &plan.changes {
        if change.action == ChangeKind::None && !all && change.left_alone.is_empty() {
            continue;
        }
        let belongs = change.address.block();
        if block.as_ref() != Some(&belongs) {
            let _ = writeln!(out, "\n{HEAD}{belongs}{HEAD:#}");
            notes.remove(&belongs).into_iter().for_each(|note| out.push_str(&note));
            block = Some(belongs);
        }
        write_change(&mut out, change);
    }
    for (block, note) in notes {
        let _ = write!(out, "\n{HEAD}{block}{HEAD:#}\n{note}");
    }
    write_passage(&mut out, plan);
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(&summary(plan));
    out
}

/// What changes of blocks as a whole, by block.
fn upkeep(plan: &Plan) -> BTreeMap<BlockAddr, String> {
    let mut notes: BTreeMap<BlockAddr, String> = BTreeMap::new();
    let upkeep = &plan.upkeep;
    for (from, to) in &upkeep.renamed {
        let moved = upkeep.moved.values().filter(|id| id.block() == *to).count();
        let what = if moved == 1 { "1 resource stays".to_owned() } else { format!("{moved} resources stay") };
        let _ = writeln!(
            notes.entry(to.clone()).or_default(),
            "  {GOOD}» renamed{GOOD:#} {DIM}from {from}: {what}, under the new address{DIM:#}"
        );
    }
    for (block, protected) in &upkeep.protected {
        let note = notes.entry(block.clone()).or_default();
        let _ = match protected {
            true => writeln!(
                note,
                "  {GOOD}» protected{GOOD:#} {DIM}from now on: no plan removes it or makes it anew{DIM:#}"
            ),
            false => writeln!(note, "  {WARN}» no longer protected{WARN:#}"),
        };
    }
    notes
}

/// In which order gates and those who send to them change, and where that does not help.
fn write_passage(out: &mut String, plan: &Plan) {
    let steps = || plan.passage.steps.iter().filter_map(|&id| plan.operations.get(id));
    if !plan.passage.steps.is_empty() {
        let _ =
            writeln!(out, "\n{HEAD}in this order, so that nothing is refused that is allowed before and after{HEAD:#}");
    }
    let width = steps().map(|step| step.resource.as_str().chars().count()).max().unwrap_or(0);
    for (number, step) in steps().enumerate() {
        let what = match &step.action {
            Action::Update { reach: Reach::Widen, .. } => "lets through what it did and what it is to let through",
            Action::Update { reach: Reach::Narrow, .. } => "lets through only what it is to let through",
            Action::Update { .. } | Action::Record { .. } => "is changed",
            Action::Settle { .. } => "is waited for until that counts everywhere, up to some minutes",
            Action::Create { .. } => "is made",
            Action::Delete { .. } | Action::Forget { .. } => "is removed",
        };
        let _ = writeln!(out, "  {}. {:width$}  {DIM}{what}{DIM:#}", number + 1, step.resource.as_str());
    }
    if !plan.passage.interruptions.is_empty() {
        let _ = writeln!(out, "\n{WARN}for some minutes requests may be refused{WARN:#}");
    }
    for Interruption { sender, gate, why } in &plan.passage.interruptions {
        let _ = writeln!(out, "  from {sender} at {gate}{DIM}: {why}{DIM:#}");
    }
}

fn sign(action: ChangeKind) -> (&'static str, anstyle::Style) {
    match action {
        ChangeKind::Create => ("+", GOOD),
        ChangeKind::Update => ("~", WARN),
        ChangeKind::Replace => ("±", WARN),
        ChangeKind::Delete => ("-", BAD),
        ChangeKind::None => (" ", DIM),
        ChangeKind::Adopt => ("=", GOOD),
        ChangeKind::Forget => ("×", DIM),
    }
}

fn write_change(out: &mut String, change: &ResourceChange) {
    let passive = kinds::by_name(&change.kind).is_some_and(|kind| kind.passive().is_some());
    let (sign, style) = match change.action {
        // Nothing is removed: it is only not looked at any more.
        ChangeKind::Delete if passive => sign(ChangeKind::Forget),
        action => sign(action),
    };
    let title = kinds::by_name(&change.kind).map_or(change.kind.as_str(), |kind| kind.title());
    let mut because = causes(&change.because);
    if change.replacing == Some(Replacing::DeleteFirst) {
        because.push("the old one goes before the new one stands".to_owned());
    }
    let because = because.join("; ");
    let because = if because.is_empty() { String::new() } else { format!("{DIM}: {because}{DIM:#}") };
    if change.action != ChangeKind::None || change.left_alone.is_empty() {
        let _ = writeln!(out, "  {style}{sign} {}{style:#} {DIM}{title}{DIM:#}{because}", change.address.part());
    } else {
        let _ =
            writeln!(out, "  {DIM}· {} {title}: left alone, as `ignore-changes` says{DIM:#}", change.address.part());
    }
    let width = change.fields.iter().map(|field| field.path.chars().count()).max().unwrap_or(0).min(40);
    // All of it is new, not only what differs.
    let anew = change.because.iter().any(|cause| matches!(cause, Cause::OtherKind { .. }));
    let shown_as = if anew { ChangeKind::Create } else { change.action };
    for field in &change.fields {
        write_field(out, shown_as, field, width);
    }
    for (about, remark) in &change.remarks {
        let _ = writeln!(out, "      {DIM}{about:width$}  {remark}{DIM:#}");
    }
    let width = change.left_alone.iter().map(|field| field.path.chars().count()).max().unwrap_or(0).min(40);
    for FieldNote { path, before, after, secret, .. } in &change.left_alone {
        let show = |side: &Option<Value>| side.as_ref().map_or_else(|| "(not set)".to_owned(), value);
        let (is, says) = match secret {
            true => ("(secret)".to_owned(), "the spec says otherwise".to_owned()),
            false => (show(before), format!("the spec says {}", show(after))),
        };
        let _ = writeln!(out, "      {DIM}{path:width$}  {is}, left alone; {says}{DIM:#}");
    }
}

pub(super) fn write_field(out: &mut String, action: ChangeKind, field: &FieldNote, width: usize) {
    let show = |side: &Option<Value>| side.as_ref().map_or_else(|| "(not set)".to_owned(), value);
    let path = &field.path;
    if action == ChangeKind::Create {
        // An empty optional is no news.
        if matches!(field.after, None | Some(Value::Null)) {
            return;
        }
        let _ = writeln!(out, "      {path:width$}  {}", show(&field.after));
        return;
    }
    if field.secret {
        let what = match (&field.before, &field.after) {
            (None, _) => "(secret added)",
            (_, None) => "(secret removed)",
            (Some(_), Some(_)) => "(secret changed)",
        };
        let _ = writeln!(out, "      {path:width$}  {WARN}{what}{WARN:#}");
        return;
    }
    let (before, after) = (show(&field.before), show(&field.after));
    let _ = writeln!(out, "      {path:width$}  {BAD}{before}{BAD:#} {DIM}->{DIM:#} {GOOD}{after}{GOOD:#}");
}

/// The causes in words; one that the next one says more of is left out.
fn causes(all: &[Cause]) -> Vec<String> {
    let immutable = all.iter().find_map(|cause| match cause {
        Cause::Immutable { fields } => Some(fields),
        _ => None,
    });
    let said = |cause: &&Cause| !matches!(cause, Cause::Edited { fields } if Some(fields) == immutable);
    let words = all.iter().filter(said).map(|one| match one {
        Cause::Immutable { fields } if all.contains(&Cause::Edited { fields: fields.clone() }) => {
            format!("{} changed, which cannot be done in place", list(fields))
        }
        other => cause(other),
    });
    words.collect()
}

fn cause(cause: &Cause) -> String {
    match cause {
        Cause::New => "new in the spec".into(),
        Cause::Unwanted => "no longer in the spec".into(),
        Cause::Destroy => "destroy".into(),
        Cause::Vanished => "it was removed outside engine".into(),
        Cause::Edited { fields } => format!("{} changed", list(fields)),
        Cause::Drifted { fields } => format!("{} was changed outside engine and is put back", list(fields)),
        Cause::Interrupted { fields } => format!("{} was being changed by a run that was interrupted", list(fields)),
        Cause::Immutable { fields } => format!("{} cannot change in place", list(fields)),
        Cause::Displaced { by } => format!("cannot stand while {by} is made anew"),
        Cause::OtherKind { was } => {
            format!("it was a {} before", kinds::by_name(was).map_or(was.as_str(), |kind| kind.title()))
        }
        Cause::Asked => "asked for by --replace".into(),
        Cause::Held => "the old one stays, because it is still used".into(),
        Cause::Superseded => "left behind by an earlier replacement".into(),
    }
}

fn list(fields: &[String]) -> String {
    const SHOWN: usize = 3;
    let shown: Vec<_> = fields.iter().take(SHOWN).map(String::as_str).collect();
    match fields.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn summary(plan: &Plan) -> String {
    let counts = &plan.summary;
    if plan.is_empty() {
        return format!("{GOOD}nothing to do{GOOD:#}: {} resources are as the spec says\n", counts.none);
    }
    let renamed = plan.upkeep.renamed.len();
    let blocks = if renamed == 1 { "block renamed" } else { "blocks renamed" };
    let parts: Vec<String> = [
        (renamed, blocks),
        (plan.upkeep.protected.values().filter(|on| **on).count(), "to protect"),
        (plan.upkeep.protected.values().filter(|on| !**on).count(), "no longer protected"),
        (counts.create, "to create"),
        (counts.update, "to update"),
        (counts.replace, "to replace"),
        (counts.delete, "to delete"),
        (counts.forget, "to forget"),
        (counts.none, "unchanged"),
    ]
    .iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{count} {what}"))
    .collect();
    format!("{HEAD}plan:{HEAD:#} {}\n", parts.join(", "))
}

/// The plan for programs: what design documents promise, and everything apply needs to perform it later.
pub fn plan_json(plan: &Plan) -> Value {
    let mut document = json!({ "format": 1 });
    let whole = Tree::of(plan);
    if let (Some(document), Some(whole)) = (document.as_object_mut(), whole.as_value().as_object()) {
        document.extend(whole.iter().map(|(key, value)| (key.clone(), value.clone())));
    }
    document
}
