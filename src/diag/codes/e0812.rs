use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0812",
    title: "a function that cannot be called from here",
    explanation: "`arn=` names an alias or version of a function that exists already, in the region of the stack: a gateway calls \
                  functions of its own region, and AWS grants nobody calls of `$LATEST`.",
    bad: Example::Words("a function of `us-east-1` in a stack of `us-east-2`"),
    good: Example::Words("the ARN of an alias in the region of the stack"),
};
