use std::collections::BTreeMap;

use clap::Args;
use serde_json::json;

use super::args::{Format, Global, SpecOption};
use super::session::{self, Project};
use super::{Exit, recorded, show};

/// Print the outputs of the last apply, or one of them alone
#[derive(Debug, Args)]
pub struct Output {
    /// Only this one: its value and nothing else, for scripts
    #[arg(value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    of: SpecOption,
}

impl Output {
    /// Runs the command; says by itself what went wrong.
    pub fn run(&self, global: &Global) -> Exit {
        self.output(global).unwrap_or_else(|exit| exit)
    }

    fn output(&self, global: &Global) -> Result<Exit, Exit> {
        let project = Project::read(global, self.of.spec.as_deref())?;
        let state = recorded::load(global, &project)?.state;
        let outputs = match &self.name {
            None => state.outputs,
            Some(name) => {
                let value = state.outputs.get(name).cloned().ok_or_else(|| {
                    let declared = project.spec.outputs.contains_key(name);
                    missing(name, declared, &state.outputs);
                    if state.serial == 0 {
                        recorded::hint(global, &project);
                    }
                    Exit::Failed
                })?;
                if global.format != Format::Json {
                    show::data(&format!("{value}\n"));
                    return Ok(Exit::Done);
                }
                BTreeMap::from([(name.clone(), value)])
            }
        };
        if global.format == Format::Json {
            show::data_json(&json!({ "format": 1, "outputs": outputs }));
        } else if outputs.is_empty() {
            let why = match (state.serial, project.spec.outputs.is_empty()) {
                (0, _) => {
                    recorded::hint(global, &project);
                    return Ok(Exit::Done);
                }
                (_, true) => "the spec has no output block",
                (_, false) => "no output is recorded; apply records them",
            };
            show::note(global, why);
        } else {
            session::print_outputs(&outputs);
        }
        Ok(Exit::Done)
    }
}

fn missing(name: &str, declared: bool, known: &BTreeMap<String, String>) {
    let help = if declared {
        Some("the spec has it, but no apply has recorded it yet: run `engine apply`".to_owned())
    } else {
        show::nearest(name, known.keys().map(String::as_str))
    };
    show::fail(&format!("there is no output `{name}`"), help.as_deref());
}
