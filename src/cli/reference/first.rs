use super::{head, row};
use crate::spec::blocks;

/// The page that leads to the others.
pub(super) fn page() -> String {
    let mut text = String::from(INTRODUCTION);
    text += "\n## Blocks\n\n";
    text += &head(["block", ""]);
    for block in blocks::all() {
        let name = block.node.name;
        text += &row([&format!("[`{name}`]({name}.md)"), block.node.doc]);
    }
    text +=
        "\nWhat most blocks take besides: [tags, protection, renaming, findings that are all right](every-block.md).\n";
    text += "\nWhat blocks become in AWS, with every field: [resources](resources.md).\n";
    text
}

const INTRODUCTION: &str = r#"# The language

A spec is a file in [KDL 2](https://kdl.dev). It has blocks, each of a kind and most with a name: `function "api" { … }` is the block
`function.api`. The order of blocks means nothing. These pages are made from the same declarations the program reads specs by;
`engine schema` prints them as a KDL Schema, `engine show spec` prints a spec with all its defaults, and `engine show desired` what it
becomes.

```kdl
stack "shop" {
    region "us-east-2"
    env "dev" "prod"
}

param "image"
secret "token" min-length=32

function "api" {
    image "${param.image}"
    memory "256MB"
    env TOKEN=(secret)"token" STAGE="${stack.env}"
}

gateway "api" {
    route "ANY" "/{proxy+}" function="api"
}

output "url" "${gateway.api.invoke-url}"
```

## Values

| | |
|---|---|
| `"text"` | text; where references may stand, `$${` is the text `${` |
| `128`, `#true`, `#false` | numbers and truth |
| `"256MB"`, `"1GB"`, `"500ms"`, `"29s"`, `"5m"`, `"2h"`, `"7d"` | memory and time, always with a unit |
| `"${kind.name.attribute}"`, `(ref)"kind.name.attribute"` | what another block offers; it is made first |
| `"${param.name}"` | a value from the config file of the environment, `engine config set` |
| `"${stack.env}"`, `"${stack.name}"`, `"${stack.region}"` | the environment, the stack's name, its region |
| `(secret)"name"`, `"${secret.name}"` | a sealed value, only where a secret may stand: it is never shown |
| `(file)"path"` | a file beside the spec, where a path is wanted |

A name where a block is wanted, `function="api"`, refers to that block. Where a page says so, the ARN of something that exists already
may stand there instead; that is used and never changed.

## Names in AWS

What a block makes is called `<environment>-<stack>-<name>`, unless `name=` on its line says otherwise. A block that is
renamed with `rename-from` keeps the names of what it made.
"#;
