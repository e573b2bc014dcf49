use crate::value::Text;

/// A text inside a natural key: as it is when known, else where it comes from.
pub(super) fn part(text: &Text) -> String {
    match text {
        Text::Known(text) => text.clone(),
        Text::Ref(reference) => format!("{}#{}", reference.to, reference.output),
        Text::Join(_) | Text::Secret(_) | Text::Sealed(_) | Text::Digest(_) => "(known after apply)".to_owned(),
    }
}
