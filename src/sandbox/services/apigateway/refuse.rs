use crate::sandbox::Answer;

/// An answer, or the answer that refuses.
pub(super) type Reply = Result<Answer, Answer>;

pub(super) fn bad_request(message: impl AsRef<str>) -> Answer {
    Answer::json_error(400, "BadRequestException", message.as_ref())
}

pub(super) fn not_found(message: impl AsRef<str>) -> Answer {
    Answer::json_error(404, "NotFoundException", message.as_ref())
}

pub(super) fn conflict(message: impl AsRef<str>) -> Answer {
    Answer::json_error(409, "ConflictException", message.as_ref())
}

pub(super) fn no_api(id: &str) -> Answer {
    not_found(format!("Invalid API identifier specified 000000000000:{id}"))
}
