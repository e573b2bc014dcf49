//! `engine lsp`: specs in an editor, by the Language Server Protocol.
//!
//! In: messages on stdin. Out: messages on stdout, and nothing else there. One file for each thing an editor asks; what is said of a spec is
//! what `engine validate` says of it, with the unsaved texts of the editor laid over the files. No file is written and no cloud
//! is asked.

mod block_names;
mod check;
mod completion;
mod cursor;
mod definition;
mod documents;
mod fixes;
mod formatting;
mod hover;
mod positions;
mod reference;
mod server;
mod symbols;
mod uris;
mod wire;

use clap::Args;

use super::Exit;
use super::args::Global;

/// Serve an editor on stdin and stdout: problems, fixes, completion and documentation as you type
///
/// For editors that speak the Language Server Protocol. Problems are those of `engine validate`, layout is that of `engine fmt`.
#[derive(Debug, Args)]
pub struct Lsp {
    /// Taken for granted; editors pass it to every server
    #[arg(long, hide = true)]
    stdio: bool,
}

impl Lsp {
    /// Runs the command until the editor says `exit`.
    pub fn run(&self, _global: &Global) -> Exit {
        server::serve()
    }
}
