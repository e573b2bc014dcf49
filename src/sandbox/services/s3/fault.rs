use crate::sandbox::{Answer, Element};

/// An error answer of S3: status, code, message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub status: u16,
    pub code: &'static str,
    pub message: String,
    /// Sent as a header too, where clients look for it.
    pub headers: Vec<(&'static str, String)>,
}

impl Fault {
    pub fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), headers: Vec::new() }
    }

    pub fn no_such_bucket() -> Self {
        Self::new(404, "NoSuchBucket", "The specified bucket does not exist")
    }

    pub fn no_such_key() -> Self {
        Self::new(404, "NoSuchKey", "The specified key does not exist.")
    }

    pub fn no_such_upload() -> Self {
        Self::new(404, "NoSuchUpload", "The specified upload does not exist. The upload ID may be invalid.")
    }

    pub fn malformed_xml() -> Self {
        Self::new(400, "MalformedXML", "The XML you provided was not well-formed or did not validate")
    }

    pub fn precondition(header: &str) -> Self {
        Self::new(
            412,
            "PreconditionFailed",
            format!("At least one of the pre-conditions you specified did not hold: {header}"),
        )
    }

    pub fn with(mut self, header: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((header, value.into()));
        self
    }

    /// As an answer; a HEAD request gets no body.
    pub fn answer(self, head: bool) -> Answer {
        let document =
            Element::node("Error", [Element::leaf("Code", self.code), Element::leaf("Message", self.message)]);
        let answer = if head {
            Answer::empty(self.status)
        } else {
            // S3 writes errors without a namespace.
            Answer::xml(self.status, document.document(""))
        };
        self.headers.into_iter().fold(answer, |answer, (name, value)| answer.with(name, value))
    }
}
