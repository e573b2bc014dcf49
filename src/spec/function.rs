use std::collections::BTreeMap;

use super::Template;
use crate::diag::{Span, Spanned};

/// `function "api" { … }`: a Lambda function with its role, log group and alias.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    pub name: Spanned<String>,
    /// The physical name, when not `<env>-<stack>-<name>`.
    pub physical_name: Option<Template>,
    pub description: Template,
    pub code: Code,
    /// MB, 128 to 10,240; 128 unless given.
    pub memory: Spanned<u32>,
    /// Seconds, 1 to 900; 3 unless given.
    pub timeout: Spanned<u32>,
    /// MB of `/tmp`, 512 to 10,240; 512 unless given.
    pub storage: Spanned<u32>,
    /// `x86_64` unless given.
    pub architecture: Spanned<Architecture>,
    /// The alias that callers use; `live` unless given.
    pub alias: Spanned<String>,
    /// Environment variables by name; secrets may stand here.
    pub env: BTreeMap<String, EnvVar>,
    /// Calls that may run at once; `None` shares the account's pool.
    pub concurrency: Option<Spanned<u32>>,
    /// Days the log group keeps what is written; 30 unless given.
    pub log_retention: Spanned<u32>,
    /// A file beside the spec with an IAM policy the function's role gets, `policy (file)"policy.json"`.
    pub policy: Option<Spanned<String>>,
    /// How the sandbox runs it.
    pub dev: Option<Dev>,
    /// The header of the block.
    pub span: Span,
}

/// What a function runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Code {
    /// `image "URI"`: a container image in ECR.
    Image { uri: Template },
    /// `zip "dist/api.zip" runtime="python3.13" handler="app.handler"`.
    Zip {
        /// Relative to the folder of the spec.
        path: Spanned<String>,
        runtime: Spanned<String>,
        handler: Spanned<String>,
    },
}

/// Instruction set, as Lambda names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Architecture {
    X86_64,
    Arm64,
}

/// One variable of a function's environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvVar {
    /// Where the name is written.
    pub name_span: Span,
    pub value: Template,
}

/// `dev command="python3 handler.py"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dev {
    /// Run by a shell in the folder of the spec.
    pub command: Spanned<String>,
    pub span: Span,
}
