//! What the language consists of, as data: the decoder, suggestions, schema, hover, completion and the reference pages all read
//! these tables, so that none of them can disagree.

use std::ptr;

/// A kind of block, `function "api" { … }`.
#[derive(Debug)]
pub struct Block {
    /// The block itself; its name is the kind's name.
    pub node: Node,
    /// Whether its first argument names it, so that others can refer to it as `kind.name`.
    pub named: bool,
    /// What `${kind.name.…}` offers.
    pub attrs: &'static [Attr],
}

/// A node: a block, or what stands inside of one.
#[derive(Debug)]
pub struct Node {
    /// The word it begins with.
    pub name: &'static str,
    /// One line.
    pub doc: &'static str,
    /// Values by position.
    pub args: &'static [Slot],
    /// Further values by position, any number.
    pub rest: Option<Slot>,
    /// Values by name.
    pub props: &'static [Slot],
    /// Values by any other name.
    pub any_prop: Option<Slot>,
    /// Nodes inside of its braces.
    pub children: &'static [Child],
    /// What of its properties and of the nodes inside it has in common with others.
    pub families: &'static [&'static Family],
}

/// Properties and nodes that many nodes take alike. They stand among those of each such node; the reference tells them once.
#[derive(Debug)]
pub struct Family {
    /// What one of them is called, `test`.
    pub name: &'static str,
    /// The title of what the reference tells.
    pub title: &'static str,
    /// A sentence or two, in Markdown.
    pub doc: &'static str,
    /// How many of the properties a node takes, before the title: `exactly one of the`.
    pub takes: &'static str,
    /// The properties.
    pub props: &'static [Slot],
    /// The nodes.
    pub children: &'static [Child],
}

/// A node that may stand inside of another.
#[derive(Debug, Clone, Copy)]
pub struct Child {
    /// What may stand there.
    pub node: &'static Node,
    /// How often.
    pub times: Times,
}

/// How often a child may stand in its parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    /// At most once.
    Optional,
    /// At most once; when it is absent, the defaults of its slots hold.
    Implied,
    /// Once.
    Required,
    /// Any number of times.
    Many,
    /// At least once.
    Several,
}

/// A place for a value.
#[derive(Debug, Clone, Copy)]
pub struct Slot {
    /// The key of a property; for an argument, what complaints and documentation call it.
    pub name: &'static str,
    /// One line.
    pub doc: &'static str,
    /// What may be written.
    pub holds: Type,
    /// Whether something must be written.
    pub need: Need,
    /// Whether a secret may stand here.
    pub secret: bool,
    /// A further condition on a text.
    pub form: Option<Form>,
    /// What exists already and may be named here by its ARN.
    pub foreign: Option<&'static Foreign>,
}

/// What exists already and is named by its ARN.
#[derive(Debug)]
pub struct Foreign {
    /// With its article: `a web ACL for gateways`.
    pub what: &'static str,
    /// How its ARN looks.
    pub like: &'static str,
    /// Where it must be.
    pub home: Home,
    /// Whether it is one, by service and resource of the ARN.
    pub is: fn(&str, &str) -> bool,
}

/// Where something that exists already must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// In the region of the stack.
    Stack,
    /// In us-east-1, as everything CloudFront uses.
    UsEast1,
    /// In the account, without a region.
    Account,
    /// Its ARN names neither region nor account.
    Nowhere,
    /// In the region of the stack when its ARN says `regional/`, in us-east-1 when it says `global/`: who uses it decides.
    Scope,
    /// In any region; its ARN names no account.
    Anywhere,
}

/// Whether a value must be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It must be written.
    Required,
    /// Nothing holds when nothing is written.
    Optional,
    /// Holds when nothing is written; in the notation of specs, without quotes.
    Default(&'static str),
    /// Something holds when nothing is written, but what depends on other values: said in words.
    Depends(&'static str),
}

/// What a slot holds.
#[derive(Debug, Clone, Copy)]
pub enum Type {
    /// Plain text, without references.
    Text,
    /// Text with references.
    Template,
    /// A whole number.
    Integer {
        /// The smallest number allowed.
        min: i64,
        /// The largest number allowed.
        max: i64,
    },
    /// `#true` or `#false`.
    Bool,
    /// Memory with a unit, `"256MB"`; bounds in MB.
    Megabytes {
        /// The smallest amount allowed, MB.
        min: i64,
        /// The largest amount allowed, MB.
        max: i64,
    },
    /// Time with a unit, `"29s"`; bounds in ms, and a multiple of `step` ms.
    Duration {
        /// The shortest time allowed, ms.
        min: i64,
        /// The longest time allowed, ms.
        max: i64,
        /// The time is a multiple of this, ms.
        step: i64,
    },
    /// One of some words.
    OneOf(&'static [Choice]),
    /// The name of a block of one of these kinds.
    Block(&'static [&'static str]),
    /// The address `kind.name` of a block of one of these kinds.
    Address(&'static [&'static str]),
    /// A file or folder beside the spec; may be annotated `(file)`.
    Path,
}

/// A word with its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// As written in specs, without quotes.
    pub word: &'static str,
    /// A few words on what it does.
    pub doc: &'static str,
}

/// A condition on a text: what it is called, and whether a text meets it.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// For `expected …`.
    pub wanted: &'static str,
    /// Whether a text meets the condition.
    pub holds: fn(&str) -> bool,
    /// The way out.
    pub help: &'static str,
}

/// Something a block offers to templates.
#[derive(Debug, Clone, Copy)]
pub struct Attr {
    /// The last part of `${kind.name.attr}`.
    pub name: &'static str,
    /// A few words on what it is.
    pub doc: &'static str,
}

/// A closed set of words in the language: an enum whose variants stand in the order of their words.
pub trait Choices: Copy + PartialEq + 'static {
    /// The words, for the tables.
    const CHOICES: &'static [Choice];
    /// The variants, in the same order.
    const ALL: &'static [Self];

    /// The word that stands for this variant.
    fn word(self) -> &'static str {
        let at = Self::ALL.iter().position(|variant| *variant == self);
        at.and_then(|at| Self::CHOICES.get(at)).map_or("", |choice| choice.word)
    }
}

impl Choice {
    /// A word, and a few on what it does.
    pub const fn new(word: &'static str, doc: &'static str) -> Self {
        Self { word, doc }
    }
}

impl Attr {
    /// A name, and a few words on what it is.
    pub const fn new(name: &'static str, doc: &'static str) -> Self {
        Self { name, doc }
    }
}

impl Node {
    /// A node that takes nothing yet.
    pub const fn new(name: &'static str, doc: &'static str) -> Self {
        Self { name, doc, args: &[], rest: None, props: &[], any_prop: None, children: &[], families: &[] }
    }

    /// The same node with these values by position, all in this order.
    pub const fn args(self, args: &'static [Slot]) -> Self {
        Self { args, ..self }
    }

    /// The same node with any number of such values after its arguments.
    pub const fn rest(self, rest: Slot) -> Self {
        Self { rest: Some(rest), ..self }
    }

    /// The same node with these values by name.
    pub const fn props(self, props: &'static [Slot]) -> Self {
        Self { props, ..self }
    }

    /// The same node with such values under any name that is not among its properties.
    pub const fn any_prop(self, slot: Slot) -> Self {
        Self { any_prop: Some(slot), ..self }
    }

    /// The same node, which has this in common with others.
    pub const fn families(self, families: &'static [&'static Family]) -> Self {
        Self { families, ..self }
    }

    /// The family a property belongs to.
    pub fn family_of(&self, slot: &Slot) -> Option<&'static Family> {
        self.families.iter().copied().find(|family| family.props.iter().any(|common| common.name == slot.name))
    }

    /// The family a node inside belongs to.
    pub fn family_of_child(&self, child: &Child) -> Option<&'static Family> {
        let has = |family: &&'static Family| family.children.iter().any(|common| ptr::eq(common.node, child.node));
        self.families.iter().copied().find(has)
    }

    /// The same node with these nodes inside.
    pub const fn children(self, children: &'static [Child]) -> Self {
        Self { children, ..self }
    }
}

impl Child {
    /// A node that may stand once ([`Times::Optional`]).
    pub const fn optional(node: &'static Node) -> Self {
        Self { node, times: Times::Optional }
    }

    /// A node that may stand once and whose defaults hold when it does not ([`Times::Implied`]).
    pub const fn implied(node: &'static Node) -> Self {
        Self { node, times: Times::Implied }
    }

    /// A node that must stand once ([`Times::Required`]).
    pub const fn required(node: &'static Node) -> Self {
        Self { node, times: Times::Required }
    }

    /// A node that may stand any number of times ([`Times::Many`]).
    pub const fn many(node: &'static Node) -> Self {
        Self { node, times: Times::Many }
    }

    /// A node that must stand at least once ([`Times::Several`]).
    pub const fn several(node: &'static Node) -> Self {
        Self { node, times: Times::Several }
    }
}

impl Slot {
    /// A slot that must be filled.
    pub const fn new(name: &'static str, holds: Type, doc: &'static str) -> Self {
        Self { name, doc, holds, need: Need::Required, secret: false, form: None, foreign: None }
    }

    /// The same slot, free to stay empty ([`Need::Optional`]).
    pub const fn optional(self) -> Self {
        Self { need: Need::Optional, ..self }
    }

    /// The same slot, holding `text` when empty ([`Need::Default`]).
    pub const fn default(self, text: &'static str) -> Self {
        Self { need: Need::Default(text), ..self }
    }

    /// The same slot, holding something that `words` describe when empty ([`Need::Depends`]).
    pub const fn depends(self, words: &'static str) -> Self {
        Self { need: Need::Depends(words), ..self }
    }

    /// The same slot, open to secrets.
    pub const fn secret(self) -> Self {
        Self { secret: true, ..self }
    }

    /// The same slot, which takes the ARN of such a thing, too.
    pub const fn foreign(self, foreign: &'static Foreign) -> Self {
        Self { foreign: Some(foreign), ..self }
    }

    /// The same slot with a further condition on its text.
    pub const fn form(self, form: Form) -> Self {
        Self { form: Some(form), ..self }
    }
}
