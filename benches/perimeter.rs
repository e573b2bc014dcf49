//! The reference perimeter: how many calls making it takes, in how many waves, and how long at the rates of AWS.

use std::path::Path;
use std::time::Duration;

use engine::graph::Graph;

use super::stack::{Stack, block_on};
use super::told;
use super::wire::Wire;

fn in_20_ms(_: u64) -> Duration {
    Duration::from_millis(20)
}

pub fn run() -> bool {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/secure-api");
    let mut stack = Stack::new(&home);
    let (wish, sources) = stack.wish(&home.join("spec.kdl"));
    let now = stack.cloud.clock().now();
    stack.cloud.with_world(|world| engine::sandbox::services::route53::register(world, "exampulumi.com", now));
    block_on(async {
        let wire = Wire::to(&stack.cloud, in_20_ms);
        let hands = stack.hands(&wire).await.paced();
        let plan = stack.plan(&hands, &wish, &sources).await;
        let mut graph = Graph::new();
        for operation in &plan.operations {
            graph.add_node(operation.id);
            operation.after.iter().for_each(|&earlier| graph.add_edge(operation.id, earlier));
        }
        let applied = stack.apply(&hands, &plan, 64).await;
        let made = wire.calls();
        let again = stack.plan(&hands, &wish, &sources).await;
        told("operations", plan.operations.len());
        told("waves", graph.levels().expect("no circle").len());
        told("calls to make it", made);
        told("calls to see that nothing changed", wire.calls() - made);
        told("time to make it, at AWS's rates, 20 ms a call", format!("{:.1} s", applied.makespan.as_secs_f64()));
        let took = |id: &usize| {
            let operation = &plan.operations[*id];
            applied
                .took
                .get(&format!("{} {}", operation.action.verb(), operation.resource))
                .copied()
                .unwrap_or_default()
        };
        let path = graph.critical_path(took).expect("no circle");
        told("its longest way", format!("{:.1} s", path.weight.as_secs_f64()));
        for id in path.nodes.iter().filter(|id| took(id) >= Duration::from_secs(1)) {
            told("  of that", format!("{} {:.1} s", plan.operations[*id].resource, took(id).as_secs_f64()));
        }
        applied.report.is_complete() && again.is_empty()
    })
}
