use std::ptr;

use crate::spec::declare::{Node, Slot};
use crate::spec::{ALLOW, blocks};
use crate::syntax::{Outline, OutlineNode, OutlinePart, Token};

/// A place in a text, and what stands there.
pub struct Cursor<'t> {
    /// All of the text.
    pub text: &'t str,
    /// Where in it, in bytes.
    pub at: usize,
    /// What the text consists of.
    pub outline: Outline,
}

/// What stands at a place.
pub enum Under<'c> {
    /// The first word of a node.
    Name(&'c OutlineNode),
    /// The name of a property.
    Key(&'c OutlineNode, &'c Token),
    /// What stands between the parentheses before a value.
    Type(&'c Token),
    /// A value, with its place among the values without names.
    Value(&'c OutlineNode, &'c OutlinePart, &'c Token, usize),
    /// A blank on the line of a node; how many values without names stand before.
    Gap(&'c OutlineNode, usize),
    /// A `=` whose value is not there yet.
    Empty(&'c OutlineNode, &'c Token),
    /// Where another node may begin.
    Between,
    /// A comment.
    Comment,
}

impl<'t> Cursor<'t> {
    /// At a place of a text.
    pub fn new(text: &'t str, at: usize) -> Self {
        Self { text, at, outline: Outline::of(text) }
    }

    /// What a token says.
    pub fn said(&self, token: &Token) -> &'t str {
        &self.text[token.content.clone()]
    }

    /// What stands here.
    pub fn under(&self) -> Under<'_> {
        if self.outline.is_comment(self.at) {
            return Under::Comment;
        }
        let Some(node) = self.outline.on_line(self.at).map(|node| &self.outline.nodes[node]) else {
            return Under::Between;
        };
        let touches = |token: &Token| token.span.start <= self.at && self.at <= token.span.end;
        // Behind the quote that ends a string is no longer inside of it.
        let inside = |token: &Token| {
            touches(token)
                && !(token.quoted && self.at == token.span.start)
                && !(token.quoted && token.closed && self.at == token.span.end)
        };
        if touches(&node.name) {
            return Under::Name(node);
        }
        let mut position = 0;
        for part in &node.parts {
            if let Some(key) = part.key.as_ref().filter(|key| touches(key)) {
                return Under::Key(node, key);
            }
            if let Some(ty) = part.ty.as_ref().filter(|ty| ty.content.start <= self.at && self.at <= ty.content.end) {
                return Under::Type(ty);
            }
            match &part.value {
                Some(value) if inside(value) => return Under::Value(node, part, value, position),
                Some(_) => {}
                None => {
                    if let Some(key) = part.key.as_ref().filter(|key| {
                        let between = self.text.get(key.span.end + 1..self.at);
                        between.is_some_and(|between| !between.contains(char::is_whitespace))
                    }) {
                        return Under::Empty(node, key);
                    }
                }
            }
            if part.key.is_none() && part.value.as_ref().is_some_and(|value| value.span.end <= self.at) {
                position += 1;
            }
        }
        Under::Gap(node, position)
    }

    /// What a node is declared as, if all around it is what it should be.
    pub fn declared(&self, node: &OutlineNode) -> Option<&'static Node> {
        let mut names = vec![self.said(&node.name)];
        let mut above = node.parent;
        while let Some(parent) = above {
            let parent = &self.outline.nodes[parent];
            names.push(self.said(&parent.name));
            above = parent.parent;
            if names.len() > DEEPEST {
                return None;
            }
        }
        let block = blocks::of(names.pop()?)?;
        names.into_iter().rev().try_fold(&block.node, |node, name| child(node, name))
    }

    /// What may stand where a node begins: `None` at the top, otherwise the node around, if it is known.
    pub fn around(&self) -> Option<Option<&'static Node>> {
        self.outline.around(self.at).map(|node| self.declared(&self.outline.nodes[node]))
    }
}

/// Nothing of the language is inside of so many others.
const DEEPEST: usize = 64;

fn child(node: &'static Node, name: &str) -> Option<&'static Node> {
    let own = node.children.iter().map(|child| child.node).find(|child| child.name == name);
    own.or_else(|| Some(&ALLOW).filter(|allow| allow.name == name && !ptr::eq(node, *allow)))
}

/// Where a value goes, by its name or its place.
pub fn slot(node: &'static Node, key: Option<&str>, position: usize) -> Option<&'static Slot> {
    match key {
        Some(key) => node.props.iter().find(|slot| slot.name == key).or(node.any_prop.as_ref()),
        None => node.args.get(position).or(node.rest.as_ref()),
    }
}
