//! `engine show …`: what passes from one room to the next, printed; one file per subcommand.

mod blocks;
mod cdn;
mod cdn_policy;
mod desired;
mod gateway;
mod graph;
mod node;
mod plan;
mod spec;
mod waf;
mod waf_group;
mod waf_statement;

pub(super) use node::Node;

use clap::Subcommand;

use super::Exit;
use super::args::Global;

/// Look at what the spec becomes on its way to a plan
#[derive(Debug, Subcommand)]
pub enum Show {
    Spec(spec::Spec),
    Desired(desired::Desired),
    Graph(graph::Graph),
    Plan(plan::Plan),
}

impl Show {
    /// Runs the command; says by itself what went wrong.
    pub fn run(&self, global: &Global) -> Exit {
        let done = match self {
            Self::Spec(command) => command.run(global),
            Self::Desired(command) => command.run(global),
            Self::Graph(command) => command.run(global),
            Self::Plan(command) => command.run(global),
        };
        done.unwrap_or_else(|exit| exit)
    }
}
