use std::collections::{BTreeMap, BTreeSet};

use super::model::{
    Action, Basis, Cause, ChangeKind, FieldNote, Operation, Passage, Place, Plan, PlanError, Reach, Replacing,
    ResourceChange, Summary,
};
use super::order;
use super::passage::{self, Move, Turns};
use super::upkeep;
use crate::desired::{Desired, Held, Wish};
use crate::diag::SourceMap;
use crate::graph::Graph;
use crate::kinds::{self, AnyKind, Change, LiveTree};
use crate::names::ResourceId;
use crate::state::{Edge, Record, State, Upkeep};
use crate::value::{FieldChange, Reference, SecretRef, Text, Tree, diff, leaves};

/// What is asked for beyond the spec.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mode {
    /// Plan as if the spec were empty.
    pub destroy: bool,
    /// Only these (block addresses or resource ids) and what they depend on; everything when empty.
    pub targets: Vec<String>,
    /// Make these anew even where nothing changed.
    pub replace: Vec<String>,
}

/// Everything a plan is made from.
pub struct Situation<'a> {
    /// What the spec asks for.
    pub wish: &'a Wish,
    /// What is recorded.
    pub state: &'a State,
    /// What the cloud answered for each recorded resource; `None` inside: it is gone. A resource not in the map was not read
    /// and counts as recorded.
    pub observed: &'a BTreeMap<ResourceId, Option<LiveTree>>,
    /// Keyed digest of a secret; `None` when this machine cannot decrypt.
    pub digest: &'a dyn Fn(&SecretRef) -> Option<String>,
    /// Turns the spans of desired resources into the places a plan keeps.
    pub sources: &'a SourceMap,
    /// Copied into the plan.
    pub basis: Basis,
    /// What the command line asked for.
    pub mode: &'a Mode,
    /// Sixteen fresh random characters from `[a-z0-9]`, for kinds that carry a token.
    pub token: &'a dyn Fn() -> String,
}

/// What was decided for a desired resource.
enum Fate {
    Create { vanished: bool },
    Keep,
    Update,
    Replace,
}

struct Decision<'a> {
    desired: &'a Desired,
    fate: Fate,
    inputs: Tree,
    edges: Vec<Edge>,
}

/// Makes the plan.
///
/// # Errors
/// For targets that name nothing, for what is protected, and for what can be no user's fault; see [`PlanError`].
pub fn build(situation: &Situation<'_>) -> Result<Plan, PlanError> {
    let renames = upkeep::renames(situation);
    if renames.is_empty() {
        return Builder::new(situation)?.run(renames);
    }
    let (state, observed) = upkeep::followed(situation, &renames);
    let basis = situation.basis.clone();
    Builder::new(&Situation { state: &state, observed: &observed, basis, ..*situation })?.run(renames)
}

struct Builder<'a> {
    at: &'a Situation<'a>,
    /// In dependency order.
    desired: Vec<&'a Desired>,
    /// Resources this run may touch; `None`: all.
    scope: Option<BTreeSet<ResourceId>>,
    decisions: BTreeMap<ResourceId, Decision<'a>>,
    replacing: BTreeMap<ResourceId, Replacing>,
    vanished: BTreeSet<ResourceId>,
    /// Old generations that are used although there is a newer one.
    held: Vec<&'a Held>,
    changes: Vec<ResourceChange>,
}

impl<'a> Builder<'a> {
    fn new(at: &'a Situation<'a>) -> Result<Self, PlanError> {
        let wanted: &[Desired] = if at.mode.destroy { &[] } else { &at.wish.resources };
        let by_id: BTreeMap<&ResourceId, &Desired> = wanted.iter().map(|desired| (&desired.id, desired)).collect();
        let mut graph = Graph::new();
        for desired in wanted {
            graph.add_node(desired.id.clone());
            for edge in desired.edges() {
                if !by_id.contains_key(&edge.to) {
                    return Err(PlanError::Dangling { from: desired.id.clone(), to: edge.to });
                }
                if edge.kind != crate::state::EdgeKind::OnUpdate && !edge.kind.is_passage() {
                    graph.add_edge(desired.id.clone(), edge.to);
                }
            }
        }
        let order = graph.order().map_err(|cycles| {
            PlanError::Circle(
                cycles.first().map(|c| c.path().iter().map(ToString::to_string).collect()).unwrap_or_default(),
            )
        })?;
        let desired = order.iter().filter_map(|id| by_id.get(id).copied()).collect();
        let mut builder = Self {
            at,
            desired,
            scope: None,
            decisions: BTreeMap::new(),
            replacing: BTreeMap::new(),
            vanished: BTreeSet::new(),
            held: wanted.iter().flat_map(|desired| &desired.holds).collect(),
            changes: Vec::new(),
        };
        builder.scope = builder.scope_of_targets()?;
        builder.known_names(&at.mode.replace)?;
        Ok(builder)
    }

    fn run(mut self, renames: Upkeep) -> Result<Plan, PlanError> {
        for desired in std::mem::take(&mut self.desired) {
            self.decide(desired)?;
        }
        let turns = self.turns()?;
        let (operations, passage) = self.operations(turns)?;
        let kept = upkeep::forbidden(self.at, &self.changes);
        if !kept.is_empty() {
            return Err(PlanError::Protected(kept));
        }
        let Self { at, changes, decisions, .. } = self;
        let outputs = outputs_of(at, &decisions);
        let mut changes = changes;
        changes.sort_by(|a, b| a.address.cmp(&b.address));
        Ok(Plan {
            format: 1,
            stack: at.state.stack.clone(),
            env: at.state.env.clone(),
            basis: at.basis.clone(),
            summary: Summary::of(&changes),
            changes,
            operations,
            outputs,
            upkeep: Upkeep { protected: upkeep::protections(at), ..renames },
            passage,
        })
    }

    /// Whether `given` names this resource or the block it belongs to.
    fn names(given: &str, id: &ResourceId) -> bool {
        id.as_str() == given || id.block().as_str() == given
    }

    fn known_names(&self, given: &[String]) -> Result<(), PlanError> {
        let all: BTreeSet<&ResourceId> =
            self.at.wish.resources.iter().map(|desired| &desired.id).chain(self.at.state.resources.keys()).collect();
        match given.iter().find(|given| !all.iter().any(|id| Self::names(given, id))) {
            None => Ok(()),
            Some(given) => Err(PlanError::UnknownTarget {
                given: given.clone(),
                known: all.iter().map(ToString::to_string).collect(),
            }),
        }
    }

    /// The targets and everything they depend on; when destroying, everything that depends on them.
    fn scope_of_targets(&self) -> Result<Option<BTreeSet<ResourceId>>, PlanError> {
        let targets = &self.at.mode.targets;
        if targets.is_empty() {
            return Ok(None);
        }
        self.known_names(targets)?;
        let mut next: BTreeMap<ResourceId, Vec<ResourceId>> = BTreeMap::new();
        for desired in &self.desired {
            next.entry(desired.id.clone()).or_default().extend(desired.edges().into_iter().map(|edge| edge.to));
        }
        for (id, record) in &self.at.state.resources {
            for edge in &record.edges {
                if self.at.mode.destroy && edge.kind.is_passage() {
                    // What is sent elsewhere goes on standing without its gate.
                } else if self.at.mode.destroy {
                    next.entry(edge.to.clone()).or_default().push(id.clone());
                } else {
                    next.entry(id.clone()).or_default().push(edge.to.clone());
                }
            }
        }
        let all = next.keys().chain(self.at.state.resources.keys()).chain(self.desired.iter().map(|d| &d.id));
        let mut open: Vec<ResourceId> =
            all.filter(|id| targets.iter().any(|given| Self::names(given, id))).cloned().collect();
        let mut scope = BTreeSet::new();
        while let Some(id) = open.pop() {
            if scope.insert(id.clone()) {
                open.extend(next.get(&id).into_iter().flatten().cloned());
            }
        }
        Ok(Some(scope))
    }

    fn going(&self) -> order::Going<'_> {
        order::Going { state: self.at.state, replacing: &self.replacing, vanished: &self.vanished }
    }

    fn in_scope(&self, id: &ResourceId) -> bool {
        self.scope.as_ref().is_none_or(|scope| scope.contains(id))
    }

    /// What an output will be, if that can be said before apply.
    fn known(&self, reference: &Reference) -> Option<String> {
        let decision = self.decisions.get(&reference.to)?;
        let stays = match decision.fate {
            Fate::Keep => true,
            Fate::Update => !kinds::by_name(decision.desired.kind)?.volatile().contains(&reference.output.as_str()),
            Fate::Create { .. } | Fate::Replace => false,
        };
        if !stays {
            return None;
        }
        match self.at.observed.get(&reference.to) {
            Some(Some(live)) => live.outputs.get(&reference.output).cloned(),
            _ => None,
        }
        .or_else(|| self.at.state.output(&reference.to, &reference.output).map(str::to_owned))
    }

    fn decide(&mut self, desired: &'a Desired) -> Result<(), PlanError> {
        let kind = kind_of(desired.kind)?;
        let record = self.at.state.resources.get(&desired.id);
        let known = |reference: &Reference| self.known(reference);
        let inputs = match desired.inputs.secrets().is_empty() {
            true => desired.inputs.resolve(&known),
            false => desired.inputs.with_secret_digests(self.at.digest).resolve(&known),
        };
        if !self.in_scope(&desired.id) {
            // Out of scope: as it is recorded, or not there for anybody.
            let fate = if record.is_some() { Fate::Keep } else { Fate::Create { vanished: false } };
            self.decisions.insert(desired.id.clone(), Decision { desired, fate, inputs, edges: desired.edges() });
            return Ok(());
        }
        let observed = record.and_then(|_| self.at.observed.get(&desired.id));
        let mut left_alone = Vec::new();
        let (fate, because, fields, inputs) = match (record, observed) {
            (None, _) => {
                (Fate::Create { vanished: false }, vec![Cause::New], Vec::new(), self.with_token(inputs, None))
            }
            (Some(_), Some(None)) => {
                self.vanished.insert(desired.id.clone());
                (Fate::Create { vanished: true }, vec![Cause::Vanished], Vec::new(), self.with_token(inputs, None))
            }
            (Some(record), live) => {
                let wanted = self.with_token(inputs, Some(record));
                let live = live.and_then(Option::as_ref);
                let present = live.map_or(&record.inputs, |live| &live.input);
                let kept = kept_as_it_is(desired, present, &wanted);
                let (fate, mut because, fields, inputs) = self.compare(kind, desired, record, live, kept, &wanted)?;
                if !matches!(fate, Fate::Replace) {
                    left_alone = differing(desired, present, &wanted, &inputs);
                } else if is_held(&self.held, &desired.id, record) {
                    because.push(Cause::Held);
                }
                // One copy for both.
                let inputs = if inputs == record.inputs { record.inputs.clone() } else { inputs };
                (fate, because, fields, inputs)
            }
        };
        let action = match fate {
            Fate::Create { .. } => ChangeKind::Create,
            Fate::Keep => ChangeKind::None,
            Fate::Update => ChangeKind::Update,
            Fate::Replace => ChangeKind::Replace,
        };
        // A new resource shows everything it will be made with, defaults included.
        let fields = if action == ChangeKind::Create { all_fields(&inputs) } else { fields };
        let remarks = match action {
            ChangeKind::Create | ChangeKind::Update | ChangeKind::Replace => kind.remarks(&inputs).unwrap_or_default(),
            ChangeKind::None | ChangeKind::Delete | ChangeKind::Adopt | ChangeKind::Forget => Vec::new(),
        };
        self.changes.push(ResourceChange {
            address: desired.id.clone(),
            kind: desired.kind.to_owned(),
            action,
            because,
            replacing: self.replacing.get(&desired.id).copied().filter(|_| action == ChangeKind::Replace),
            fields,
            remarks,
            left_alone,
        });
        self.decisions.insert(desired.id.clone(), Decision { desired, fate, inputs, edges: desired.edges() });
        Ok(())
    }

    /// A fresh token for a new generation, the recorded one for an old one, which is none where it was made before its kind
    /// had any; kinds without the field are left alone.
    fn with_token(&self, inputs: Tree, record: Option<&Record>) -> Tree {
        if inputs.field("token").is_none() {
            return inputs;
        }
        let mut value = inputs.as_value().clone();
        if let Some(token) = value.get_mut("token") {
            *token = match record {
                Some(record) => record.inputs.field("token").cloned().unwrap_or_else(|| "".into()),
                None => (self.at.token)().into(),
            };
        }
        Tree::new(value)
    }

    /// What becomes of a recorded resource, and what it is to be: `inputs`, or when it is made anew what the spec says, `wanted`,
    /// with another token.
    fn compare(
        &mut self,
        kind: &dyn AnyKind,
        desired: &Desired,
        record: &Record,
        live: Option<&LiveTree>,
        inputs: Tree,
        wanted: &Tree,
    ) -> Result<(Fate, Vec<Cause>, Vec<FieldNote>, Tree), PlanError> {
        let present = live.map_or(&record.inputs, |live| &live.input);
        let compared = |before: &Tree| -> Vec<FieldChange> {
            // Most resources are as they are wanted, and telling so is much cheaper than telling a difference.
            if *before == inputs {
                return Vec::new();
            }
            diff(before, &inputs).into_iter().filter(|change| change.path != "token").collect()
        };
        let changes = compared(present);
        let edited: BTreeSet<String> = compared(&record.inputs).into_iter().map(|change| change.path).collect();
        let asked = self.at.mode.replace.iter().any(|given| Self::names(given, &desired.id));
        let foreign_kind = record.kind != desired.kind;
        let displaced = order::displaced_by(record, &self.going());
        if changes.is_empty() && !asked && !foreign_kind && displaced.is_none() {
            return Ok((Fate::Keep, Vec::new(), Vec::new(), inputs));
        }

        if foreign_kind {
            // Fields of two kinds have nothing to say to each other.
            self.replacing.insert(desired.id.clone(), Replacing::CreateFirst);
            let because = vec![Cause::OtherKind { was: record.kind.clone() }];
            let inputs = self.with_token(wanted.clone(), None);
            return Ok((Fate::Replace, because, all_fields(&inputs), inputs));
        }

        let mut because = Vec::new();
        let paths = |drifted: bool| -> Vec<String> {
            changes.iter().filter(|change| edited.contains(&change.path) != drifted).map(|c| c.path.clone()).collect()
        };
        let (edits, drifts) = (paths(false), paths(true));
        if !edits.is_empty() {
            because.push(Cause::Edited { fields: edits });
        }
        if !drifts.is_empty() && self.at.state.unfinished.contains(&desired.id) {
            because.push(Cause::Interrupted { fields: drifts });
        } else if !drifts.is_empty() {
            because.push(Cause::Drifted { fields: drifts });
        }
        let immutable: Vec<String> = changes
            .iter()
            .filter(|change| kind.change_of(&change.path) == Change::Replace)
            .map(|change| change.path.clone())
            .collect();
        let mut replaces = false;
        if !immutable.is_empty() {
            because.push(Cause::Immutable { fields: immutable });
            replaces = true;
        }
        if asked {
            because.push(Cause::Asked);
            replaces = true;
        }
        if let Some(by) = displaced.filter(|_| !replaces) {
            because.push(Cause::Displaced { by });
            replaces = true;
        }
        let fields = changes
            .into_iter()
            .map(|change| {
                let drifted = !edited.contains(&change.path);
                let recorded = drifted.then(|| lookup(&record.inputs, &change.path)).flatten();
                FieldNote { recorded, ..FieldNote::from(change) }
            })
            .collect();
        if !replaces {
            return Ok((Fate::Update, because, fields, inputs));
        }
        let inputs = self.with_token(wanted.clone(), None);
        let replacing = order::replacing(kind, record, &inputs, &self.going())?;
        self.replacing.insert(desired.id.clone(), replacing);
        Ok((Fate::Replace, because, fields, inputs))
    }

    fn edges(&self) -> BTreeMap<ResourceId, Vec<Edge>> {
        self.decisions.iter().map(|(id, decision)| (id.clone(), decision.edges.clone())).collect()
    }

    /// Who takes turns with whom.
    fn turns(&self) -> Result<Turns, PlanError> {
        let mut moves = BTreeMap::new();
        for (id, decision) in self.decisions.iter().filter(|(id, _)| self.in_scope(id)) {
            let what = match (&decision.fate, self.at.state.resources.get(id)) {
                (Fate::Create { vanished: true }, _) => Move::PutBack,
                (Fate::Create { vanished: false }, _) => Move::Made(kind_of(decision.desired.kind)?),
                (Fate::Update, Some(record)) => {
                    Move::Changed { was: present(self.at, id, record), want: &decision.inputs }
                }
                (Fate::Replace, _) => Move::Remade,
                (Fate::Keep, _) | (Fate::Update, None) => continue,
            };
            moves.insert(id.clone(), what);
        }
        let gone = |id: &ResourceId| !self.decisions.contains_key(id) && self.in_scope(id);
        moves.extend(self.at.state.resources.keys().filter(|id| gone(id)).map(|id| (id.clone(), Move::Removed)));
        let (state, observed, desired) = (self.at.state, self.at.observed, self.edges());
        passage::turns(&passage::Scene { state, observed, desired: &desired, moves: &moves })
    }

    fn operations(&mut self, turns: Turns) -> Result<(Vec<Operation>, Passage), PlanError> {
        let mut operations: Vec<Operation> = Vec::new();
        let mut push = |resource: &ResourceId, kind: &str, action: Action, place: Option<Place>| {
            let id = operations.len();
            operations.push(Operation {
                id,
                resource: resource.clone(),
                kind: kind.to_owned(),
                action,
                after: Vec::new(),
                place,
            });
        };
        for (id, decision) in &mut self.decisions {
            if self.scope.as_ref().is_some_and(|scope| !scope.contains(id)) {
                continue;
            }
            let place = Some(place_of(self.at.sources, decision.desired));
            // Nobody asks for the inputs of a decision after this: a hundred thousand copies are what a plan weighs.
            let (inputs, edges) = (std::mem::take(&mut decision.inputs), decision.edges.clone());
            let record = self.at.state.resources.get(id);
            match (&decision.fate, record) {
                (Fate::Create { vanished }, record) => {
                    if let (true, Some(record)) = (*vanished, record) {
                        push(id, &record.kind, Action::Forget { id: record.id.clone() }, None);
                    }
                    push(id, decision.desired.kind, Action::Create { inputs, edges }, place);
                }
                (Fate::Update, Some(record)) => {
                    let (mut was, mut reach) = (present(self.at, id, record), Reach::Whole);
                    let mut update = |was, inputs, edges, reach| {
                        let action = Action::Update { id: record.id.clone(), was, inputs, edges, reach };
                        push(id, decision.desired.kind, action, place.clone());
                    };
                    if let Some(both) = turns.widened.get(id) {
                        // Until it is narrowed it holds on to what it held and to what it will hold.
                        let held = record.edges.iter().filter(|old| edges.iter().all(|edge| edge.to != old.to));
                        let held = held.chain(&edges).cloned().collect();
                        update(was, both.clone(), held, Reach::Widen);
                        (was, reach) = (both.clone(), Reach::Narrow);
                    }
                    update(was, inputs, edges, reach);
                }
                (Fate::Replace, Some(record)) => {
                    push(id, decision.desired.kind, Action::Create { inputs, edges }, place);
                    if !is_held(&self.held, id, record) {
                        let was = record.inputs.clone();
                        push(id, &record.kind, Action::Delete { id: record.id.clone(), was }, None);
                    }
                }
                (Fate::Keep, Some(record)) if record.inputs != inputs || record.edges != edges => {
                    push(id, decision.desired.kind, Action::Record { id: record.id.clone(), inputs, edges }, place);
                }
                (Fate::Keep | Fate::Update | Fate::Replace, _) => {}
            }
        }
        for (id, record) in turns.settled.iter().filter_map(|id| Some((id, self.at.state.resources.get(id)?))) {
            push(id, &record.kind, Action::Settle { id: record.id.clone() }, None);
        }
        let mut removed = Vec::new();
        for (id, record) in &self.at.state.resources {
            if self.decisions.contains_key(id) || !self.in_scope(id) {
                continue;
            }
            let cause = if self.at.mode.destroy { Cause::Destroy } else { Cause::Unwanted };
            let gone = matches!(self.at.observed.get(id), Some(None));
            let (action, kind, because) = if gone {
                (Action::Forget { id: record.id.clone() }, ChangeKind::Forget, vec![Cause::Vanished])
            } else {
                let was = record.inputs.clone();
                (Action::Delete { id: record.id.clone(), was }, ChangeKind::Delete, vec![cause])
            };
            push(id, &record.kind, action, None);
            removed.push((id, &record.kind, kind, because));
        }
        for old in &self.at.state.retired {
            if self.in_scope(&old.resource) && !is_held(&self.held, &old.resource, &old.record) {
                let action = Action::Delete { id: old.record.id.clone(), was: old.record.inputs.clone() };
                push(&old.resource, &old.record.kind, action, None);
                removed.push((&old.resource, &old.record.kind, ChangeKind::Delete, vec![Cause::Superseded]));
            }
        }
        self.changes.extend(removed.into_iter().map(|(id, kind, action, because)| ResourceChange {
            address: id.clone(),
            kind: kind.clone(),
            action,
            because,
            replacing: None,
            fields: Vec::new(),
            remarks: Vec::new(),
            left_alone: Vec::new(),
        }));
        let facts = order::Facts { desired: &self.edges(), going: self.going(), turns: &turns };
        let passage = order::arrange(&mut operations, &facts)?;
        Ok((operations, passage))
    }
}

fn kind_of(name: &str) -> Result<&'static dyn AnyKind, PlanError> {
    kinds::by_name(name).ok_or_else(|| PlanError::UnknownKind(name.to_owned()))
}

fn outputs_of(at: &Situation<'_>, decisions: &BTreeMap<ResourceId, Decision<'_>>) -> BTreeMap<String, Text> {
    if at.mode.destroy {
        return BTreeMap::new();
    }
    let known = |reference: &Reference| {
        let decision = decisions.get(&reference.to)?;
        let stays = match decision.fate {
            Fate::Keep => true,
            Fate::Update => !kinds::by_name(decision.desired.kind)?.volatile().contains(&reference.output.as_str()),
            Fate::Create { .. } | Fate::Replace => false,
        };
        stays.then(|| at.state.output(&reference.to, &reference.output).map(str::to_owned)).flatten()
    };
    at.wish
        .outputs
        .iter()
        .map(|(name, text)| {
            let tree = Tree::of(text).resolve(&known);
            (name.clone(), tree.to().unwrap_or_else(|_| text.clone()))
        })
        .collect()
}

/// Every leaf of an input, as the fields of something new; the token is nobody's business.
fn all_fields(inputs: &Tree) -> Vec<FieldNote> {
    leaves(inputs).into_iter().filter(|change| change.path != "token").map(FieldNote::from).collect()
}

/// Whether a generation goes on being used although there is a newer one.
fn is_held(held: &[&Held], resource: &ResourceId, record: &Record) -> bool {
    held.iter().any(|held| held.of == *resource && record.outputs.get(held.output) == Some(&held.value))
}

/// What is wanted, with the fields that are left alone as they are at present. One that holds a secret of the cloud's is not:
/// nobody could write it back.
fn kept_as_it_is(desired: &Desired, present: &Tree, wanted: &Tree) -> Tree {
    desired.left_alone.iter().fold(wanted.clone(), |inputs, path| {
        let kept = inputs.with_part_of(present, path);
        let sealed = kept.at(path).is_some_and(|value| Tree::new(value.clone()).is_sealed());
        if sealed { inputs } else { kept }
    })
}

/// Where what is left alone differs from what the spec says.
fn differing(desired: &Desired, present: &Tree, wanted: &Tree, inputs: &Tree) -> Vec<FieldNote> {
    if desired.left_alone.is_empty() || wanted == inputs {
        return Vec::new();
    }
    let left_alone = |path: &str| diff(present, inputs).iter().all(|change| change.path != path);
    diff(present, wanted).into_iter().filter(|change| left_alone(&change.path)).map(FieldNote::from).collect()
}

/// The value at a path as `diff` writes them.
fn lookup(tree: &Tree, path: &str) -> Option<serde_json::Value> {
    leaves(tree).into_iter().find(|change| change.path == path).and_then(|change| change.after)
}

fn place_of(sources: &SourceMap, desired: &Desired) -> Place {
    let span = desired.span;
    let at = sources.line_column(span.file, span.start as usize);
    Place {
        file: sources.path(span.file).display().to_string(),
        start: span.start,
        end: span.end,
        line: at.line,
        column: at.column,
    }
}

impl Plan {
    /// Whether applying it would change anything in the cloud, or what is remembered of blocks.
    pub fn is_empty(&self) -> bool {
        self.upkeep.is_empty()
            && self.operations.iter().all(|operation| matches!(operation.action, Action::Record { .. }))
    }

    /// Which secrets its operations need opened.
    pub fn secrets(&self) -> Vec<SecretRef> {
        let mut secrets = Vec::new();
        for operation in &self.operations {
            if let Action::Create { inputs, .. } | Action::Update { inputs, .. } = &operation.action {
                for secret in inputs.secrets() {
                    if !secrets.contains(&secret) {
                        secrets.push(secret);
                    }
                }
            }
        }
        secrets
    }
}

/// What the cloud holds of a recorded resource.
fn present(at: &Situation<'_>, id: &ResourceId, record: &Record) -> Tree {
    match at.observed.get(id) {
        Some(Some(live)) => live.input.clone(),
        Some(None) | None => record.inputs.clone(),
    }
}
