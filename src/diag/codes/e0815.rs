use super::{Example, File, Page, file};

const SPEC: File = file(
    "spec.kdl",
    r#"stack "shop" {
    region "us-east-2"
    env "dev"
}
param "former-name"
function "orders" {
    image "111122223333.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
function "refunds" name="${param.former-name}" {
    image "111122223333.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
"#,
);

pub(super) const PAGE: Page = Page {
    code: "E0815",
    title: "two blocks of one name in AWS",
    explanation: "Blocks are called `<env>-<stack>-<name>` in AWS unless `name=` says otherwise; a block that was \
                  renamed keeps the name it had. Two of a kind cannot have the same one: the second would be refused, \
                  or taken for the first.",
    bad: Example::Session {
        files: &[SPEC],
        typed: &["engine config set former-name dev-shop-orders", "engine plan --local"],
    },
    good: Example::Session { files: &[SPEC], typed: &["engine config set former-name refunds", "engine plan --local"] },
};
