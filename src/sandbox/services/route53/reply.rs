use std::time::Duration;

use crate::sandbox::{Answer, Call, Element};

/// An answer, or the answer that refuses.
pub(super) type Reply = Result<Answer, Answer>;

const NAMESPACE: &str = "https://route53.amazonaws.com/doc/2013-04-01/";

/// How long a change is `PENDING`.
const PROPAGATION: Duration = Duration::from_secs(30);

/// A document as answer.
pub(super) fn document(status: u16, name: &str, children: impl IntoIterator<Item = Element>) -> Answer {
    Answer::xml(status, Element::node(name, children).document(NAMESPACE))
}

/// The body of a request; empty when there is none.
///
/// # Errors
/// `InvalidInput` when it is not XML.
pub(super) fn body(call: &Call) -> Result<Element, Answer> {
    if call.body.is_empty() {
        return Ok(Element::default());
    }
    Element::parse(&call.body).ok_or_else(|| invalid_input("The request body is not well-formed XML"))
}

pub(super) fn invalid_input(message: &str) -> Answer {
    Answer::xml_error(400, "InvalidInput", message)
}

pub(super) fn no_zone(id: &str) -> Answer {
    Answer::xml_error(404, "NoSuchHostedZone", &format!("No hosted zone found with ID: {id}"))
}

/// `ChangeInfo` of a change submitted at `since`.
pub(super) fn change_info(call: &Call, id: &str, since: Duration, comment: &str) -> Element {
    let status = if call.now >= since + PROPAGATION { "INSYNC" } else { "PENDING" };
    let mut info = vec![
        Element::leaf("Id", format!("/change/{id}")),
        Element::leaf("Status", status),
        Element::leaf("SubmittedAt", timestamp(since)),
    ];
    if !comment.is_empty() {
        info.push(Element::leaf("Comment", comment));
    }
    Element::node("ChangeInfo", info)
}

fn timestamp(since: Duration) -> String {
    let seconds = i64::try_from(since.as_secs()).unwrap_or_default();
    jiff::Timestamp::from_second(seconds).unwrap_or_default().to_string()
}

/// `maxitems`, at most `most`.
pub(super) fn max_items(call: &Call, most: usize) -> Result<usize, Answer> {
    match call.query("maxitems") {
        None => Ok(most),
        Some(text) => match text.parse::<usize>() {
            Ok(number) if number > 0 => Ok(number.min(most)),
            _ => Err(invalid_input("maxitems must be a positive number")),
        },
    }
}
