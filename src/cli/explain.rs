use clap::Args;
use serde_json::json;

use super::args::{Format, Global};
use super::{Exit, show};
use crate::diag::codes::{self, Page};

/// Say what a diagnostic means, with a bad and a good example
#[derive(Debug, Args)]
pub struct Explain {
    /// Its code, for example E0301; every code there is unless given
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

impl Explain {
    /// Runs the command; says by itself what went wrong.
    pub fn run(&self, global: &Global) -> Exit {
        let Some(code) = &self.code else {
            list(global);
            return Exit::Done;
        };
        // `error[E0301]` is what people copy.
        let bare = code.rsplit_once('[').map_or(code.as_str(), |(_, rest)| rest.trim_end_matches(']'));
        match codes::explain(bare) {
            None => {
                show::fail(&format!("there is no diagnostic `{code}`"), Some("`engine explain` lists every code"));
                Exit::Failed
            }
            Some(page) if global.format == Format::Json => {
                show::data_json(&json!({
                    "format": 1, "code": page.code, "title": page.title, "explanation": page.explanation,
                    "bad": page.bad.text(), "good": page.good.text(),
                }));
                Exit::Done
            }
            Some(page) => {
                show::data(&show::page(page));
                Exit::Done
            }
        }
    }
}

fn list(global: &Global) {
    let pages: &[Page] = codes::all();
    if global.format == Format::Json {
        let list: Vec<_> = pages.iter().map(|page| json!({ "code": page.code, "title": page.title })).collect();
        show::data_json(&json!({ "format": 1, "codes": list }));
    } else {
        show::data(&show::table(pages.iter().map(|page| [page.code.to_owned(), page.title.to_owned()])));
    }
}
