use super::model::Transform;
use super::phrase::Phrase;

/// A part of a request after its transformations.
///
/// # Errors
/// Why nobody can tell what it is then.
pub(super) fn apply(part: &Phrase, transforms: &[Transform]) -> Result<Phrase, String> {
    if transforms.is_empty() {
        return Ok(part.clone());
    }
    let Some(bytes) = part.as_plain() else {
        return Err(format!("what a transformation makes of {} is not known here", part.shown()));
    };
    let mut bytes = bytes.to_vec();
    for transform in transforms {
        bytes = match transform {
            Transform::Lowercase => bytes.to_ascii_lowercase(),
            other => return Err(format!("transformation {other:?}")),
        };
    }
    Ok(Phrase::plain(bytes))
}
