use crate::diag::{Diagnostic, Span, Spanned};
use crate::spec::declare::{Choice, Choices, Node, Slot, Type};
use crate::spec::decode::{Context, Fields};
use crate::spec::forms;

/// `error-page "404" "/404.html"`: what viewers see in place of an error, within one behavior.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorPage {
    /// The error; before a bucket, 404 is a file that is not there.
    pub code: Spanned<ErrorCode>,
    /// The path of the page at this cdn, with a leading `/`.
    pub page: Spanned<String>,
    /// The status viewers get with it; that of the error unless given.
    pub status: Spanned<AnswerCode>,
    /// Seconds the error is kept, for errors that CloudFront meets; 10 unless given.
    pub keep: Spanned<u32>,
    /// The header of the node.
    pub span: Span,
}

/// The errors CloudFront has pages for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ErrorCode(pub u16);

/// The statuses an error may be answered with: 200 and the errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerCode(pub u16);

impl Choices for ErrorCode {
    const CHOICES: &'static [Choice] = &[
        Choice::new("400", "Bad Request"),
        Choice::new("403", "Forbidden"),
        Choice::new("404", "Not Found"),
        Choice::new("405", "Method Not Allowed"),
        Choice::new("414", "URI Too Long"),
        Choice::new("416", "Range Not Satisfiable"),
        Choice::new("500", "Internal Server Error"),
        Choice::new("501", "Not Implemented"),
        Choice::new("502", "Bad Gateway"),
        Choice::new("503", "Service Unavailable"),
        Choice::new("504", "Gateway Timeout"),
    ];
    const ALL: &'static [Self] = &[
        Self(400),
        Self(403),
        Self(404),
        Self(405),
        Self(414),
        Self(416),
        Self(500),
        Self(501),
        Self(502),
        Self(503),
        Self(504),
    ];
}

impl Choices for AnswerCode {
    const CHOICES: &'static [Choice] = &[
        Choice::new("200", "OK"),
        Choice::new("400", "Bad Request"),
        Choice::new("403", "Forbidden"),
        Choice::new("404", "Not Found"),
        Choice::new("405", "Method Not Allowed"),
        Choice::new("414", "URI Too Long"),
        Choice::new("416", "Range Not Satisfiable"),
        Choice::new("500", "Internal Server Error"),
        Choice::new("501", "Not Implemented"),
        Choice::new("502", "Bad Gateway"),
        Choice::new("503", "Service Unavailable"),
        Choice::new("504", "Gateway Timeout"),
    ];
    const ALL: &'static [Self] = &[
        Self(200),
        Self(400),
        Self(403),
        Self(404),
        Self(405),
        Self(414),
        Self(416),
        Self(500),
        Self(501),
        Self(502),
        Self(503),
        Self(504),
    ];
}

pub(super) static ERROR_PAGE: Node = Node::new("error-page", "What viewers see in place of an error")
    .args(&[
        Slot::new(
            "error",
            Type::OneOf(ErrorCode::CHOICES),
            "the error; before a bucket, 404 is a file that is not there",
        ),
        Slot::new("page", Type::Text, "the path of the page at this cdn").form(forms::PAGE_PATH),
    ])
    .props(&[
        Slot::new("status", Type::OneOf(AnswerCode::CHOICES), "the status viewers get with it")
            .depends("that of the error"),
        Slot::new(
            "keep",
            Type::Duration { min: 0, max: 31_536_000_000, step: 1_000 },
            "how long the error is kept when it is CloudFront that meets it",
        )
        .default("10s"),
    ]);

/// The error pages of a behavior.
pub(super) fn build_all(behavior: &Fields, cx: &mut Context) -> Vec<ErrorPage> {
    let mut pages: Vec<ErrorPage> = Vec::new();
    for node in behavior.children("error-page") {
        let (Some(code), Some(page), Some(keep)) =
            (node.choice::<ErrorCode>("error"), node.text("page"), node.seconds("keep"))
        else {
            continue;
        };
        let status = node.choice("status").unwrap_or(Spanned::new(AnswerCode(code.value.0), node.header));
        let mut same = pages.iter().filter(|other| other.code.value == code.value);
        if let Some(earlier) = same.find(|other| cx.are_sound(&[other.code.span, code.span])) {
            let problem = Diagnostic::error("E0417", format!("the error {} has two pages", code.value.0))
                .at(code.span, "the same again")
                .at(earlier.code.span, "stands here first")
                .help("keep one of them");
            cx.push(problem);
        }
        pages.push(ErrorPage { code, page, status, keep, span: node.header });
    }
    pages
}

impl ErrorPage {
    /// Whether viewers see the same in place of the same error.
    pub fn is_like(&self, other: &Self) -> bool {
        self.code.value == other.code.value
            && self.page.value == other.page.value
            && self.status.value == other.status.value
            && self.keep.value == other.keep.value
    }
}
