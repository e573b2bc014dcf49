use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0706",
    title: "set twice",
    explanation: "A key, a recipient or the data key stands in the file twice, often after a merge. Which of them is meant \
                  cannot be told.",
    bad: Example::Words(
        r#"value "image" "a"
value "image" "b""#,
    ),
    good: Example::Words(r#"value "image" "b""#),
};
