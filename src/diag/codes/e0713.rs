use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0713",
    title: "a sealed value was moved or changed",
    explanation: "A sealed value is bound to its key, environment and stack and cannot be edited. One that was copied to \
                  another line, cut short or sealed under another data key does not open. Bring the line back from version \
                  control or set the value again.",
    bad: Example::Words("the values of `db` and `log` swapped"),
    good: Example::Words("each value at the key it was set for"),
};
