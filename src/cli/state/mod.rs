//! `engine state …`: what is recorded, resource by resource; one file per subcommand.

mod list;
mod show;

use clap::Subcommand;

use super::Exit;
use super::args::Global;

/// Look at what is recorded, resource by resource
#[derive(Debug, Subcommand)]
pub enum State {
    List(list::List),
    Show(show::Show),
}

impl State {
    /// Runs the command; says by itself what went wrong.
    pub fn run(&self, global: &Global) -> Exit {
        match self {
            Self::List(command) => command.run(global),
            Self::Show(command) => command.run(global),
        }
    }
}
