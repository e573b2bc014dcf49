use std::io::Write as _;

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::Exit;
use super::args::{Arguments, Global};

/// Print the completions of a shell
///
/// bash: engine completions bash > ~/.local/share/bash-completion/completions/engine
/// zsh:  engine completions zsh > "${fpath[1]}/_engine"
/// fish: engine completions fish > ~/.config/fish/completions/engine.fish
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Completions {
    /// Which shell
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

impl Completions {
    pub fn run(&self, _global: &Global) -> Exit {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "engine", &mut script);
        // Somebody who stops reading has what they wanted.
        let _ = std::io::stdout().write_all(&script);
        Exit::Done
    }
}
