use clap::Args;

use super::args::Global;
use super::{Exit, show};

/// Say what a diagnostic means, with a bad and a good example
#[derive(Debug, Args)]
pub struct Explain {
    /// Its code, for example E0201
    #[arg(value_name = "CODE")]
    code: String,
}

impl Explain {
    pub fn run(&self, _global: &Global) -> Exit {
        show::fail(&format!("there is no diagnostic `{}`", self.code), None);
        Exit::Failed
    }
}
