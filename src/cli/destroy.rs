use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::args::Global;
use super::session::{self, Connection, Project};
use super::{Again, Exit, apply, rehearsal, show};
use crate::desired;
use crate::plan::Mode;

/// Remove everything that apply made
#[derive(Debug, Args)]
#[command(after_help = rehearsal::HELP)]
pub struct Destroy {
    /// The spec file or its folder; spec.kdl here unless given
    #[arg(value_name = "SPEC")]
    spec: Option<PathBuf>,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
    /// Operations under way at once
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..))]
    parallelism: u16,
    /// Only this block or resource and what depends on it; may be repeated
    #[arg(long, value_name = "ADDR")]
    target: Vec<String>,
    /// How long to wait, in seconds, for somebody else who holds the lock
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    lock_timeout: u64,
}

impl Destroy {
    /// Runs the command; says by itself what went wrong.
    pub fn run(&self, global: &Global) -> Exit {
        session::block_on(async { self.destroy(global).await.unwrap_or_else(|exit| exit) })
    }

    async fn destroy(&self, global: &Global) -> Result<Exit, Exit> {
        let project = Project::read(global, self.spec.as_deref())?;
        let at = Connection::open(global, &project).await?;
        let known =
            session::know(global, &project, &at, "destroy", Some(Duration::from_secs(self.lock_timeout))).await?;
        let mode = Mode { destroy: true, targets: self.target.clone(), replace: Vec::new() };
        let plan = session::make_plan(global, &project, &at, &known, &desired::nothing(&project.spec), &mode).await?;
        if plan.is_empty() {
            show::note(global, "nothing is recorded, so there is nothing to remove");
            return Ok(Exit::Done);
        }
        let what = if self.target.is_empty() { "all of" } else { "a part of" };
        let question = (!self.yes).then(|| apply::Question {
            text: format!("this removes {what} `{}` in environment `{}`.", project.stack(), project.env),
            expected: project.stack().to_owned(),
        });
        apply::carry_out(
            global,
            &project,
            &at,
            known,
            &plan,
            question,
            apply::How {
                parallelism: self.parallelism,
                wait: false,
                again: Again {
                    verb: "destroy",
                    spec: self.spec.as_deref(),
                    targets: &self.target,
                    wait: false,
                    yes: self.yes,
                },
            },
        )
        .await
    }
}
