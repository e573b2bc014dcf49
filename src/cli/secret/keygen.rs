use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::cli::args::{Format, Global};
use crate::cli::{Exit, beside, show};
use crate::diag::{Problems, SourceMap};
use crate::secrets::keygen;

/// Make an age key of your own and print its public half, for a reader to add
///
/// Not needed on a first machine: the first `engine config set KEY --secret` makes one.
#[derive(Debug, Args)]
pub struct Keygen {
    /// Where to put it; engine/identity.txt in your config folder unless given
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Keygen {
    pub fn run(&self, global: &Global) -> Result<Exit, Exit> {
        let path = self.out.clone().or_else(|| beside::identities(global).user_identity()).ok_or_else(|| {
            show::fail("there is no home folder to keep a key in", Some("set HOME, or name a file with --out"));
            Exit::Failed
        })?;
        let made = keygen(&path).map_err(|problem| {
            show::problems(global, &Problems(vec![problem]), &SourceMap::default());
            Exit::Failed
        })?;
        if global.format == Format::Json {
            show::data_json(&json!({ "format": 1, "file": made.path, "recipient": made.recipient }));
        } else {
            show::note(global, &format!("made {}; only you can read it, keep a copy", made.path.display()));
            show::note(global, "its public half, for `engine secret recipients add`:");
            show::data(&format!("{}\n", made.recipient));
        }
        Ok(Exit::Done)
    }
}
