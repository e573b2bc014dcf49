use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::blocks::blocks;
use super::node::Node;
use crate::cli::args::{Format, Global};
use crate::cli::beside::Beside;
use crate::cli::{Exit, show};

/// Print the spec as it is understood: includes put in, every default written out
#[derive(Debug, Args)]
pub struct Spec {
    /// The spec file or its folder; spec.kdl here unless given
    #[arg(value_name = "SPEC")]
    spec: Option<PathBuf>,
}

impl Spec {
    pub fn run(&self, global: &Global) -> Result<Exit, Exit> {
        let beside = Beside::read(global, self.spec.as_deref())?;
        let nodes = blocks(&beside.spec);
        if global.format == Format::Json {
            let blocks: Vec<Value> = nodes.iter().map(Node::for_programs).collect();
            show::data_json(&json!({ "format": 1, "blocks": blocks }));
        } else {
            let texts: Vec<String> = nodes.iter().map(Node::for_people).collect();
            show::data(&texts.join("\n"));
        }
        Ok(Exit::Done)
    }
}
