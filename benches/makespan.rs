//! Apply of random graphs under virtual time, against what no schedule can beat: the longest way, all work on all hands, and what
//! the rates of AWS let through.

use std::time::Duration;

use engine::graph::Graph;
use engine::names::ResourceId;
use engine::plan::{Action, Operation, Plan, Summary};
use engine::value::Tree;
use serde_json::{Value, json};

use super::stack::{Stack, basis, block_on};
use super::wire::{Wire, random};
use super::{bar, told};

/// Between 0.1 and 3 s.
fn uneven(call: u64) -> Duration {
    Duration::from_millis(100 + (2_900.0 * random(call)) as u64)
}

fn even(_: u64) -> Duration {
    Duration::from_millis(300)
}

pub fn run() -> bool {
    let mut ratios = Vec::new();
    for seed in 0..30_u64 {
        let count = [40, 120, 300][seed as usize % 3];
        let hands_at_once = [4, 16, 64][(seed as usize / 3) % 3];
        let density = [0.5, 1.5, 3.0][(seed as usize / 9) % 3];
        let plan = random_plan(seed, count, density, false);
        ratios.push(block_on(against_bound(&plan, hands_at_once)));
    }
    let worst = ratios.iter().copied().fold(0.0, f64::max);
    told("random graphs", ratios.len());
    told("mean, times the bound", format!("{:.3}", ratios.iter().sum::<f64>() / ratios.len() as f64));
    let met = bar("worst makespan", worst, 1.1, "times the bound");
    bar("makespan of 300 under a rate of 10 a second", block_on(under_a_rate()), 1.1, "times the bound") && met
}

/// The makespan, divided by the larger of the longest way and the work for each hand, as measured.
async fn against_bound(plan: &Plan, hands_at_once: usize) -> f64 {
    let mut stack = Stack::new(std::path::Path::new("."));
    let wire = Wire::to(&stack.cloud, uneven);
    let hands = stack.hands(&wire).await;
    let applied = stack.apply(&hands, plan, hands_at_once).await;
    assert!(applied.report.is_complete(), "{:?}", applied.report.failed.first());
    let took = |id: &usize| {
        let operation = &plan.operations[*id];
        applied.took[&format!("{} {}", operation.action.verb(), operation.resource)]
    };
    let work: Duration = (0..plan.operations.len()).map(|id| took(&id)).sum();
    let path = graph_of(plan).critical_path(took).expect("no circle").weight;
    let bound = path.max(work / hands_at_once as u32);
    applied.makespan.as_secs_f64() / bound.as_secs_f64()
}

/// 300 log groups in few layers; CloudWatch Logs takes ten calls of a sort a second.
async fn under_a_rate() -> f64 {
    let plan = random_plan(7, 300, 0.3, true);
    let mut stack = Stack::new(std::path::Path::new("."));
    let wire = Wire::to(&stack.cloud, even);
    let hands = stack.hands(&wire).await.paced();
    let applied = stack.apply(&hands, &plan, 64).await;
    assert!(applied.report.is_complete(), "{:?}", applied.report.failed.first());
    // Two calls each: made, then looked at.
    let each = 2 * even(0);
    let path = graph_of(&plan).critical_path(|_| each).expect("no circle").weight;
    let rate = Duration::from_millis(100) * (300 - 10) + each;
    applied.makespan.as_secs_f64() / path.max(rate).as_secs_f64()
}

fn graph_of(plan: &Plan) -> Graph<usize> {
    let mut graph = Graph::new();
    for operation in &plan.operations {
        graph.add_node(operation.id);
        operation.after.iter().for_each(|&earlier| graph.add_edge(operation.id, earlier));
    }
    graph
}

/// Resources of several kinds, each after `density` earlier ones on average.
fn random_plan(seed: u64, count: usize, density: f64, alike: bool) -> Plan {
    let draw = |id: usize, what: u64| random(seed * 1_000_003 + id as u64 * 101 + what);
    let operations: Vec<Operation> = (0..count)
        .map(|id| {
            let edges = (2.0 * density * draw(id, 0)).round() as u64;
            let mut after: Vec<usize> =
                (0..edges).filter(|_| id > 0).map(|edge| (draw(id, 1 + edge) * id as f64) as usize).collect();
            after.sort_unstable();
            after.dedup();
            let (kind, inputs) = if alike { log_group(id) } else { of_some_kind(id) };
            Operation {
                id,
                resource: ResourceId::new(format!("bench.b{id}/it")),
                kind: kind.to_owned(),
                action: Action::Create { inputs: Tree::new(inputs), edges: Vec::new() },
                after,
                place: None,
            }
        })
        .collect();
    Plan {
        format: 1,
        stack: "bench".into(),
        env: "dev".into(),
        basis: basis(),
        changes: Vec::new(),
        summary: Summary::default(),
        operations,
        outputs: Default::default(),
        upkeep: Default::default(),
        passage: Default::default(),
    }
}

fn log_group(id: usize) -> (&'static str, Value) {
    let name = format!("bench-{id}");
    ("log-group", json!({ "region": "us-east-2", "name": name, "retention-days": null, "tags": {} }))
}

fn of_some_kind(id: usize) -> (&'static str, Value) {
    let name = format!("bench-{id}");
    match id % 3 {
        0 => log_group(id),
        1 => (
            "cloudfront-origin-access-control",
            json!({ "name": name, "description": "", "origin-type": "s3", "signing-behavior": "always" }),
        ),
        _ => (
            "s3-bucket",
            json!({
                "region": "us-east-2", "name": name, "public-access-block": true, "ownership": "BucketOwnerEnforced",
                "encryption": "AES256", "versioning": false, "force-delete": false, "tags": {}
            }),
        ),
    }
}
