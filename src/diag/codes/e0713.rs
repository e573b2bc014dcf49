use super::openings::SECRET;
use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0713",
    title: "a sealed value was moved or changed",
    explanation: "A sealed value is bound to its key, environment and stack and cannot be edited. One that was copied to \
                  another line, cut short or sealed under another data key does not open. Bring the line back from version \
                  control or set the value again.",
    bad: Example::Session {
        files: &[SECRET],
        typed: &[
            "engine config set token --generate",
            "sed -i 's/token/key/' spec.kdl spec.dev.kdl",
            "engine secret check",
        ],
    },
    good: Example::Session {
        files: &[SECRET],
        typed: &[
            "engine config set token --generate",
            "sed -i 's/token/key/' spec.kdl",
            "engine config rm token",
            "engine config set key --generate",
            "engine secret check",
        ],
    },
};
