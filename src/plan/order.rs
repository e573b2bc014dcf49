//! Which operation waits for which: the one place where ordering is decided.
//!
//! Two graphs meet here. What is *made* follows the edges of the desired resources; what is *removed* follows the edges that were
//! recorded when it was made, backwards, because only those say who still holds on to it.
//!
//! ```text
//! make R      after make D          for every edge R -> D            (Needs, Follows; Exists if D is created; OnUpdate if R is updated)
//! make R      after remove D        for every recorded edge R -> D   (Follows)
//! remove X    after remove P        for every recorded edge P -> X   (Needs, Exists; not if X is replaced, goes first and takes
//!                                                                     P along, whose successor stands on the new X)
//! remove X    after change P        for every recorded edge P -> X   (P stays and lets go of X by changing)
//! create new  before remove old     of one resource, where names allow both
//! remove old  before create new     where they do not
//! ```

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Action, Operation, PlanError, Replacing};
use crate::graph::Graph;
use crate::kinds;
use crate::names::ResourceId;
use crate::state::{Edge, EdgeKind, Retired, State};

/// What ordering needs to know beside the operations.
pub(super) struct Facts<'a> {
    /// Edges of every desired resource.
    pub(super) desired: &'a BTreeMap<ResourceId, Vec<Edge>>,
    pub(super) state: &'a State,
    /// How each replaced resource is replaced.
    pub(super) replacing: &'a BTreeMap<ResourceId, Replacing>,
}

/// Fills in `after` of every operation.
///
/// # Errors
/// [`PlanError::Circle`] when operations would wait for each other.
pub(super) fn arrange(operations: &mut [Operation], facts: &Facts<'_>) -> Result<(), PlanError> {
    let mut makes: BTreeMap<&ResourceId, usize> = BTreeMap::new();
    let mut removes: BTreeMap<&ResourceId, Vec<usize>> = BTreeMap::new();
    for operation in operations.iter() {
        match operation.action {
            Action::Create { .. } | Action::Update { .. } | Action::Record { .. } => {
                makes.insert(&operation.resource, operation.id);
            }
            Action::Delete { .. } | Action::Forget { .. } => {
                removes.entry(&operation.resource).or_default().push(operation.id);
            }
        }
    }
    let mut after: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    let mut wait = |later: usize, earlier: usize| {
        after.entry(later).or_default().insert(earlier);
    };

    for (resource, &make) in &makes {
        let updates = matches!(operations[make].action, Action::Update { .. });
        for edge in facts.desired.get(*resource).into_iter().flatten() {
            let Some(&earlier) = makes.get(&edge.to) else { continue };
            let creates = matches!(operations[earlier].action, Action::Create { .. });
            let waits = match edge.kind {
                EdgeKind::Needs | EdgeKind::Follows => true,
                EdgeKind::Exists => creates,
                EdgeKind::OnUpdate => updates,
            };
            if waits {
                wait(make, earlier);
            }
        }
    }

    let recorded = facts.state.resources.iter().map(|(resource, record)| (resource, &record.edges));
    let retired = facts.state.retired.iter().map(|Retired { resource, record }| (resource, &record.edges));
    for (holder, edges) in recorded.chain(retired) {
        for edge in edges {
            for &removal in removes.get(&edge.to).into_iter().flatten() {
                if matches!(operations[removal].action, Action::Forget { .. }) {
                    continue;
                }
                if edge.kind == EdgeKind::Follows {
                    makes.get(holder).into_iter().for_each(|&later| wait(later, removal));
                    continue;
                }
                let makes_way = facts.replacing.get(&edge.to) == Some(&Replacing::DeleteFirst);
                let takes_holder_along = makes_way
                    && facts.replacing.get(holder) == Some(&Replacing::CreateFirst)
                    && kinds::by_name(&operations[removal].kind).is_some_and(|kind| kind.takes_along());
                if edge.kind != EdgeKind::OnUpdate && !takes_holder_along {
                    removes.get(holder).into_iter().flatten().for_each(|&earlier| wait(removal, earlier));
                }
                // A holder that stays lets go by changing - unless what it holds must go before its successor can be made.
                if let Some(&change) = makes.get(holder)
                    && !makes_way
                    && (edge.kind == EdgeKind::OnUpdate || matches!(operations[change].action, Action::Update { .. }))
                {
                    wait(removal, change);
                }
            }
        }
    }

    for (resource, &make) in &makes {
        for &removal in removes.get(*resource).into_iter().flatten() {
            let gone_already = matches!(operations[removal].action, Action::Forget { .. });
            if gone_already || facts.replacing.get(*resource) == Some(&Replacing::DeleteFirst) {
                wait(make, removal);
            } else {
                wait(removal, make);
            }
        }
    }

    for (later, earlier) in after {
        operations[later].after = earlier.into_iter().filter(|&id| id != later).collect();
    }
    refuse_circles(operations)
}

fn refuse_circles(operations: &[Operation]) -> Result<(), PlanError> {
    let mut graph = Graph::new();
    for operation in operations {
        graph.add_node(operation.id);
        for &earlier in &operation.after {
            graph.add_edge(operation.id, earlier);
        }
    }
    graph.order().map(|_| ()).map_err(|cycles| {
        let name = |id: &usize| format!("{} {}", operations[*id].action.verb(), operations[*id].resource);
        PlanError::Circle(cycles.first().map(|cycle| cycle.path().iter().map(name).collect()).unwrap_or_default())
    })
}
