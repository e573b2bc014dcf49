//! The command line: one file per command; nothing else prints.
//!
//! Data goes to stdout; diagnostics, prompts and progress to stderr. A command is an argument struct (its doc comment is the
//! help text) and one `run` function that returns an [`Exit`]. What several commands need to get going is in `session`;
//! everything that draws is in [`show`].

mod again;
mod apply;
mod args;
mod belongs;
mod beside;
mod completions;
mod config;
mod demands;
mod destroy;
mod dev;
mod drift;
mod embedded;
mod exit;
mod explain;
mod fmt;
mod graph;
mod look;
mod lsp;
mod man;
mod new;
mod output;
mod panic;
mod perimeter;
mod plan;
mod recorded;
pub mod reference;
mod rehearsal;
pub mod schema;
mod secret;
mod session;
pub mod show;
mod state;
mod status;
mod test;
mod trace;
mod validate;

pub use again::Again;
pub use exit::Exit;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Arguments, Command, Format, Global};

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    beside::take_key();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(problem) => {
            let _ = problem.print();
            if problem.use_stderr() && args::asks_for_json() {
                show::usage(&problem.to_string());
            }
            return if problem.use_stderr() { Exit::Usage.into() } else { Exit::Done.into() };
        }
    };
    args::set_colour(arguments.global.color);
    if let Some(folder) = &arguments.global.directory
        && let Err(error) = std::env::set_current_dir(folder)
    {
        show::fail(&format!("cannot work in `{}`: {error}", folder.display()), None);
        return ended(&arguments.global, Exit::Usage);
    }
    ended(&arguments.global, args::check_format(&arguments).err().unwrap_or_else(|| panic::guarded(|| run(&arguments))))
}

/// What a failure leaves on stdout for programs; people have read it on stderr.
fn ended(global: &Global, exit: Exit) -> ExitCode {
    match exit {
        Exit::Done | Exit::Changes => {}
        Exit::Failed | Exit::Refused | Exit::Locked | Exit::Usage | Exit::Bug | Exit::Interrupted => {
            if global.format == Format::Json {
                show::document();
            }
        }
    }
    exit.into()
}

fn run(arguments: &Arguments) -> Exit {
    let global = &arguments.global;
    match &arguments.command {
        Command::New(command) => command.run(global),
        Command::Validate(command) => command.run(global),
        Command::Fmt(command) => command.run(global),
        Command::Explain(command) => command.run(global),
        Command::Plan(command) => command.run(global),
        Command::Apply(command) => command.run(global),
        Command::Destroy(command) => command.run(global),
        Command::Status(command) => command.run(global),
        Command::Drift(command) => command.run(global),
        Command::State(command) => command.run(global),
        Command::Output(command) => command.run(global),
        Command::Show(command) => command.run(global),
        Command::Graph(command) => command.run(global),
        Command::Config(command) => command.run(global),
        Command::Secret(command) => command.run(global),
        Command::Trace(command) => command.run(global),
        Command::Test(command) => command.run(global),
        Command::Dev(command) => command.run(global),
        Command::Lsp(command) => command.run(global),
        Command::Schema(command) => command.run(global),
        Command::Completions(command) => command.run(global),
        Command::Man(command) => command.run(global),
    }
}
