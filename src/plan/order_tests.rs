//! Each test tells one case in which the order matters.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::model::{Action, Operation, Passage, Reach, Replacing};
use super::order::{Facts, Going, arrange, displaced_by, replacing};
use super::passage::{Turn, Turns};
use crate::kinds;
use crate::names::ResourceId;
use crate::state::{Edge, EdgeKind, Record, State};
use crate::value::Tree;

/// What is recorded and what goes, as far as a case needs it.
struct Case {
    state: State,
    replacing: BTreeMap<ResourceId, Replacing>,
    vanished: BTreeSet<ResourceId>,
    desired: BTreeMap<ResourceId, Vec<Edge>>,
    operations: Vec<Operation>,
    turns: Turns,
}

fn id(name: &str) -> ResourceId {
    ResourceId::new(name)
}

fn edges(edges: &[(&str, EdgeKind)]) -> Vec<Edge> {
    edges.iter().map(|&(to, kind)| Edge { to: id(to), kind }).collect()
}

impl Case {
    fn new() -> Self {
        Self {
            state: State::new("shop", "dev", "lineage".into()),
            replacing: BTreeMap::new(),
            vanished: BTreeSet::new(),
            desired: BTreeMap::new(),
            operations: Vec::new(),
            turns: Turns::default(),
        }
    }

    fn recorded(mut self, name: &str, kind: &str, to: &[(&str, EdgeKind)]) -> Self {
        let (inputs, outputs) = (Tree::new(json!({})), BTreeMap::new());
        let record = Record { kind: kind.into(), id: name.into(), inputs, outputs, edges: edges(to) };
        self.state.resources.insert(id(name), record);
        self
    }

    fn replaced(mut self, name: &str, how: Replacing) -> Self {
        self.replacing.insert(id(name), how);
        self
    }

    fn vanished(mut self, name: &str) -> Self {
        self.vanished.insert(id(name));
        self
    }

    /// Two operations if it is to be replaced.
    fn made(mut self, name: &str, to: &[(&str, EdgeKind)]) -> Self {
        self.desired.insert(id(name), edges(to));
        self.push(name, Action::Create { inputs: Tree::new(json!({})), edges: edges(to) });
        if self.replacing.contains_key(&id(name)) { self.removed(name) } else { self }
    }

    fn removed(mut self, name: &str) -> Self {
        self.push(name, Action::Delete { id: name.into(), was: Tree::new(json!({})) });
        self
    }

    fn push(&mut self, name: &str, action: Action) {
        let kind = self.state.resources.get(&id(name)).map_or(String::new(), |record| record.kind.clone());
        let number = self.operations.len();
        self.operations.push(Operation {
            id: number,
            resource: id(name),
            kind,
            action,
            after: Vec::new(),
            place: None,
        });
    }

    fn going(&self) -> Going<'_> {
        Going { state: &self.state, replacing: &self.replacing, vanished: &self.vanished }
    }

    fn displaces(&self, name: &str) -> Option<String> {
        displaced_by(&self.state.resources[&id(name)], &self.going()).map(|by| by.to_string())
    }

    fn replacing(&self, name: &str, inputs: serde_json::Value) -> Replacing {
        let record = &self.state.resources[&id(name)];
        let kind = kinds::by_name(&record.kind).expect("a kind");
        replacing(kind, record, &Tree::new(inputs), &self.going()).expect("its shape")
    }

    fn arranged(&self, operations: &mut [Operation]) -> Passage {
        arrange(operations, &Facts { desired: &self.desired, going: self.going(), turns: &self.turns })
            .expect("no circle")
    }

    /// In two steps if it was widened.
    fn changed(mut self, name: &str, to: &[(&str, EdgeKind)]) -> Self {
        self.desired.insert(id(name), edges(to));
        let widened = self.turns.widened.contains_key(&id(name));
        for reach in if widened { vec![Reach::Widen, Reach::Narrow] } else { vec![Reach::Whole] } {
            let (was, inputs) = (Tree::new(json!({})), Tree::new(json!({})));
            self.push(name, Action::Update { id: name.into(), was, inputs, edges: edges(to), reach });
        }
        self
    }

    fn turn(mut self, sender: &str, gate: &str, opens: bool, closes: bool) -> Self {
        self.turns.turns.push(Turn { sender: id(sender), gate: id(gate), opens, closes });
        if opens && closes {
            self.turns.widened.insert(id(gate), Tree::new(json!({})));
        }
        for (name, settles) in [(gate, opens), (sender, closes)] {
            if settles {
                self.push(name, Action::Settle { id: name.into() });
            }
        }
        self
    }

    /// `later` waits for all of these, at once or by way of others: `delete x`.
    fn waits(mut self, later: &str, earlier: &[&str]) {
        let mut operations = std::mem::take(&mut self.operations);
        self.arranged(&mut operations);
        let name = |at: usize| format!("{} {}", operations[at].action.verb(), operations[at].resource);
        let mut open: Vec<usize> = (0..operations.len()).filter(|&at| name(at) == later).collect();
        let mut waited = BTreeSet::new();
        while let Some(at) = open.pop() {
            for &before in &operations[at].after {
                waited.insert(name(before));
                open.push(before);
            }
        }
        let missing: Vec<_> = earlier.iter().filter(|&&one| !waited.contains(one)).collect();
        assert!(missing.is_empty(), "{later} waits for {waited:?}, not for {missing:?}");
    }
}

const ASSOCIATION: &str = "wafv2-association";

#[test]
fn what_stands_on_something_that_makes_way_makes_way() {
    let site = Case::new()
        .recorded("oac", "cloudfront-origin-access-control", &[])
        .recorded("distribution", "cloudfront-distribution", &[("oac", EdgeKind::Needs)])
        .replaced("oac", Replacing::DeleteFirst);
    assert_eq!(site.replacing("distribution", json!({})), Replacing::DeleteFirst);
}

#[test]
fn what_is_taken_along_need_not_make_way() {
    let function = Case::new()
        .recorded("function", "lambda-function", &[])
        .recorded("deployment", "apigateway-deployment", &[("function", EdgeKind::Needs)])
        .replaced("function", Replacing::DeleteFirst);
    let inputs = json!({ "region": "", "rest-api": "", "digest": "", "description": "", "token": "" });
    assert_eq!(function.replacing("deployment", inputs), Replacing::CreateFirst);
}

#[test]
fn an_upsert_turns_the_old_one_into_the_new_one() {
    let bucket = Case::new().recorded("policy", "s3-bucket-policy", &[]);
    let inputs = json!({ "region": "us-east-2", "bucket": "b", "policy": {} });
    assert_eq!(bucket.replacing("policy", inputs), Replacing::CreateFirst);
}

#[test]
fn a_permission_cannot_stand_while_its_gate_is_made_anew() {
    let gate = || {
        Case::new()
            .recorded("stage", "apigateway-stage", &[])
            .recorded("association", ASSOCIATION, &[("stage", EdgeKind::Exists)])
            .recorded("permission", "lambda-permission", &[("association", EdgeKind::Needs)])
    };
    assert_eq!(gate().displaces("permission"), None);
    assert_eq!(gate().vanished("association").displaces("permission"), None, "the stage is open, closing it is enough");
    let anew = gate().replaced("association", Replacing::DeleteFirst);
    assert_eq!(anew.displaces("permission").as_deref(), Some("association"));
    let gone = || gate().vanished("association").vanished("stage");
    assert_eq!(gone().displaces("permission").as_deref(), Some("association"));
    gone()
        .replaced("permission", Replacing::DeleteFirst)
        .made("stage", &[])
        .made("association", &[("stage", EdgeKind::Exists)])
        .made("permission", &[("association", EdgeKind::Needs)])
        .waits("create stage", &["delete permission"]);
}

#[test]
fn the_old_stage_and_its_permissions_stay_until_the_new_one_can_serve() {
    let renamed = || {
        Case::new()
            .recorded("stage", "apigateway-stage", &[("old", EdgeKind::OnUpdate)])
            .recorded("old", "lambda-permission", &[])
            .replaced("stage", Replacing::CreateFirst)
            .made("stage", &[("new", EdgeKind::OnUpdate)])
            .made("new", &[])
            .removed("old")
    };
    renamed().waits("delete old", &["create stage", "create new"]);
    renamed().waits("delete stage", &["create stage", "create new"]);
}

#[test]
fn a_gate_opens_before_the_sender_changes_and_closes_when_that_counts_everywhere() {
    let perimeter = |opens, closes| {
        Case::new()
            .recorded("site", "cloudfront-distribution", &[("acl", EdgeKind::Passes)])
            .recorded("acl", "wafv2-web-acl", &[])
            .recorded("set", "wafv2-regex-set", &[])
            .turn("site", "acl", opens, closes)
            .changed("site", &[("acl", EdgeKind::Passes)])
            .changed("acl", &[])
    };
    perimeter(true, true).waits("update site", &["widen acl", "settle acl"]);
    perimeter(true, true).waits("narrow acl", &["widen acl", "update site", "settle site"]);
    perimeter(true, false).waits("update site", &["update acl", "settle acl"]);
    perimeter(false, true).waits("update acl", &["update site", "settle site"]);
}

#[test]
fn what_a_widened_gate_still_refers_to_goes_when_it_is_narrowed() {
    Case::new()
        .recorded("site", "cloudfront-distribution", &[("acl", EdgeKind::Passes)])
        .recorded("acl", "wafv2-web-acl", &[("set", EdgeKind::Needs)])
        .recorded("set", "wafv2-regex-set", &[])
        .turn("site", "acl", true, true)
        .changed("site", &[("acl", EdgeKind::Passes)])
        .changed("acl", &[])
        .removed("set")
        .waits("delete set", &["narrow acl"]);
}

#[test]
fn a_turn_that_would_close_a_circle_is_an_interruption() {
    let mut circle = Case::new()
        .recorded("site", "cloudfront-distribution", &[("acl", EdgeKind::Passes)])
        .recorded("acl", "wafv2-web-acl", &[("site", EdgeKind::Needs)])
        .turn("site", "acl", true, false)
        .changed("site", &[("acl", EdgeKind::Passes)])
        .changed("acl", &[("site", EdgeKind::Needs)]);
    let mut operations = std::mem::take(&mut circle.operations);
    let passage = circle.arranged(&mut operations);
    assert_eq!(passage.interruptions.len(), 1);
    assert_eq!((passage.interruptions[0].sender.as_str(), passage.interruptions[0].gate.as_str()), ("site", "acl"));
}
