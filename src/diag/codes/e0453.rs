use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0453",
    title: "an environment that is too large",
    explanation: "Lambda keeps 4 KB of environment for a function, names and values together. A secret counts with the \
                  fewest characters it may have.",
    bad: Example::Spec(
        r#"secret "one" min-length=1024
secret "two" min-length=1024
secret "three" min-length=1024
secret "four" min-length=1024
function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
    env ONE=(secret)"one" TWO=(secret)"two" THREE=(secret)"three" FOUR=(secret)"four"
}"#,
    ),
    good: Example::Spec(
        r#"secret "one" min-length=1024
function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
    env ONE=(secret)"one"
}"#,
    ),
};
