use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0815",
    title: "two blocks of one name in AWS",
    explanation: "Blocks are called `<env>-<stack>-<name>` in AWS unless `name=` says otherwise; a block that was \
                  renamed keeps the name it had. Two of a kind cannot have the same one: the second would be refused, \
                  or taken for the first.",
    bad: Example::Words("`function \"a\" name=\"orders\"` and `function \"b\" name=\"orders\"`"),
    good: Example::Words("one of them with another `name=`"),
};
