use super::Span;

/// Other text in place of a span; an empty span inserts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is taken out.
    pub span: Span,
    /// What is put there.
    pub text: String,
}

impl Edit {
    /// Puts `text` in place of `span`.
    pub fn new(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }
}

/// A text with edits of one file made to it, whatever their order. Of two that overlap the one that begins first is made; one
/// that does not fit the text is left out.
pub fn edited(text: &str, edits: &[Edit]) -> String {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    // Stable: what was inserted first at one place stands first.
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        let Some(between) = text.get(at..start).filter(|_| start <= end && text.is_char_boundary(end)) else {
            continue;
        };
        result.push_str(between);
        result.push_str(&edit.text);
        at = end;
    }
    result.push_str(&text[at..]);
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::FileId;

    #[test]
    fn edits_are_made_in_the_order_of_their_places() {
        let edit = |start, end, text: &str| Edit::new(Span::new(FileId(0), start, end), text);
        let edits = [edit(4, 6, "X"), edit(0, 1, ""), edit(5, 7, "overlaps"), edit(7, 7, "1"), edit(7, 7, "2")];
        assert_eq!(edited("abcdéfg", &edits), "bcdXf12g");
        assert_eq!(edited("é", &[edit(1, 2, "x"), edit(9, 12, "y")]), "é");
    }
}
