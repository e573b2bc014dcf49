use std::path::PathBuf;

use clap::Args;

use crate::cli::args::{Format, Global};
use crate::cli::session::Project;
use crate::cli::{Exit, graph, show};

/// Print the resources in the order they can be made, each with what it waits for
#[derive(Debug, Args)]
pub struct Graph {
    /// The spec file or its folder; spec.kdl here unless given
    #[arg(value_name = "SPEC")]
    spec: Option<PathBuf>,
}

impl Graph {
    pub fn run(&self, global: &Global) -> Result<Exit, Exit> {
        let project = Project::read(global, self.spec.as_deref())?;
        let wish = project.wish(global)?;
        if global.format == Format::Json {
            show::data_json(&graph::for_programs(&project, &wish));
            return Ok(Exit::Done);
        }
        let steps = graph::steps(&wish)?;
        let texts: Vec<String> = steps.iter().enumerate().map(|(at, step)| show::step(at + 1, step)).collect();
        show::data(&texts.join("\n"));
        Ok(Exit::Done)
    }
}
