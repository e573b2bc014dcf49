use std::path::PathBuf;

use clap::Args;

use crate::cli::args::{Format, Global};
use crate::cli::{Exit, apply, show};

/// Print a plan saved by `plan --out`
#[derive(Debug, Args)]
pub struct Plan {
    /// The saved plan; plan.json here unless given
    #[arg(value_name = "PLAN", default_value = "plan.json")]
    plan: PathBuf,
    /// List what does not change as well
    #[arg(long)]
    all: bool,
}

impl Plan {
    pub fn run(&self, global: &Global) -> Result<Exit, Exit> {
        let plan = apply::read_plan(&self.plan)?;
        if global.format == Format::Json {
            show::data_json(&show::plan_json(&plan));
        } else {
            show::data(&show::plan_for_people(&plan, self.all));
        }
        Ok(Exit::Done)
    }
}
