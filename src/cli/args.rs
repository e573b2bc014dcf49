use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::{
    Exit, apply, completions, config, destroy, dev, drift, explain, fmt, graph, look, lsp, man, new, output, plan,
    schema, secret, show, state, status, test, trace, validate,
};

/// Describe an API perimeter in KDL, see what would change, and make it so on AWS or on this machine.
#[derive(Debug, Parser)]
#[command(name = "engine", version, max_term_width = 100, disable_help_subcommand = true)]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// Options every command takes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Global {
    /// The environment; the first one the spec names unless given
    #[arg(short, long, global = true, env = "ENGINE_ENV", value_name = "ENV")]
    pub env: Option<String>,
    /// Work against the embedded cloud kept in .engine/local instead of AWS
    #[arg(long, global = true)]
    pub local: bool,
    /// human or json; validate has short, sarif and github, too, graph has dot, mermaid and svg, and test has junit
    #[arg(long, global = true, value_enum, default_value_t = Format::Human, hide_possible_values = true)]
    pub format: Format,
    /// Colours: auto (on a terminal, unless NO_COLOR is set), always or never
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, hide_possible_values = true)]
    pub color: Colour,
    /// Say every call to AWS, with -vv also what AWS said when it refused; never a value
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Say only what went wrong
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Work in this folder
    #[arg(short = 'C', long = "directory", global = true, value_name = "DIR")]
    pub directory: Option<PathBuf>,
    /// An age identity or ssh key that opens the environment's secrets
    #[arg(long, global = true, value_name = "FILE")]
    pub identity: Option<PathBuf>,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Human,
    /// For programs; every document starts with its format version
    Json,
    /// One line a diagnostic (validate)
    Short,
    /// SARIF 2.1.0 (validate)
    Sarif,
    /// GitHub annotations (validate)
    Github,
    /// Graphviz (graph)
    Dot,
    /// Mermaid, which GitHub draws by itself (graph)
    Mermaid,
    /// A picture (graph)
    Svg,
    /// JUnit XML (test)
    Junit,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    New(new::New),
    Validate(validate::Validate),
    Fmt(fmt::Fmt),
    Explain(explain::Explain),
    Plan(plan::Plan),
    Apply(apply::Apply),
    Destroy(destroy::Destroy),
    Status(status::Status),
    Drift(drift::Drift),
    #[command(subcommand)]
    State(state::State),
    Output(output::Output),
    #[command(subcommand)]
    Show(look::Show),
    Graph(graph::Graph),
    #[command(subcommand)]
    Config(config::Config),
    #[command(subcommand)]
    Secret(secret::Secret),
    Trace(trace::Trace),
    Test(test::Test),
    Dev(dev::Dev),
    Lsp(lsp::Lsp),
    Schema(schema::Schema),
    Completions(completions::Completions),
    Man(man::Man),
}

impl Command {
    /// The formats it prints in.
    fn formats(&self) -> &'static [Format] {
        match self {
            Self::Validate(_) => &[Format::Human, Format::Json, Format::Short, Format::Sarif, Format::Github],
            Self::Graph(_) => &[Format::Human, Format::Json, Format::Dot, Format::Mermaid, Format::Svg],
            Self::New(_)
            | Self::Fmt(_)
            | Self::Explain(_)
            | Self::Plan(_)
            | Self::Apply(_)
            | Self::Destroy(_)
            | Self::Status(_) => BOTH,
            Self::Drift(_) | Self::State(_) | Self::Output(_) | Self::Show(_) | Self::Config(_) | Self::Secret(_) => {
                BOTH
            }
            Self::Test(_) => &[Format::Human, Format::Json, Format::Junit],
            Self::Trace(_) | Self::Dev(_) => BOTH,
            Self::Lsp(_) | Self::Schema(_) | Self::Completions(_) | Self::Man(_) => &[Format::Human],
        }
    }
}

const BOTH: &[Format] = &[Format::Human, Format::Json];

/// Refuses a format the command does not print in.
///
/// # Errors
/// [`Exit::Usage`] after saying which formats it has.
pub fn check_format(arguments: &Arguments) -> Result<(), Exit> {
    let formats = arguments.command.formats();
    if formats.contains(&arguments.global.format) {
        return Ok(());
    }
    let name =
        |format: &Format| format.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
    let known: Vec<String> = formats.iter().map(name).collect();
    let message = format!("this command does not print in the format `{}`", name(&arguments.global.format));
    show::fail(&message, Some(&format!("it has {}", known.join(", "))));
    Err(Exit::Usage)
}

/// Whether a command line that could not be read asks for JSON.
pub fn asks_for_json() -> bool {
    let words: Vec<_> = std::env::args_os().collect();
    words.iter().any(|word| word == "--format=json")
        || words.windows(2).any(|pair| pair[0] == "--format" && pair[1] == "json")
}

/// Which spec, for commands whose own arguments come first.
#[derive(Debug, Clone, Args)]
pub struct SpecOption {
    /// The spec file or its folder; spec.kdl here unless given
    #[arg(long, value_name = "SPEC")]
    pub spec: Option<PathBuf>,
}

/// Sets the choice for everything that prints through `anstream`.
pub fn set_colour(colour: Colour) {
    let choice = match colour {
        Colour::Auto => anstream::ColorChoice::Auto,
        Colour::Always => anstream::ColorChoice::Always,
        Colour::Never => anstream::ColorChoice::Never,
    };
    choice.write_global();
}
