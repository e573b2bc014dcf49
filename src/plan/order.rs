//! Which operation waits for which, and which generation of a replaced resource stays until the other stands: the one place
//! where ordering is decided.
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
//! remove X    after make E          for every edge P -> E (OnUpdate) where P is created anew and is X or holds it by OnUpdate:
//!                                     the new P does not do its work before E stands, so until then the old one does
//! remove old  before create new     where they do not
//! make S      after remove R        if R is displaced because the held D it needs vanished together with S, which D guards
//! ```
//!
//! Gates and those who send to them take turns ([`passage`](super::passage)), so that nothing is refused that is allowed before
//! and after. S sends to G by a recorded or wanted edge (Passes, Avoids); G opens, closes, or both, one after the other:
//!
//! ```text
//! make S      after settle G        G opens: it is changed to let through more, or is widened
//! make S      after remove G        the same, where it opens by going: its association is removed
//! settle S    after make S          somebody waits for S to count everywhere; likewise for G
//! remove X    after settle S        S stays and lets go of X by changing: until that counts everywhere X is asked
//! change G    after settle S        G closes: it is changed to let through less, is narrowed, or its association is made
//! change G    after remove S        the same, where an old generation of S goes on sending until it is removed
//! narrow G    after widen G         of one gate; what refers to it waits for the first, what it lets go of for the second
//! ```
//!
//! These waits are taken only as far as they close no circle: one that would is an interruption, and the plan says so. What
//! refers to a gate that has to wait for its turn does not wait with it.
//!
//! The old one goes first where both would have the same unique name, and where it stands on something whose old one goes
//! first. What *needs* a resource of a kind that is [held](crate::kinds::Kind::HELD) cannot stay while that is away: it is
//! displaced, which is a replacement of its own. So the permission to call a function goes before the web ACL in front of it
//! does, and comes back after it.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Action, Interruption, Operation, Passage, PlanError, Reach, Replacing};
use super::passage::{Turn, Turns};
use crate::graph::Graph;
use crate::kinds::{self, AnyKind, NaturalKey};
use crate::names::ResourceId;
use crate::state::{Edge, EdgeKind, Record, Retired, State};
use crate::value::Tree;

/// What goes before it is made again, as far as decided: what a resource depends on is decided before it.
#[derive(Clone, Copy)]
pub(super) struct Going<'a> {
    pub(super) state: &'a State,
    /// How each replaced resource is replaced.
    pub(super) replacing: &'a BTreeMap<ResourceId, Replacing>,
    /// What was removed outside engine and is made again.
    pub(super) vanished: &'a BTreeSet<ResourceId>,
}

impl Going<'_> {
    /// Whether the old one of `resource` goes before the new one comes.
    fn makes_way(&self, resource: &ResourceId) -> bool {
        self.replacing.get(resource) == Some(&Replacing::DeleteFirst)
    }

    fn kind_of(&self, resource: &ResourceId) -> Option<&'static dyn AnyKind> {
        kinds::by_name(&self.state.resources.get(resource)?.kind)
    }

    /// What vanished together with `resource`, which guards it.
    fn guarded_and_vanished(&self, resource: &ResourceId) -> impl Iterator<Item = &ResourceId> {
        let record = self.state.resources.get(resource).filter(|_| self.vanished.contains(resource));
        let edges = record.into_iter().flat_map(|record| &record.edges);
        edges.filter(|edge| edge.kind == EdgeKind::Exists && self.vanished.contains(&edge.to)).map(|edge| &edge.to)
    }
}

/// How a resource that is replaced is replaced.
///
/// # Errors
/// [`PlanError::Shape`] when the recorded or wanted inputs are not of its kind's shape.
pub(super) fn replacing(
    kind: &dyn AnyKind,
    record: &Record,
    inputs: &Tree,
    going: &Going<'_>,
) -> Result<Replacing, PlanError> {
    let stands_on_what_goes = record.edges.iter().any(|edge| {
        matches!(edge.kind, EdgeKind::Needs | EdgeKind::Exists)
            && going.makes_way(&edge.to)
            && !going.kind_of(&edge.to).is_some_and(|kind| kind.takes_along())
    });
    if stands_on_what_goes || displaced_by(record, going).is_some() {
        return Ok(Replacing::DeleteFirst);
    }
    if record.kind != kind.name() {
        return Ok(Replacing::CreateFirst);
    }
    let key = |of: &Tree| kind.natural_key(of).map_err(|problem| PlanError::Shape(problem.to_string()));
    Ok(match key(inputs)? {
        // Making it again turns the old one into the new one.
        NaturalKey::Marker(_) | NaturalKey::Upsert(_) => Replacing::CreateFirst,
        new @ NaturalKey::Unique(_) if new == key(&record.inputs)? => Replacing::DeleteFirst,
        NaturalKey::Unique(_) => Replacing::CreateFirst,
    })
}

/// What a resource that could stay needs and cannot do without, if that goes before it is made again.
pub(super) fn displaced_by(record: &Record, going: &Going<'_>) -> Option<ResourceId> {
    let mut needed = record.edges.iter().filter(|edge| edge.kind == EdgeKind::Needs).map(|edge| &edge.to);
    needed
        .find(|needed| {
            going.kind_of(needed).is_some_and(|kind| kind.held())
                && (going.makes_way(needed) || going.guarded_and_vanished(needed).next().is_some())
        })
        .cloned()
}

/// What ordering needs to know beside the operations.
pub(super) struct Facts<'a> {
    /// Edges of every desired resource.
    pub(super) desired: &'a BTreeMap<ResourceId, Vec<Edge>>,
    pub(super) going: Going<'a>,
    pub(super) turns: &'a Turns,
}

/// Fills in `after` of every operation.
///
/// # Errors
/// [`PlanError::Circle`] when operations would wait for each other.
pub(super) fn arrange(operations: &mut [Operation], facts: &Facts<'_>) -> Result<Passage, PlanError> {
    let mut makes: BTreeMap<&ResourceId, usize> = BTreeMap::new();
    // The last step of what is changed in two.
    let mut narrows: BTreeMap<&ResourceId, usize> = BTreeMap::new();
    let mut settles: BTreeMap<&ResourceId, usize> = BTreeMap::new();
    let mut removes: BTreeMap<&ResourceId, Vec<usize>> = BTreeMap::new();
    for operation in operations.iter() {
        match operation.action {
            Action::Update { reach: Reach::Narrow, .. } => {
                narrows.insert(&operation.resource, operation.id);
            }
            Action::Create { .. } | Action::Update { .. } | Action::Record { .. } => {
                makes.insert(&operation.resource, operation.id);
            }
            Action::Delete { .. } | Action::Forget { .. } => {
                removes.entry(&operation.resource).or_default().push(operation.id);
            }
            Action::Settle { .. } => {
                settles.insert(&operation.resource, operation.id);
            }
        }
    }
    let mut waits = Waits::default();
    let mut wait = |later: usize, earlier: usize| waits.add(later, earlier);

    // What has to be made as well before a new one does its work.
    let at_work = |create: usize| {
        let operation = &operations[create];
        let anew = matches!(operation.action, Action::Create { .. });
        let edges = facts.desired.get(&operation.resource).filter(|_| anew).into_iter().flatten();
        edges.filter(|edge| edge.kind == EdgeKind::OnUpdate).filter_map(|edge| makes.get(&edge.to).copied())
    };

    for (resource, &make) in &makes {
        let updates = matches!(operations[make].action, Action::Update { .. });
        for edge in facts.desired.get(*resource).into_iter().flatten() {
            let Some(&earlier) = makes.get(&edge.to) else { continue };
            let creates = matches!(operations[earlier].action, Action::Create { .. });
            let only_recorded = matches!(operations[earlier].action, Action::Record { .. });
            let waits = match edge.kind {
                EdgeKind::Needs => creates || !facts.turns.is_put_off(&edge.to),
                EdgeKind::Follows => true,
                EdgeKind::Exists => creates,
                EdgeKind::OnUpdate => updates && !only_recorded,
                EdgeKind::Passes | EdgeKind::Avoids => false,
            };
            if waits {
                wait(make, earlier);
            }
        }
    }

    let going = facts.going;
    let recorded = going.state.resources.iter().map(|(resource, record)| (resource, &record.edges));
    let retired = going.state.retired.iter().map(|Retired { resource, record }| (resource, &record.edges));
    for (holder, edges) in recorded.chain(retired) {
        for edge in edges {
            for &removal in removes.get(&edge.to).into_iter().flatten() {
                if edge.kind.is_passage() || matches!(operations[removal].action, Action::Forget { .. }) {
                    continue;
                }
                if edge.kind == EdgeKind::Follows {
                    makes.get(holder).into_iter().for_each(|&later| wait(later, removal));
                    continue;
                }
                let makes_way = going.makes_way(&edge.to);
                let takes_holder_along = makes_way
                    && going.replacing.get(holder) == Some(&Replacing::CreateFirst)
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
                    settles.get(holder).into_iter().for_each(|&settle| wait(removal, settle));
                    narrows.get(holder).into_iter().for_each(|&narrow| wait(removal, narrow));
                    if edge.kind == EdgeKind::OnUpdate {
                        at_work(change).for_each(|made| wait(removal, made));
                    }
                }
            }
        }
    }

    for (resource, record) in going.state.resources.iter().filter(|(resource, _)| going.makes_way(resource)) {
        for needed in record.edges.iter().filter(|edge| edge.kind == EdgeKind::Needs) {
            for guarded in going.guarded_and_vanished(&needed.to) {
                let Some(&make) = makes.get(guarded) else { continue };
                removes.get(resource).into_iter().flatten().for_each(|&removal| wait(make, removal));
            }
        }
    }

    for (resource, &make) in &makes {
        for &removal in removes.get(*resource).into_iter().flatten() {
            let gone_already = matches!(operations[removal].action, Action::Forget { .. });
            if gone_already || going.makes_way(resource) {
                wait(make, removal);
            } else {
                wait(removal, make);
                at_work(make).for_each(|made| wait(removal, made));
            }
        }
    }

    for (resource, &narrow) in &narrows {
        makes.get(resource).into_iter().for_each(|&widen| wait(narrow, widen));
    }
    for (resource, &settle) in &settles {
        makes.get(resource).into_iter().for_each(|&make| wait(settle, make));
    }
    let mut steps: BTreeSet<usize> = BTreeSet::new();
    let mut passage = Passage { steps: Vec::new(), interruptions: facts.turns.interruptions.clone() };
    for Turn { sender, gate, opens, closes } in &facts.turns.turns {
        let make = makes.get(sender).copied();
        let removals = |of: &ResourceId| removes.get(of).into_iter().flatten().copied();
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        if *opens {
            let opened = settles.get(gate).or(makes.get(gate)).copied();
            let opening = opened.into_iter().chain(removals(gate));
            pairs.extend(opening.filter_map(|opening| Some((make?, opening))));
        }
        if *closes && let Some(closing) = narrows.get(gate).or(makes.get(gate)).copied() {
            let changed = settles.get(sender).copied().or(make).into_iter().chain(removals(sender));
            pairs.extend(changed.map(|changed| (closing, changed)));
        }
        for (later, earlier) in pairs {
            if waits.is_before(later, earlier) {
                let why = "other changes of this plan have to happen the other way round".to_owned();
                passage.interruptions.push(Interruption { sender: sender.clone(), gate: gate.clone(), why });
            } else {
                waits.add(later, earlier);
                steps.extend([later, earlier].into_iter().chain(make));
            }
        }
    }
    passage.interruptions.sort();
    passage.interruptions.dedup();

    for (later, earlier) in waits.0 {
        operations[later].after = earlier.into_iter().filter(|&id| id != later).collect();
    }
    let order = refuse_circles(operations)?;
    let settling = operations.iter().filter(|one| matches!(one.action, Action::Settle { .. }));
    let settles: BTreeSet<usize> = settling.map(|one| one.id).collect();
    steps.extend(settles.iter().flat_map(|&settle| operations[settle].after.iter().copied().chain([settle])));
    let told = |id: usize| {
        let behind = operations[id].after.iter().any(|earlier| settles.contains(earlier));
        (behind || steps.contains(&id)) && !matches!(operations[id].action, Action::Record { .. })
    };
    passage.steps = order.into_iter().filter(|&id| told(id)).collect();
    Ok(passage)
}

/// Per operation, those it waits for.
#[derive(Default)]
struct Waits(BTreeMap<usize, BTreeSet<usize>>);

impl Waits {
    fn add(&mut self, later: usize, earlier: usize) {
        self.0.entry(later).or_default().insert(earlier);
    }

    /// Whether `later` waits for `earlier`, at once or by way of others.
    fn is_before(&self, earlier: usize, later: usize) -> bool {
        let mut open = vec![later];
        let mut seen = BTreeSet::new();
        while let Some(at) = open.pop() {
            if at == earlier {
                return true;
            }
            if seen.insert(at) {
                open.extend(self.0.get(&at).into_iter().flatten());
            }
        }
        false
    }
}

/// The operations in an order in which they may happen.
fn refuse_circles(operations: &[Operation]) -> Result<Vec<usize>, PlanError> {
    let mut graph = Graph::new();
    for operation in operations {
        graph.add_node(operation.id);
        for &earlier in &operation.after {
            graph.add_edge(operation.id, earlier);
        }
    }
    graph.order().map_err(|cycles| {
        let name = |id: &usize| format!("{} {}", operations[*id].action.verb(), operations[*id].resource);
        PlanError::Circle(cycles.first().map(|cycle| cycle.path().iter().map(name).collect()).unwrap_or_default())
    })
}
