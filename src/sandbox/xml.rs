use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::Event;
use serde::{Deserialize, Serialize};

/// An XML element without attributes and namespaces, which is all the restXml protocol needs. An element has either text or
/// children.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Element {
    /// Its tag, without prefix.
    pub name: String,
    /// What stands between the tags, entities resolved; empty when there are children.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// In document order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<Element>,
}

impl Element {
    /// `<name>text</name>`.
    pub fn leaf(name: &str, text: impl Into<String>) -> Self {
        Self { name: name.to_owned(), text: text.into(), children: Vec::new() }
    }

    /// `<name>…children…</name>`.
    pub fn node(name: &str, children: impl IntoIterator<Item = Element>) -> Self {
        Self { name: name.to_owned(), text: String::new(), children: children.into_iter().collect() }
    }

    /// The root element of a document; `None` when it is not well-formed.
    pub fn parse(document: &[u8]) -> Option<Self> {
        let mut reader = Reader::from_str(std::str::from_utf8(document).ok()?);
        // The bottom element only collects the root.
        let mut open = vec![Element::default()];
        loop {
            match reader.read_event().ok()? {
                Event::Start(start) => open.push(Element::leaf(local_name(start.name().as_ref()), "")),
                Event::Empty(start) => {
                    open.last_mut()?.children.push(Element::leaf(local_name(start.name().as_ref()), ""))
                }
                Event::End(_) => {
                    let mut done = open.pop()?;
                    if !done.children.is_empty() {
                        // Indentation.
                        done.text.clear();
                    }
                    open.last_mut()?.children.push(done);
                }
                Event::Text(text) => open.last_mut()?.text.push_str(&text.xml10_content()),
                Event::CData(text) => open.last_mut()?.text.push_str(&text.xml10_content()),
                Event::GeneralRef(entity) => {
                    let text = match entity.resolve_char_ref().ok()? {
                        Some(character) => Cow::Owned(character.to_string()),
                        None => Cow::Borrowed(resolve_xml_entity(&entity.xml10_content())?),
                    };
                    open.last_mut()?.text.push_str(&text);
                }
                Event::Eof => break,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
        match (open.pop(), open.is_empty()) {
            (Some(mut bottom), true) if bottom.children.len() == 1 => bottom.children.pop(),
            _ => None,
        }
    }

    /// The first child of this name.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The first child of this name, to be changed.
    pub fn child_mut(&mut self, name: &str) -> Option<&mut Element> {
        self.children.iter_mut().find(|child| child.name == name)
    }

    /// Every child of this name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of the first child of this name; empty when there is none.
    pub fn text_of(&self, name: &str) -> &str {
        self.child(name).map_or("", |child| child.text.as_str())
    }

    /// The members of CloudFront's `<name><Quantity/><Items>…</Items></name>`.
    pub fn items(&self, name: &str) -> &[Element] {
        self.child(name).and_then(|list| list.child("Items")).map_or(&[], |items| &items.children)
    }

    /// Adds a child unless one of that name is there.
    pub fn default_child(&mut self, child: Element) {
        if self.child(&child.name).is_none() {
            self.children.push(child);
        }
    }

    /// Puts `child` in place of the one of the same name, or at the end.
    pub fn set(&mut self, child: Element) {
        match self.child_mut(&child.name) {
            Some(old) => *old = child,
            None => self.children.push(child),
        }
    }

    /// As a document, the root in the namespace `xmlns`.
    pub fn document(&self, xmlns: &str) -> String {
        let mut out = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{} xmlns=\"{xmlns}\">", self.name);
        self.write_content(&mut out);
        out.push_str(&format!("</{}>", self.name));
        out
    }

    fn write(&self, out: &mut String) {
        out.push_str(&format!("<{}>", self.name));
        self.write_content(out);
        out.push_str(&format!("</{}>", self.name));
    }

    fn write_content(&self, out: &mut String) {
        // A bare carriage return would be read back as a line feed.
        out.push_str(&quick_xml::escape::escape(self.text.as_str()).replace('\r', "&#xD;"));
        self.children.iter().for_each(|child| child.write(out));
    }
}

fn local_name(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let tree = Element::node(
            "A",
            [
                Element::leaf("B", "x & <y> \"z\" \r\n é"),
                Element::node("C", [Element::leaf("D", "")]),
                Element::leaf("E", " "),
            ],
        );
        assert_eq!(Element::parse(tree.document("urn:x").as_bytes()), Some(tree));
    }

    #[test]
    fn indentation_and_prefixes_are_dropped_and_broken_text_is_refused() {
        let tree = Element::parse(b"<?xml version=\"1.0\"?>\n<s:A a=\"1\">\n  <B/>\n  <C>1&#50;</C>\n</s:A>\n");
        assert_eq!(tree, Some(Element::node("A", [Element::leaf("B", ""), Element::leaf("C", "12")])));
        for broken in ["", "<A>", "<A></B>", "<A/><B/>", "<A>&nope;</A>", "plain"] {
            assert_eq!(Element::parse(broken.as_bytes()), None, "{broken}");
        }
    }
}
