use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::cli::args::{Format, Global};
use crate::cli::session::Project;
use crate::cli::{Exit, show};
use crate::desired::{Desired as Resource, Wish};
use crate::value::Tree;

/// Print every resource the spec asks for, with every default written out and what it depends on
#[derive(Debug, Args)]
pub struct Desired {
    /// The spec file or its folder; spec.kdl here unless given
    #[arg(value_name = "SPEC")]
    spec: Option<PathBuf>,
}

impl Desired {
    pub fn run(&self, global: &Global) -> Result<Exit, Exit> {
        let project = Project::read(global, self.spec.as_deref())?;
        let mut wish = project.wish(global)?;
        wish.resources.sort_by(|a, b| a.id.cmp(&b.id));
        if global.format == Format::Json {
            let resources: Vec<_> = wish
                .resources
                .iter()
                .map(|resource| {
                    json!({
                        "address": resource.id, "kind": resource.kind, "inputs": resource.inputs,
                        "edges": resource.edges(),
                    })
                })
                .collect();
            show::data_json(&json!({
                "format": 1, "stack": project.stack(), "env": project.env, "resources": resources,
                "outputs": wish.outputs,
            }));
        } else {
            show::data(&for_people(&wish));
        }
        Ok(Exit::Done)
    }
}

fn for_people(wish: &Wish) -> String {
    let mut parts: Vec<String> = wish.resources.iter().map(resource).collect();
    if !wish.outputs.is_empty() {
        let rows: Vec<_> =
            wish.outputs.iter().map(|(name, text)| (name.clone(), show::value(Tree::of(text).as_value()))).collect();
        let mut text = String::new();
        show::section(&mut text, "outputs", &rows);
        parts.push(text);
    }
    parts.join("\n")
}

fn resource(resource: &Resource) -> String {
    let mut text = show::heading(&resource.id, resource.kind);
    show::section(&mut text, "inputs", &show::fields(&resource.inputs));
    show::edges(&mut text, &resource.edges());
    text
}
