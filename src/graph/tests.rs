use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;

use super::{Graph, Look};

fn graph(edges: &[(u16, u16)]) -> Graph<u16> {
    let mut graph = Graph::new();
    for (dependent, dependency) in edges {
        graph.add_edge(*dependent, *dependency);
    }
    graph
}

/// Edges that only go from larger to smaller nodes: no cycles.
fn acyclic(nodes: u16, edges: usize) -> impl Strategy<Value = Vec<(u16, u16)>> {
    vec((0..nodes, 0..nodes), 0..edges).prop_map(|edges| {
        edges.into_iter().filter(|(one, two)| one != two).map(|(one, two)| (one.max(two), one.min(two))).collect()
    })
}

fn any_edges(nodes: u16, edges: usize) -> impl Strategy<Value = Vec<(u16, u16)>> {
    vec((0..nodes, 0..nodes), 0..edges)
}

proptest! {
    // Pictures take a while without optimisation.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn dependencies_come_first(edges in acyclic(60, 200)) {
        let graph = graph(&edges);
        let order = graph.order().expect("no cycle");
        prop_assert_eq!(order.len(), graph.len());
        let place: BTreeMap<u16, usize> = order.iter().enumerate().map(|(at, node)| (*node, at)).collect();
        for (dependent, dependency) in &edges {
            prop_assert!(place[dependency] < place[dependent]);
        }
    }

    #[test]
    fn the_order_does_not_depend_on_how_the_graph_was_built(edges in acyclic(40, 120)) {
        let mut backwards = edges.clone();
        backwards.reverse();
        prop_assert_eq!(graph(&edges).order(), graph(&backwards).order());
        let look = Look::grouped(|node: &u16| (node % 5).to_string());
        prop_assert_eq!(graph(&edges).to_svg(&look), graph(&backwards).to_svg(&look));
    }

    #[test]
    fn a_cycle_is_reported_exactly_when_there_is_one_and_it_is_one(edges in any_edges(24, 40)) {
        let graph = graph(&edges);
        match graph.order() {
            Ok(order) => {
                let place: BTreeMap<u16, usize> = order.iter().enumerate().map(|(at, node)| (*node, at)).collect();
                prop_assert!(edges.iter().all(|(dependent, dependency)| place[dependency] < place[dependent]));
            }
            Err(cycles) => {
                prop_assert!(!cycles.is_empty());
                for cycle in cycles {
                    let path = cycle.path();
                    prop_assert!(path.len() >= 2 && path.first() == path.last());
                    prop_assert!(path.windows(2).all(|pair| edges.contains(&(pair[0], pair[1]))));
                    prop_assert_eq!(path.len() - 1, shortest_through(&edges, path), "{}", cycle);
                }
            }
        }
    }

    #[test]
    fn levels_are_as_low_as_they_can_be(edges in acyclic(40, 120)) {
        let graph = graph(&edges);
        let levels = graph.levels().expect("no cycle");
        let level: BTreeMap<u16, usize> =
            levels.iter().enumerate().flat_map(|(at, nodes)| nodes.iter().map(move |node| (*node, at))).collect();
        prop_assert_eq!(level.len(), graph.len());
        for node in graph.nodes() {
            let below = graph.dependencies_of(node).into_iter().map(|dependency| level[dependency] + 1).max();
            prop_assert_eq!(level[node], below.unwrap_or(0));
        }
    }

    #[test]
    fn the_critical_path_is_a_path_and_none_is_heavier(edges in acyclic(40, 120)) {
        let graph = graph(&edges);
        let weight = |node: &u16| u64::from(node % 7 + 1);
        let path = graph.critical_path(weight).expect("no cycle");
        prop_assert_eq!(path.nodes.iter().map(weight).sum::<u64>(), path.weight);
        prop_assert!(path.nodes.windows(2).all(|pair| edges.contains(&(pair[1], pair[0]))));
        let mut heaviest: BTreeMap<u16, u64> = BTreeMap::new();
        for node in graph.order().expect("no cycle") {
            let below = graph.dependencies_of(&node).into_iter().map(|dependency| heaviest[dependency]).max();
            heaviest.insert(node, weight(&node) + below.unwrap_or(0));
        }
        prop_assert_eq!(heaviest.values().copied().max().unwrap_or(0), path.weight);
    }

    #[test]
    fn closures_are_closed(edges in any_edges(24, 40), start in 0_u16..24) {
        let graph = graph(&edges);
        let below = graph.with_dependencies([&start]);
        for node in &below {
            prop_assert!(graph.dependencies_of(node).is_subset(&below));
            prop_assert!(graph.with_dependents([*node]).contains(&start));
        }
    }

    #[test]
    fn pictures_of_any_graph_are_well_formed(edges in any_edges(40, 80), groups in 1_u16..12, names in "\\PC{0,60}") {
        let graph = graph(&edges);
        let look = Look::grouped(move |node: &u16| {
            if node.is_multiple_of(groups) { String::new() } else { format!("kind{}.{names}", node % groups) }
        });
        let svg = graph.to_svg(&look);
        let mut reader = quick_xml::Reader::from_str(&svg);
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(_) => {}
                Err(error) => return Err(TestCaseError::fail(format!("{error}: {svg}"))),
            }
        }
        prop_assert!(!svg.contains("NaN") && !svg.contains("inf"), "{}", svg);
        let dot = graph.to_dot(&look);
        prop_assert_eq!(dot.matches("subgraph").count() + 1, dot.lines().filter(|line| line.trim() == "}").count());
        let mermaid = graph.to_mermaid(&look);
        prop_assert!(mermaid.lines().all(|line| line.matches('"').count() % 2 == 0), "{}", mermaid);
    }
}

/// The length of the shortest cycle in the knot of `path`, the slow way.
fn shortest_through(edges: &[(u16, u16)], path: &[u16]) -> usize {
    let nodes = 24;
    let far = usize::MAX / 4;
    let mut distance = vec![vec![far; nodes]; nodes];
    for (from, to) in edges {
        distance[usize::from(*from)][usize::from(*to)] = 1;
    }
    for via in 0..nodes {
        for from in 0..nodes {
            for to in 0..nodes {
                distance[from][to] = distance[from][to].min(distance[from][via] + distance[via][to]);
            }
        }
    }
    let home = usize::from(path[0]);
    let together = |node: &usize| distance[home][*node] < far && distance[*node][home] < far;
    (0..nodes).filter(together).map(|node| distance[node][node]).min().unwrap_or(far)
}

#[test]
fn every_knot_is_reported_with_its_way_round() {
    let mut graph: Graph<&str> = Graph::new();
    for (dependent, dependency) in [("waf", "cdn"), ("cdn", "origin"), ("origin", "waf"), ("a", "a"), ("a", "waf")] {
        graph.add_edge(dependent, dependency);
    }
    let cycles: Vec<String> = graph.order().expect_err("two knots").iter().map(ToString::to_string).collect();
    assert_eq!(cycles, ["a -> a", "cdn -> origin -> waf -> cdn"]);
}

#[test]
fn a_long_chain_and_a_long_ring_are_graphs_like_any_other() {
    let mut chain: Graph<u32> = Graph::new();
    for node in 0..100_000 {
        chain.add_edge(node, node + 1);
    }
    assert_eq!(chain.order().expect("no cycle").first(), Some(&100_000));
    assert_eq!(chain.critical_path(|_| 1_u32).expect("no cycle").weight, 100_001);
    chain.add_edge(100_000, 0);
    assert_eq!(chain.order().expect_err("a ring")[0].path().len(), 100_002);
}

#[test]
fn dot_and_mermaid_escape_what_their_parsers_would_read() {
    let mut graph: Graph<String, bool> = Graph::new();
    graph.link("a \"b\" \\n".into(), "end; <i>`c`</i> #1".into(), true);
    let look = Look::grouped(|_: &String| "g \"x\"".to_owned()).dashed(|dashed| *dashed);
    assert_eq!(
        graph.to_dot(&look).lines().skip(4).collect::<Vec<_>>(),
        [
            "  subgraph cluster_0 {",
            "    label=\"g \\\"x\\\"\";",
            "    n0 [label=\"a \\\"b\\\" \\\\n\"];",
            "    n1 [label=\"end; <i>`c`</i> #1\"];",
            "  }",
            "  n0 -> n1 [style=dashed];",
            "}",
        ]
    );
    assert_eq!(
        graph.to_mermaid(&look),
        "flowchart LR\n  subgraph g0[\"g #34;x#34;\"]\n    n0[\"a #34;b#34; #92;n\"]\n    \
         n1[\"end; #60;i#62;#96;c#96;#60;/i#62; #35;1\"]\n  end\n  n0 -.-> n1\n"
    );
}

#[test]
fn large_graphs_are_drawn_by_group() {
    let mut graph: Graph<u32> = Graph::new();
    for node in 1..1_000 {
        graph.add_edge(node, node / 2);
    }
    let svg = graph.to_svg(&Look::grouped(|node: &u32| format!("kind.{}", node / 100)));
    assert_eq!(svg.matches("100 resources").count(), 10);
    assert!(!svg.contains(">999<"));
}
