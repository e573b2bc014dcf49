use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::spec::{Part, StackAttr, Template};

/// A node of a spec, to be printed: its values are KDL already.
pub struct Node {
    name: &'static str,
    arguments: Vec<String>,
    properties: Vec<(String, String)>,
    children: Vec<Node>,
}

impl Node {
    pub fn new(name: &'static str) -> Self {
        Self { name, arguments: Vec::new(), properties: Vec::new(), children: Vec::new() }
    }

    /// Adds an argument.
    pub fn arg(mut self, value: impl Into<Written>) -> Self {
        self.arguments.push(value.into().0);
        self
    }

    /// Adds an argument for each.
    pub fn args<T: Into<Written>>(mut self, values: impl IntoIterator<Item = T>) -> Self {
        self.arguments.extend(values.into_iter().map(|value| value.into().0));
        self
    }

    /// Adds a property.
    pub fn prop(mut self, name: &str, value: impl Into<Written>) -> Self {
        self.properties.push((name.to_owned(), value.into().0));
        self
    }

    /// Adds a property, if there is a value.
    pub fn maybe_prop<T: Into<Written>>(self, name: &str, value: Option<T>) -> Self {
        match value {
            Some(value) => self.prop(name, value),
            None => self,
        }
    }

    /// Adds a node inside.
    pub fn child(mut self, child: Node) -> Self {
        self.children.push(child);
        self
    }

    /// Adds nodes inside.
    pub fn children(mut self, children: impl IntoIterator<Item = Node>) -> Self {
        self.children.extend(children);
        self
    }

    /// A child with one argument.
    pub fn line(self, name: &'static str, value: impl Into<Written>) -> Self {
        self.child(Node::new(name).arg(value))
    }

    /// A child with one argument, if there is a value.
    pub fn maybe_line<T: Into<Written>>(self, name: &'static str, value: Option<T>) -> Self {
        match value {
            Some(value) => self.line(name, value),
            None => self,
        }
    }

    /// As KDL.
    pub fn for_people(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, 0);
        text
    }

    fn write(&self, text: &mut String, depth: usize) {
        let _ = write!(text, "{:1$}{2}", "", depth * 4, self.name);
        for argument in &self.arguments {
            let _ = write!(text, " {argument}");
        }
        for (name, value) in &self.properties {
            let _ = write!(text, " {name}={value}");
        }
        if self.children.is_empty() {
            text.push('\n');
            return;
        }
        text.push_str(" {\n");
        for child in &self.children {
            child.write(text, depth + 1);
        }
        let _ = writeln!(text, "{:1$}}}", "", depth * 4);
    }

    /// As JSON; values are written as in KDL.
    pub fn for_programs(&self) -> Value {
        let properties: serde_json::Map<String, Value> =
            self.properties.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
        let children: Vec<Value> = self.children.iter().map(Self::for_programs).collect();
        json!({ "node": self.name, "arguments": self.arguments, "properties": properties, "children": children })
    }
}

/// A value as KDL writes it.
pub struct Written(String);

impl From<&str> for Written {
    fn from(text: &str) -> Self {
        Self(quoted(text))
    }
}

impl From<&String> for Written {
    fn from(text: &String) -> Self {
        Self(quoted(text))
    }
}

impl From<String> for Written {
    fn from(text: String) -> Self {
        Self(quoted(&text))
    }
}

impl From<bool> for Written {
    fn from(truth: bool) -> Self {
        Self(if truth { "#true" } else { "#false" }.to_owned())
    }
}

impl From<i64> for Written {
    fn from(number: i64) -> Self {
        Self(number.to_string())
    }
}

impl From<u32> for Written {
    fn from(number: u32) -> Self {
        Self(number.to_string())
    }
}

impl From<&Template> for Written {
    fn from(template: &Template) -> Self {
        if let [part] = template.parts.as_slice()
            && let Part::Secret(name) = &part.value
        {
            return Self(format!("(secret){}", quoted(name)));
        }
        let parts = template.parts.iter().map(|part| match &part.value {
            Part::Literal(text) => text.replace("${", "$${"),
            Part::Param(name) => format!("${{param.{name}}}"),
            Part::Stack(StackAttr::Name) => "${stack.name}".to_owned(),
            Part::Stack(StackAttr::Env) => "${stack.env}".to_owned(),
            Part::Stack(StackAttr::Region) => "${stack.region}".to_owned(),
            Part::Attr { block, attr } => format!("${{{block}.{attr}}}"),
            Part::Secret(name) => format!("${{secret.{name}}}"),
        });
        Self(quoted(&parts.collect::<String>()))
    }
}

/// In quotes, with what KDL 2 wants escaped.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            control if control.is_control() => {
                let _ = write!(quoted, "\\u{{{:x}}}", u32::from(control));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}
