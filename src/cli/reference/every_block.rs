use super::homes::{EVERY_BLOCK, Homes, common};
use super::node::{inside, slots, synopsis};
use super::{head, row};
use crate::spec::ALLOW;
use crate::spec::blocks;
use crate::spec::declare::Child;

/// The page about what most blocks take.
pub(super) fn page(homes: &Homes) -> String {
    let mut text = String::from(INTRODUCTION);
    text += &head(["", "", "stands in"]);
    for node in common() {
        let of = blocks::all().filter(|block| block.node.children.iter().any(|child| std::ptr::eq(child.node, node)));
        let of: Vec<String> = of.map(|block| format!("[`{0}`]({0}.md)", block.node.name)).collect();
        text += &row([&homes.link(EVERY_BLOCK, node), node.doc, &of.join(", ")]);
    }
    text += &row(["[`allow`](#allow)", ALLOW.doc, "every node"]);
    for node in common() {
        let all = blocks::all().flat_map(|block| block.node.children);
        let children: Vec<&Child> = all.filter(|child| std::ptr::eq(child.node, node)).take(1).collect();
        children.into_iter().for_each(|child| inside(&mut text, child, EVERY_BLOCK, &[], homes));
    }
    text += &format!(
        "\n### allow\n\n{}. Any number of times, inside of every node. One that silences nothing is itself reported.\n\n`{}`\n\n",
        ALLOW.doc,
        synopsis(&ALLOW)
    );
    text += &slots(&ALLOW, EVERY_BLOCK, homes);
    text
}

const INTRODUCTION: &str = r#"# What most blocks take

These mean the same wherever they stand.

```kdl
gateway "api" {
    protect
    tags team="shop"
    ignore-changes "description"
    rename-from "legacy"
    route "ANY" "/{proxy+}" function="api" {
        allow "W0508" reason="the root has nothing to show"
    }
}
```

"#;
