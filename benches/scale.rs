//! Graph and plan of 100,000 resources: of a new stack, and of one that stands with nothing to do.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use engine::desired::{Desired, Wish};
use engine::diag::{FileId, SourceMap, Span};
use engine::graph::Graph;
use engine::kinds::LiveTree;
use engine::names::ResourceId;
use engine::observe;
use engine::plan::{self, Action, Mode, Situation};
use engine::state::{Holder, Record, State, Store};
use engine::value::Tree;
use serde_json::json;

use super::stack::basis;
use super::{bar, peak_mb, told};

const BLOCKS: usize = 20_000;

pub fn run() -> bool {
    let mut sources = SourceMap::default();
    let file = sources.add("spec.kdl", "x\n".repeat(100_000));
    let wish = Wish { resources: (0..BLOCKS).flat_map(|block| block_of(block, file)).collect(), ..Wish::default() };
    told("resources", wish.resources.len());

    let began = Instant::now();
    let mut graph = Graph::new();
    for desired in &wish.resources {
        graph.add_node(desired.id.clone());
        desired.edges().into_iter().for_each(|edge| graph.add_edge(desired.id.clone(), edge.to));
    }
    let order = graph.order().expect("no circle");
    let graphed = began.elapsed();
    told("graph alone", format!("{:.2} s", graphed.as_secs_f64()));
    assert_eq!(order.len(), wish.resources.len());
    drop((graph, order));

    let mut state = State::new("bench", "dev", "0123456789abcdef".into());
    let began = Instant::now();
    let new = plan_of(&wish, &state, &BTreeMap::new(), &sources);
    let met = bar("graph and plan of a new stack", (graphed + began.elapsed()).as_secs_f64(), 2.0, "s");

    let operations = new.operations;
    drop(new.changes);
    let mut observed = BTreeMap::new();
    for operation in operations {
        let Action::Create { inputs, edges } = operation.action else { continue };
        let known = |reference: &engine::value::Reference| Some(format!("id-of-{}", reference.to));
        let inputs = inputs.resolve(&known);
        let id = format!("id-of-{}", operation.resource);
        let outputs: BTreeMap<_, _> = [("arn".to_owned(), id.clone())].into();
        // What is recorded shares nothing with what is wanted, and what the cloud answers as much with it as `observe` lets it.
        let apart = || Tree::new(inputs.as_value().clone());
        let live = LiveTree { input: apart(), outputs: outputs.clone() };
        let record = Record { kind: operation.kind, id, inputs: apart(), outputs, edges };
        observed.insert(operation.resource.clone(), Some(observe::sharing(&record, live)));
        state.put(&operation.resource, record);
    }
    let began = Instant::now();
    let again = plan_of(&wish, &state, &observed, &sources);
    let met = bar("graph and plan with nothing to do", (graphed + began.elapsed()).as_secs_f64(), 2.0, "s") && met;
    assert!(again.is_empty(), "{:?}", again.operations.first());
    let met = peak_mb("self").is_none_or(|peak| bar("peak memory", peak, 1024.0, "MB")) && met;
    drop((again, observed, wish));

    let folder = tempfile::tempdir().expect("a folder");
    let holder = Holder::this_process("bench", Duration::ZERO);
    let mut store = Store::locked(folder.path(), &holder, Duration::ZERO).expect("the lock");
    let began = Instant::now();
    store.begin(&mut state).expect("written");
    store.finish(&mut state).expect("written");
    told("state written twice", format!("{:.2} s", began.elapsed().as_secs_f64()));
    let began = Instant::now();
    assert_eq!(store.load("bench", "dev").expect("read").state.resources.len(), 5 * BLOCKS);
    told("state read", format!("{:.2} s", began.elapsed().as_secs_f64()));
    met
}

fn plan_of(
    wish: &Wish,
    state: &State,
    observed: &BTreeMap<ResourceId, Option<LiveTree>>,
    sources: &SourceMap,
) -> plan::Plan {
    let situation = Situation {
        wish,
        state,
        observed,
        digest: &|_| None,
        sources,
        basis: basis(),
        mode: &Mode::default(),
        token: &|| "token00000000000".to_owned(),
    };
    plan::build(&situation).unwrap_or_else(|error| panic!("{error}"))
}

/// Four log groups and a role that may write to them; every block also refers to one before it.
fn block_of(block: usize, file: FileId) -> Vec<Desired> {
    let address = |block: usize, part: &str| ResourceId::new(format!("function.f{block}/{part}"));
    let span = Span::new(file, 2 * block, 2 * block + 1);
    let of = |kind, part: &str, inputs| Desired {
        id: address(block, part),
        kind,
        inputs: Tree::new(inputs),
        order: Vec::new(),
        span,
        fields: BTreeMap::new(),
        was: None,
        holds: Vec::new(),
        left_alone: Vec::new(),
    };
    let arn = |block: usize, part: &str| json!({ "$ref": format!("{}#arn", address(block, part)) });
    let groups = ["a", "b", "c", "d"].map(|part| {
        of(
            "log-group",
            part,
            json!({
                "region": "us-east-2", "name": format!("/aws/lambda/dev-bench-f{block}-{part}"), "retention-days": 14,
                "tags": { "engine:stack": "bench", "engine:env": "dev", "engine:resource": format!("function.f{block}/{part}") }
            }),
        )
    });
    let resources: Vec<_> = ["a", "b", "c", "d"]
        .iter()
        .map(|part| arn(block, part))
        .chain((block > 0).then(|| arn(block / 2, "a")))
        .collect();
    let role = of(
        "iam-role",
        "role",
        json!({
            "name": format!("dev-bench-f{block}"), "description": "", "managed-policies": [],
            "trust-policy": { "Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Principal": { "Service": "lambda.amazonaws.com" }, "Action": "sts:AssumeRole"
            }] },
            "inline-policies": { "logs": { "Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": resources
            }] } },
            "tags": { "engine:stack": "bench", "engine:env": "dev", "engine:resource": format!("function.f{block}/role") }
        }),
    );
    groups.into_iter().chain([role]).collect()
}
