use super::declare::{Attr, Block, Child, Node, Slot, Type};
use super::decode::Fields;
use super::{Template, forms, keeping, stack};
use crate::diag::{Span, Spanned};

/// `bucket "static" { … }`: a private S3 bucket and the files put into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// Its name in the spec.
    pub name: Spanned<String>,
    /// The physical name, when not `<env>-<stack>-<name>`.
    pub physical_name: Option<Template>,
    /// A folder whose files are uploaded, relative to the folder of the spec.
    pub files: Option<Spanned<String>>,
    /// Whether old versions of objects are kept; `#false` unless given.
    pub versioning: Spanned<bool>,
    /// The object served for `/`; `index.html` unless given.
    pub index: Spanned<String>,
    /// Whether destroying also deletes objects nobody here put there; `#false` unless given.
    pub empty_on_destroy: Spanned<bool>,
    /// The header of the block.
    pub span: Span,
}

pub(super) static BLOCK: Block = Block {
    node: Node::new("bucket", "A private S3 bucket and the files put into it")
        .args(&[Slot::new("name", Type::Text, "its name in the spec").form(forms::BLOCK_NAME)])
        .props(
            &[Slot::new("name", Type::Template, "the physical name; `<env>-<stack>-<name>` unless given").optional()],
        )
        .children(&[
            Child::optional(&FILES),
            Child::implied(&VERSIONING),
            Child::implied(&INDEX),
            Child::implied(&EMPTY_ON_DESTROY),
            Child::many(&stack::TAGS),
            keeping::PROTECT,
            keeping::IGNORE_CHANGES,
            keeping::RENAME_FROM,
        ]),
    named: true,
    attrs: &[
        Attr::new("name", "the physical name"),
        Attr::new("arn", "the ARN of the bucket"),
        Attr::new("domain", "the regional host name, `<bucket>.s3.<region>.amazonaws.com`"),
    ],
};

static FILES: Node = Node::new("files", "A folder whose files are uploaded").args(&[Slot::new(
    "folder",
    Type::Path,
    "relative to the folder of the spec",
)]);

static VERSIONING: Node = Node::new("versioning", "Whether old versions of objects are kept").args(&[Slot::new(
    "on",
    Type::Bool,
    "`#true` or `#false`",
)
.default("#false")]);

static INDEX: Node =
    Node::new("index", "What is served for `/`").args(&[Slot::new("file", Type::Text, "an object of the bucket")
        .default("index.html")
        .form(forms::OBJECT_KEY)]);

static EMPTY_ON_DESTROY: Node = Node::new(
    "empty-on-destroy",
    "Whether destroying also deletes objects others put there",
)
.args(&[Slot::new("on", Type::Bool, "`#true` or `#false`").default("#false")]);

pub(super) fn build(fields: &Fields) -> Option<Bucket> {
    Some(Bucket {
        name: fields.text("name")?,
        physical_name: fields.template("name"),
        files: fields.child("files").and_then(|node| node.text("folder")),
        versioning: fields.child("versioning")?.flag("on")?,
        index: fields.child("index")?.text("file")?,
        empty_on_destroy: fields.child("empty-on-destroy")?.flag("on")?,
        span: fields.header,
    })
}
