use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, CommandFactory as _};

use super::args::{Arguments, Global};
use super::{Exit, show};

/// Print the manual page, or write the pages of all commands into a folder
#[derive(Debug, Args)]
pub struct Man {
    /// Write one page a command into this folder, for example ~/.local/share/man/man1
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Man {
    /// Runs the command; says by itself what went wrong.
    pub fn run(&self, global: &Global) -> Exit {
        let command = Arguments::command();
        let done = match &self.out {
            None => {
                let mut page = Vec::new();
                clap_mangen::Man::new(command).render(&mut page).map(|()| {
                    // Somebody who stops reading has what they wanted.
                    let _ = std::io::stdout().write_all(&page);
                })
            }
            Some(folder) => write_all(command, folder).map(|()| {
                show::note(global, &format!("the pages are in `{}`; read one with `man engine`", folder.display()));
            }),
        };
        match done {
            Ok(()) => Exit::Done,
            Err(error) => {
                show::fail(&format!("cannot write the manual: {error}"), None);
                Exit::Failed
            }
        }
    }
}

fn write_all(command: clap::Command, folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    clap_mangen::generate_to(command, folder)
}
