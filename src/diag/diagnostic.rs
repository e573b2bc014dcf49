use super::{Edit, Span};

/// How bad it is. Only errors stop a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing goes on before it is put right.
    Error,
    /// Most likely a mistake; things go on.
    Warning,
    /// Could be better; things go on.
    Advice,
}

impl Severity {
    /// As every format writes it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Advice => "advice",
        }
    }
}

/// A place and what to say about it. The first label of a diagnostic is the primary one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The characters it underlines.
    pub span: Span,
    /// Lower case, no trailing period; empty for a mere underline.
    pub text: String,
}

/// One problem: a code that `explain` knows, a headline, places, and a way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable, for example `E0101`; never reused.
    pub code: &'static str,
    /// Whether it stops the command.
    pub severity: Severity,
    /// Lower case, no trailing period, backticks around what the user wrote.
    pub message: String,
    /// The way out.
    pub help: Option<String>,
    /// The places, the primary one first; none when it is about no file.
    pub labels: Vec<Label>,
    /// The way out as edits of the text, where there is only one that can be meant.
    pub fix: Option<Box<Fix>>,
}

/// Edits that make a problem go away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What they do, as an order: lower case, no final period.
    pub title: String,
    /// All of them or none.
    pub edits: Vec<Edit>,
}

impl Diagnostic {
    /// An error with a headline; add places and help with the builder methods.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Error, message: message.into(), help: None, labels: Vec::new(), fix: None }
    }

    /// A warning with a headline.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// A piece of advice with a headline.
    pub fn advice(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Advice, ..Self::error(code, message) }
    }

    /// Adds a place; the first one added is the primary one.
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Offers edits that get out of it; only where nothing else can be meant.
    pub fn fix(mut self, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        self.fix = Some(Box::new(Fix { title: title.into(), edits }));
        self
    }

    /// The same, if there are any.
    pub fn maybe_fix(self, fix: Option<(String, Edit)>) -> Self {
        match fix {
            Some((title, edit)) => self.fix(title, vec![edit]),
            None => self,
        }
    }

    /// Says how to get out.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// A growing list of problems: rooms add to it and go on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(pub Vec<Diagnostic>);

impl Problems {
    /// Adds one.
    pub fn push(&mut self, problem: Diagnostic) {
        self.0.push(problem);
    }

    /// Adds what another room found.
    pub fn extend(&mut self, others: Problems) {
        self.0.extend(others.0);
    }

    /// Puts them in the order of their primary places: by file, then by offset; those without a place come first.
    pub fn sort(&mut self) {
        self.0.sort_by_key(|problem| problem.labels.first().map(|label| (label.span.file, label.span.start)));
    }

    /// How many are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|problem| problem.severity == severity).count()
    }

    /// Whether any of them is an error.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
