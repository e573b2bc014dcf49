use clap::Args;
use serde_json::json;

use crate::cli::args::{Format, Global, SpecOption};
use crate::cli::beside::Beside;
use crate::cli::{Exit, show};
use crate::secrets::Rekeyed;

/// Make a new data key for exactly the readers listed and seal every secret under it; the values stay
#[derive(Debug, Args)]
pub struct Rekey {
    #[command(flatten)]
    of: SpecOption,
}

impl Rekey {
    pub fn run(&self, global: &Global) -> Result<Exit, Exit> {
        let mut beside = Beside::read(global, self.of.spec.as_deref())?;
        if !beside.settings.path().exists() {
            show::fail(
                &format!("environment `{}` has no config file", beside.env),
                Some("`engine config set KEY --secret` makes one"),
            );
            return Err(Exit::Failed);
        }
        let sealed = beside.settings.rekey(&mut beside.sources);
        let Rekeyed { sealed: names, fewer_readers } = sealed.map_err(|problems| beside.refuse(global, &problems))?;
        let rotate: &[String] = if fewer_readers { &names } else { &[] };
        let file = beside.settings.path();
        if global.format == Format::Json {
            show::data_json(
                &json!({ "format": 1, "env": beside.env, "file": file, "sealed": names, "rotate": rotate }),
            );
        } else if names.is_empty() {
            show::note(global, &format!("{} holds no secrets", file.display()));
        } else {
            let secrets = show::count(names.len(), "secret");
            show::note(global, &format!("sealed {secrets} under a new data key in {}", file.display()));
        }
        if !rotate.is_empty() && global.format != Format::Json {
            show::warn(
                &format!("whoever was taken off the list could read {} and may have kept them", rotate.join(", ")),
                Some("draw new ones with `engine config set KEY --secret --generate`, then apply"),
            );
        }
        Ok(Exit::Done)
    }
}
