//! The command line: one file per command; nothing else prints.
//!
//! Data goes to stdout; diagnostics, prompts and progress to stderr. A command is an argument struct (its doc comment is the
//! help text) and one `run` function that returns an [`Exit`]. What several commands need to get going is in [`session`];
//! everything that draws is in [`show`].

mod apply;
mod args;
mod destroy;
mod exit;
mod plan;
mod session;
pub mod show;
mod validate;

pub use exit::Exit;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Arguments, Command};

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(problem) => {
            let _ = problem.print();
            return if problem.use_stderr() { Exit::Usage.into() } else { Exit::Done.into() };
        }
    };
    args::set_colour(arguments.global.color);
    if let Some(folder) = &arguments.global.directory
        && let Err(error) = std::env::set_current_dir(folder)
    {
        show::fail(&format!("cannot work in `{}`: {error}", folder.display()), None);
        return Exit::Usage.into();
    }
    let global = &arguments.global;
    match &arguments.command {
        Command::Validate(command) => command.run(global),
        Command::Plan(command) => command.run(global),
        Command::Apply(command) => command.run(global),
        Command::Destroy(command) => command.run(global),
    }
    .into()
}
