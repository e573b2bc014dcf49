//! A plan with nothing to do for a thousand resources, the cloud answering in 20 ms, against what the rates of AWS let through.

use std::fmt::Write as _;
use std::time::Duration;

use super::stack::{Stack, block_on};
use super::wire::Wire;
use super::{bar, told};

fn at_once(_: u64) -> Duration {
    Duration::ZERO
}

fn in_20_ms(_: u64) -> Duration {
    Duration::from_millis(20)
}

pub fn run() -> bool {
    let home = tempfile::tempdir().expect("a folder");
    let spec = home.path().join("spec.kdl");
    std::fs::write(&spec, spec_of(home.path())).expect("writable");
    let mut stack = Stack::new(home.path());
    let (wish, sources) = stack.wish(&spec);
    block_on(async {
        let hands = stack.hands(&Wire::to(&stack.cloud, at_once)).await;
        let plan = stack.plan(&hands, &wish, &sources).await;
        let applied = stack.apply(&hands, &plan, 64).await;
        assert!(applied.report.is_complete(), "{:?}", applied.report.failed.first());

        // Rates alone bound a cloud that answers at once.
        let mut elapsed = Vec::new();
        for latency in [at_once, in_20_ms] {
            stack.cloud.clock().advance(Duration::from_secs(600));
            let wire = Wire::to(&stack.cloud, latency);
            let hands = stack.hands(&wire).await.paced();
            let began = hands.clock.now();
            let plan = stack.plan(&hands, &wish, &sources).await;
            assert!(plan.is_empty(), "{:?}", plan.changes.iter().find(|change| !change.because.is_empty()));
            elapsed.push((hands.clock.now() - began, wire.calls()));
        }
        let [(bound, _), (took, calls)] = elapsed[..] else { unreachable!("two runs") };
        told("resources", stack.state.resources.len());
        told("calls", calls);
        told("bound set by the rates", format!("{:.2} s", bound.as_secs_f64()));
        bar("plan with nothing to do", took.as_secs_f64() / bound.as_secs_f64(), 1.3, "times the bound")
    })
}

/// 80 functions of five resources, ten of them behind an API, and a site of 600 files.
fn spec_of(home: &std::path::Path) -> String {
    let site = home.join("site");
    let code = home.join("function");
    for folder in [&site, &code] {
        std::fs::create_dir_all(folder).expect("writable");
    }
    std::fs::write(code.join("handler.py"), "def handler(event, context): return {'statusCode': 200}")
        .expect("writable");
    for page in 0..600 {
        std::fs::write(site.join(format!("page-{page}.html")), format!("<p>{page}</p>")).expect("writable");
    }
    let mut spec = String::from("stack \"bench\" {\n    region \"us-east-2\"\n    env \"dev\"\n}\n");
    spec.push_str("bucket \"static\" {\n    files \"site\"\n}\n");
    for function in 0..80 {
        let _ = write!(
            spec,
            "function \"f{function}\" {{\n    zip \"function\" runtime=\"python3.13\" handler=\"handler.handler\"\n    \
             memory \"128MB\"\n    timeout \"3s\"\n    alias \"live\"\n}}\n"
        );
    }
    spec.push_str("gateway \"api\" {\n    endpoint \"regional\"\n    stage \"dev\"\n");
    for function in 0..10 {
        let _ = writeln!(spec, "    route \"GET\" \"/r{function}\" function=\"f{function}\"");
    }
    spec.push_str("}\n");
    spec
}
