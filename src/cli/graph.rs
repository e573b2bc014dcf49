use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::args::{Format, Global};
use super::session::Project;
use super::{Exit, show};
use crate::desired::{Desired, Wish};
use crate::graph::{self, Look};
use crate::names::ResourceId;
use crate::state::EdgeKind;

/// Draw the resources and what depends on what
#[derive(Debug, Args)]
pub struct Graph {
    /// The spec file or its folder; spec.kdl here unless given
    #[arg(value_name = "SPEC")]
    spec: Option<PathBuf>,
    /// Write it to a file; its extension (dot, mmd, svg, json) says the format unless --format does
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Graph {
    /// Runs the command; says by itself what went wrong.
    pub fn run(&self, global: &Global) -> Exit {
        self.graph(global).unwrap_or_else(|exit| exit)
    }

    fn graph(&self, global: &Global) -> Result<Exit, Exit> {
        let format = self.format(global)?;
        let project = Project::read(global, self.spec.as_deref())?;
        let wish = project.wish(global)?;
        let drawing = drawing(&wish);
        let look = Look::grouped(|id: &ResourceId| id.block().to_string())
            .labelled(|id: &ResourceId| id.part().to_owned())
            .dashed(|kind: &EdgeKind| *kind != EdgeKind::Needs);
        let text = match format {
            Format::Json => format!("{:#}\n", for_programs(&project, &wish)),
            Format::Mermaid => drawing.to_mermaid(&look),
            Format::Svg => drawing.to_svg(&look),
            // The command line lets nothing but the formats of this command through.
            Format::Human | Format::Dot | Format::Short | Format::Sarif | Format::Github | Format::Junit => {
                drawing.to_dot(&look)
            }
        };
        match &self.out {
            None => show::data(&text),
            Some(path) => {
                std::fs::write(path, text).map_err(|error| {
                    show::fail(&format!("cannot write `{}`: {error}", path.display()), None);
                    Exit::Failed
                })?;
                let (nodes, edges) = (wish.resources.len(), drawing.edges().count());
                show::note(global, &format!("drew {nodes} resources and {edges} dependencies into {}", path.display()));
            }
        }
        Ok(Exit::Done)
    }

    /// What was asked for, or what the file's extension says; dot when nothing does.
    fn format(&self, global: &Global) -> Result<Format, Exit> {
        if global.format != Format::Human {
            return Ok(global.format);
        }
        let Some(extension) = self.out.as_deref().and_then(Path::extension) else { return Ok(Format::Dot) };
        match extension.to_str() {
            Some("dot" | "gv") => Ok(Format::Dot),
            Some("mmd" | "mermaid") => Ok(Format::Mermaid),
            Some("svg") => Ok(Format::Svg),
            Some("json") => Ok(Format::Json),
            _ => {
                show::fail(
                    &format!("a graph is not drawn as `{}`", extension.display()),
                    Some("name a .dot, .mmd, .svg or .json file, or pass --format"),
                );
                Err(Exit::Usage)
            }
        }
    }
}

fn drawing(wish: &Wish) -> graph::Graph<ResourceId, EdgeKind> {
    let mut drawing = graph::Graph::new();
    for resource in &wish.resources {
        drawing.add_node(resource.id.clone());
        for edge in resource.edges() {
            drawing.link(resource.id.clone(), edge.to, edge.kind);
        }
    }
    drawing
}

/// Nodes and edges, for programs.
pub fn for_programs(project: &Project, wish: &Wish) -> Value {
    let mut resources: Vec<&Desired> = wish.resources.iter().collect();
    resources.sort_by(|a, b| a.id.cmp(&b.id));
    let nodes: Vec<_> = resources
        .iter()
        .map(|resource| json!({ "address": resource.id, "kind": resource.kind, "block": resource.id.block() }))
        .collect();
    let edges: Vec<_> = resources
        .iter()
        .flat_map(|resource| {
            resource.edges().into_iter().map(|edge| json!({ "from": resource.id, "to": edge.to, "kind": edge.kind }))
        })
        .collect();
    json!({ "format": 1, "stack": project.stack(), "env": project.env, "nodes": nodes, "edges": edges })
}

/// The resources in steps: those of a step wait only for those of earlier ones.
///
/// # Errors
/// [`Exit::Bug`] when they wait for each other in a circle.
pub fn steps(wish: &Wish) -> Result<Vec<Vec<&Desired>>, Exit> {
    let mut waiting: BTreeMap<&ResourceId, (&Desired, Vec<ResourceId>)> = wish
        .resources
        .iter()
        .map(|resource| {
            let before =
                resource.edges().into_iter().filter(|edge| edge.kind != EdgeKind::OnUpdate && !edge.kind.is_passage());
            (&resource.id, (resource, before.map(|edge| edge.to).collect()))
        })
        .collect();
    let mut steps = Vec::new();
    while !waiting.is_empty() {
        let ready: Vec<&ResourceId> = waiting
            .iter()
            .filter(|(_, (_, before))| !before.iter().any(|id| waiting.contains_key(id)))
            .map(|(id, _)| *id)
            .collect();
        if ready.is_empty() {
            show::fail(
                "this is a bug in engine: the resources wait for each other",
                Some("please report it with the spec"),
            );
            return Err(Exit::Bug);
        }
        steps.push(ready.into_iter().filter_map(|id| waiting.remove(id)).map(|(resource, _)| resource).collect());
    }
    Ok(steps)
}
