use std::path::PathBuf;

use clap::Args;

use super::args::{Format, Global};
use super::session::{self, Connection, Project};
use super::{Exit, apply, show};
use crate::desired::Wish;
use crate::plan::Mode;

/// Remove everything that apply made
#[derive(Debug, Args)]
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
}

impl Destroy {
    pub fn run(&self, global: &Global) -> Exit {
        session::block_on(async { self.destroy(global).await.unwrap_or_else(|exit| exit) })
    }

    async fn destroy(&self, global: &Global) -> Result<Exit, Exit> {
        let project = Project::read(global, self.spec.as_deref())?;
        let at = Connection::open(global, &project).await?;
        let known = session::know(global, &project, &at, "destroy", true).await?;
        let mode = Mode { destroy: true, targets: self.target.clone(), replace: Vec::new() };
        let plan = session::make_plan(global, &project, &at, &known, &Wish::default(), &mode)?;
        if plan.is_empty() {
            show::note(global, "nothing is recorded, so there is nothing to remove");
            return Ok(Exit::Done);
        }
        if !self.yes {
            if global.format != Format::Json {
                show::aside(&show::plan_for_people(&plan, false));
            }
            let name = project.stack().to_owned();
            let question = format!("this removes all of `{name}` in environment `{}`.", project.env);
            apply::confirm(global, &question, &name)?;
        }
        apply::carry_out(global, &project, &at, known, &plan, true, self.parallelism).await
    }
}
