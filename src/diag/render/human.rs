use std::collections::BTreeMap;
use std::fmt;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters, ThemeStyles};

use super::clean;
use super::page::Page;
use crate::diag::{Diagnostic, FileId, Label, Problems, Severity, SourceMap};

/// More labels than this of one diagnostic are counted, not shown.
const MAX_LABELS: usize = 50;

/// Lines longer than this are not shown, bytes.
const MAX_LINE: usize = 300;

/// How reports look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Columns of the terminal.
    pub width: usize,
    /// Whether ANSI colours may be used; nothing is said by colour alone.
    pub color: bool,
    /// Whether frames and arrows may be drawn with more than ASCII.
    pub unicode: bool,
}

impl Default for Look {
    /// For files and tests: 100 columns, no colour, Unicode.
    fn default() -> Self {
        Self { width: 100, color: false, unicode: true }
    }
}

/// Every problem with its place in the source, for people at a terminal; without the summary.
pub fn human(problems: &Problems, sources: &SourceMap, look: Look) -> String {
    let theme = GraphicalTheme {
        characters: if look.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() },
        styles: if look.color { ThemeStyles::ansi() } else { ThemeStyles::none() },
    };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(look.width.max(20)).with_links(false);
    let pages: BTreeMap<FileId, Page<'_>> = problems
        .0
        .iter()
        .flat_map(|problem| problem.labels.iter().map(|label| label.span.file))
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .map(|file| (file, Page::new(sources, file)))
        .collect();
    let mut text = String::new();
    for problem in &grouped(&problems.0) {
        // Writing to a string does not fail, and a report that could not be drawn still has its headline.
        if handler.render_report(&mut text, &Report::new(problem, &pages)).is_err() {
            text.push_str(&format!("{}: {}\n", problem.code, clean(&problem.message)));
        }
        text.push('\n');
    }
    text
}

/// The same said of several places of one file is said once, at the first of them.
fn grouped(problems: &[Diagnostic]) -> Vec<Diagnostic> {
    type Said<'p> = (&'p str, Severity, &'p str, Option<&'p str>, Option<FileId>);
    let mut first: BTreeMap<Said<'_>, usize> = BTreeMap::new();
    let mut groups: Vec<Diagnostic> = Vec::new();
    for problem in problems {
        let file = problem.labels.first().map(|label| label.span.file);
        let said = (problem.code, problem.severity, problem.message.as_str(), problem.help.as_deref(), file);
        let here = problem.labels.iter().all(|label| Some(label.span.file) == file);
        match first.get(&said).filter(|_| here && file.is_some()) {
            Some(at) => groups[*at].labels.extend(problem.labels.iter().cloned()),
            None => {
                first.insert(said, groups.len());
                groups.push(problem.clone());
            }
        }
    }
    groups
}

/// `2 errors, 1 warning`; empty when there is nothing to say.
pub fn summary(problems: &Problems) -> String {
    let count = |severity: Severity, one: &str, many: &str| match problems.count(severity) {
        0 => None,
        1 => Some(format!("1 {one}")),
        more => Some(format!("{more} {many}")),
    };
    let counts = [
        count(Severity::Error, "error", "errors"),
        count(Severity::Warning, "warning", "warnings"),
        count(Severity::Advice, "piece of advice", "pieces of advice"),
    ];
    counts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// A problem in the shape the drawing library wants; its related reports are the places in other files.
struct Report<'a> {
    code: Option<&'a str>,
    severity: miette::Severity,
    message: String,
    help: Option<String>,
    page: Option<&'a Page<'a>>,
    labels: Vec<LabeledSpan>,
    elsewhere: Vec<Report<'a>>,
}

impl<'a> Report<'a> {
    fn new(problem: &'a Diagnostic, pages: &'a BTreeMap<FileId, Page<'a>>) -> Self {
        let home = problem.labels.first().map(|label| label.span.file);
        let hidden = problem.labels.len().saturating_sub(MAX_LABELS);
        let shown = &problem.labels[..problem.labels.len() - hidden];
        let page = home.and_then(|file| pages.get(&file)).filter(|page| {
            // A line that fills screens hides what is said about it.
            problem.labels.first().is_none_or(|label| page.line_length(label.span) <= MAX_LINE)
        });
        let here = shown.iter().filter(|label| Some(label.span.file) == home);
        let labels = here.enumerate().filter_map(|(at, label)| labeled(label, page?, at == 0)).collect();
        let elsewhere = shown.iter().filter(|label| Some(label.span.file) != home);
        let mut help = problem.help.as_deref().map(clean_lines);
        if hidden > 0 {
            let more = format!("{hidden} more places are not shown");
            help = Some(help.map_or(more.clone(), |help| format!("{help}\n{more}")));
        }
        if let (None, Some(label)) = (page, problem.labels.first()) {
            let place = pages.get(&label.span.file).map(|page| page.position(label.span)).unwrap_or_default();
            let place = format!("at {place}, a very long line: {}", clean(&label.text));
            help = Some(help.map_or(place.clone(), |help| format!("{help}\n{place}")));
        }
        Self {
            code: Some(problem.code),
            severity: match problem.severity {
                Severity::Error => miette::Severity::Error,
                Severity::Warning => miette::Severity::Warning,
                Severity::Advice => miette::Severity::Advice,
            },
            message: clean(&problem.message).into_owned(),
            help,
            page,
            labels,
            elsewhere: elsewhere.filter_map(|label| Self::elsewhere(label, pages)).collect(),
        }
    }

    fn elsewhere(label: &Label, pages: &'a BTreeMap<FileId, Page<'a>>) -> Option<Self> {
        let page = pages.get(&label.span.file)?;
        Some(Self {
            code: None,
            severity: miette::Severity::Advice,
            message: clean(&label.text).into_owned(),
            help: None,
            page: Some(page),
            // The text is the headline already.
            labels: vec![LabeledSpan::new_primary_with_span(None, page.place(label.span))],
            elsewhere: Vec::new(),
        })
    }
}

/// A way out may take several lines.
fn clean_lines(text: &str) -> String {
    text.lines().map(clean).collect::<Vec<_>>().join("\n")
}

fn labeled(label: &Label, page: &Page<'_>, primary: bool) -> Option<LabeledSpan> {
    let text = Some(clean(&label.text).into_owned()).filter(|text| !text.is_empty());
    let place = page.place(label.span);
    Some(match primary {
        true => LabeledSpan::new_primary_with_span(text, place),
        false => LabeledSpan::new_with_span(text, place),
    })
}

impl fmt::Debug for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Report<'_> {}

impl miette::Diagnostic for Report<'_> {
    fn code<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        self.code.map(|code| Box::new(code) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn help<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.page.map(|page| page as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }

    fn related<'b>(&'b self) -> Option<Box<dyn Iterator<Item = &'b dyn miette::Diagnostic> + 'b>> {
        if self.elsewhere.is_empty() {
            return None;
        }
        Some(Box::new(self.elsewhere.iter().map(|report| report as &dyn miette::Diagnostic)))
    }
}
