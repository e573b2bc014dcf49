use super::{DIM, HEAD, table};
use crate::desired::Desired;
use crate::kinds;
use crate::state::EdgeKind;

/// One step of making everything: resources that do not wait for each other, with what they wait for.
pub fn step(number: usize, resources: &[&Desired]) -> String {
    let rows = resources.iter().map(|resource| {
        let title = kinds::by_name(resource.kind).map_or(resource.kind, |kind| kind.title());
        let before: Vec<String> = resource
            .edges()
            .into_iter()
            .filter(|edge| edge.kind != EdgeKind::OnUpdate && !edge.kind.is_passage())
            .map(|edge| edge.to.to_string())
            .collect();
        let after = if before.is_empty() { String::new() } else { format!("after {}", before.join(", ")) };
        [format!("  {}", resource.id), title.to_owned(), after]
    });
    format!(
        "{HEAD}step {number}{HEAD:#}{DIM}{}{DIM:#}\n{}",
        if resources.len() > 1 { ", at once" } else { "" },
        table(rows)
    )
}
