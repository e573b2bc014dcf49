//! `engine secret …`: keys and readers of the secrets; one file per subcommand.

mod check;
mod keygen;
mod recipients;
mod rekey;

use clap::Subcommand;

use super::Exit;
use super::args::Global;

/// Look after who can read the secrets of an environment
#[derive(Debug, Subcommand)]
pub enum Secret {
    Keygen(keygen::Keygen),
    Recipients(recipients::Recipients),
    Rekey(rekey::Rekey),
    Check(check::Check),
}

impl Secret {
    /// Runs the command; says by itself what went wrong.
    pub fn run(&self, global: &Global) -> Exit {
        let done = match self {
            Self::Keygen(command) => command.run(global),
            Self::Recipients(command) => command.run(global),
            Self::Rekey(command) => command.run(global),
            Self::Check(command) => command.run(global),
        };
        done.unwrap_or_else(|exit| exit)
    }
}
