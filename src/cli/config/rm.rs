use clap::Args;
use serde_json::json;

use crate::cli::args::{Format, Global, SpecOption};
use crate::cli::beside::Beside;
use crate::cli::{Exit, show};

/// Remove values or secrets
#[derive(Debug, Args)]
pub struct Rm {
    /// Their names
    #[arg(value_name = "KEY", required = true)]
    keys: Vec<String>,
    #[command(flatten)]
    of: SpecOption,
}

impl Rm {
    pub fn run(&self, global: &Global) -> Result<Exit, Exit> {
        let mut beside = Beside::read(global, self.of.spec.as_deref())?;
        for key in &self.keys {
            if let Err(problems) = beside.settings.remove(key, &mut beside.sources) {
                return Err(beside.refuse(global, &problems));
            }
            if global.format != Format::Json {
                show::note(global, &format!("removed `{key}` from {}", beside.settings.path().display()));
            }
        }
        if global.format == Format::Json {
            let file = beside.settings.path();
            show::data_json(&json!({ "format": 1, "env": beside.env, "file": file, "removed": self.keys }));
        }
        Ok(Exit::Done)
    }
}
