use std::fmt;

/// How a graph is drawn.
pub struct Look<'a, N, E = ()> {
    pub(super) group: Box<dyn Fn(&N) -> String + 'a>,
    pub(super) label: Box<dyn Fn(&N) -> String + 'a>,
    pub(super) dashed: Box<dyn Fn(&E) -> bool + 'a>,
}

impl<'a, N: fmt::Display + 'a, E: 'a> Look<'a, N, E> {
    /// Nodes with the same `group` are drawn together under that name; one whose group is empty stands alone. In the SVG the
    /// part of the name before the first dot chooses the colour.
    pub fn grouped(group: impl Fn(&N) -> String + 'a) -> Self {
        Self { group: Box::new(group), label: Box::new(N::to_string), dashed: Box::new(|_| false) }
    }

    /// What is written on a node; its `Display` otherwise.
    pub fn labelled(mut self, label: impl Fn(&N) -> String + 'a) -> Self {
        self.label = Box::new(label);
        self
    }

    /// Which edges are drawn dashed; none otherwise.
    pub fn dashed(mut self, dashed: impl Fn(&E) -> bool + 'a) -> Self {
        self.dashed = Box::new(dashed);
        self
    }
}
