use crate::sandbox::Answer;

/// An error answer of CloudFront: status, code, message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault(pub u16, pub &'static str, pub String);

impl Fault {
    pub fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self(status, code, message.into())
    }

    pub fn argument(message: impl Into<String>) -> Self {
        Self::new(400, "InvalidArgument", message)
    }

    pub fn malformed() -> Self {
        Self::new(400, "MalformedInput", "Unexpected XML element or invalid XML")
    }

    pub fn answer(self) -> Answer {
        Answer::xml_error(self.0, self.1, &self.2)
    }
}

/// Compares the `If-Match` of a write with the current ETag.
pub fn check_etag(sent: Option<&str>, current: &str) -> Result<(), Fault> {
    match sent {
        None | Some("") => Err(Fault::new(
            400,
            "InvalidIfMatchVersion",
            "The If-Match version is missing or not valid for the resource.",
        )),
        Some(sent) if sent.trim_matches('"') != current => Err(Fault::new(
            412,
            "PreconditionFailed",
            "The request failed because it didn't meet the preconditions in one or more request-header fields.",
        )),
        Some(_) => Ok(()),
    }
}
