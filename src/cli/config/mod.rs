//! `engine config …`: the values of an environment, in the clear or sealed; one file per subcommand.

mod get;
mod list;
mod rm;
mod set;

use clap::Subcommand;

use super::Exit;
use super::args::Global;

/// Look after the values and secrets of an environment, kept in spec.<env>.kdl
#[derive(Debug, Subcommand)]
pub enum Config {
    Set(set::Set),
    Get(get::Get),
    List(list::List),
    Rm(rm::Rm),
}

impl Config {
    /// Runs the command; says by itself what went wrong.
    pub fn run(&self, global: &Global) -> Exit {
        let done = match self {
            Self::Set(command) => command.run(global),
            Self::Get(command) => command.run(global),
            Self::List(command) => command.run(global),
            Self::Rm(command) => command.run(global),
        };
        done.unwrap_or_else(|exit| exit)
    }
}
