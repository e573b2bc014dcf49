use std::path::PathBuf;

use clap::Args;

use super::args::{Format, Global};
use super::session::{self, Connection, Project};
use super::{Exit, show};
use crate::plan::Mode;

/// Show what apply would do, and why
#[derive(Debug, Args)]
pub struct Plan {
    /// The spec file or its folder; spec.kdl here unless given
    #[arg(value_name = "SPEC")]
    spec: Option<PathBuf>,
    /// Save the plan to a file that apply takes
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Exit with 2 when there is something to do
    #[arg(long)]
    detailed_exitcode: bool,
    /// Only this block or resource and what it depends on; may be repeated
    #[arg(long, value_name = "ADDR")]
    target: Vec<String>,
    /// Make this block or resource anew; may be repeated
    #[arg(long, value_name = "ADDR")]
    replace: Vec<String>,
    /// Plan the removal of everything
    #[arg(long)]
    destroy: bool,
    /// Go on although the secrets are sealed under another key than at the last apply
    #[arg(long)]
    accept_new_key: bool,
    /// List what does not change as well
    #[arg(long)]
    all: bool,
}

impl Plan {
    /// Runs the command; says by itself what went wrong.
    pub fn run(&self, global: &Global) -> Exit {
        session::block_on(async { self.plan(global).await.unwrap_or_else(|exit| exit) })
    }

    async fn plan(&self, global: &Global) -> Result<Exit, Exit> {
        let project = Project::review(global, self.spec.as_deref())?;
        let wish = project.complete_wish(global)?;
        project.consider(global, &wish)?;
        let at = Connection::open(global, &project).await?;
        let known = session::know(global, &project, &at, "plan", None).await?;
        let wish = project.named_as_recorded(global, wish, &known.state)?;
        session::same_key(global, &project, &known, self.accept_new_key)?;
        let mode = Mode { destroy: self.destroy, targets: self.target.clone(), replace: self.replace.clone() };
        let plan = session::make_plan(global, &project, &at, &known, &wish, &mode).await?;
        if let Some(path) = &self.out {
            let text = format!("{:#}\n", show::plan_json(&plan));
            std::fs::write(path, text).map_err(|error| {
                show::fail(&format!("cannot write `{}`: {error}", path.display()), None);
                Exit::Failed
            })?;
        }
        if global.format == Format::Json {
            show::data(&format!("{:#}\n", show::plan_json(&plan)));
        } else {
            show::data(&show::plan_for_people(&plan, self.all));
        }
        Ok(if self.detailed_exitcode && !plan.is_empty() { Exit::Changes } else { Exit::Done })
    }
}
