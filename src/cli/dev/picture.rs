use crate::graph::{Graph, Look};
use crate::names::ResourceId;
use crate::reqpath::Perimeter;
use crate::reqpath::model::Integration;

/// A part of the picture: the block it is drawn in, `/`, and what is written on it.
type Node = String;

fn node(at: &ResourceId, label: &str) -> Node {
    format!("{}/{label}", at.block())
}

/// The ways into a perimeter and through it, as SVG; dashed is what is asked on the way and does not get the request.
pub fn picture(perimeter: &Perimeter) -> String {
    let mut drawing: Graph<Node, bool> = Graph::new();
    let acl = |name: &str| perimeter.web_acl(name).map(|acl| node(&acl.at, &acl.name));
    let function = |arn: &str| perimeter.function(arn).map(|function| node(&function.at, "function"));
    for one in &perimeter.gateways {
        for stage in &one.stages {
            let from = node(&one.at, &format!("stage {}", stage.name));
            drawing.add_node(from.clone());
            drawing.link("/callers".to_owned(), from.clone(), false);
            if let Some(to) = stage.web_acls.last().and_then(|(_, name)| acl(name)) {
                drawing.link(from.clone(), to, true);
            }
            for route in &one.routes {
                if let Integration::Function { arn } = &route.integration
                    && let Some(to) = function(arn)
                {
                    drawing.link(from.clone(), to, false);
                }
            }
            for authorizer in one.authorizers.values() {
                if let Some(to) = authorizer.arn.as_deref().and_then(function) {
                    drawing.link(from.clone(), to, true);
                }
            }
        }
    }
    for one in &perimeter.distributions {
        let named = one.aliases.first().unwrap_or(&one.domain);
        let from = node(&one.at, named);
        drawing.link("/viewers".to_owned(), from.clone(), false);
        if let Some(to) = one.web_acl.as_deref().and_then(acl) {
            drawing.link(from.clone(), to, true);
        }
        for origin in one.origins.values() {
            let bucket =
                perimeter.buckets.iter().find(|bucket| origin.host.starts_with(&format!("{}.s3", bucket.name)));
            if let Some(bucket) = bucket {
                drawing.link(from.clone(), node(&bucket.at, &bucket.name), false);
            }
            for gateway in perimeter.gateways.iter().filter(|gateway| gateway.host == origin.host) {
                for stage in gateway.stages.iter().filter(|stage| origin.path == format!("/{}", stage.name)) {
                    drawing.link(from.clone(), node(&gateway.at, &format!("stage {}", stage.name)), false);
                }
            }
        }
    }
    let parts = |node: &Node| node.split_once('/').map(|(block, label)| (block.to_owned(), label.to_owned()));
    let look = Look::grouped(move |node: &Node| parts(node).map(|(block, _)| block).unwrap_or_default())
        .labelled(move |node: &Node| parts(node).map(|(_, label)| label).unwrap_or_default())
        .dashed(|asked: &bool| *asked);
    drawing.to_svg(&look)
}
