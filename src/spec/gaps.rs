use std::collections::BTreeSet;

use crate::diag::Span;
use crate::names::BlockAddr;

/// Where a draft is not what its author means, because something there is wrong and has been complained about.
///
/// Decoding goes on behind a mistake with a stand-in, so that everything else can be judged. Whoever judges a draft asks here
/// whether a finding would only follow from a stand-in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gaps {
    /// Whether whole blocks may be missing.
    pub blocks: bool,
    /// Whether there is any error: what seems to be missing may be what is wrong.
    pub flawed: bool,
    values: BTreeSet<Span>,
    nodes: BTreeSet<Span>,
    dangling: BTreeSet<&'static str>,
    twice: BTreeSet<BlockAddr>,
}

impl Gaps {
    /// The place of a value that should stand on the line of a node and does not.
    pub fn after(header: Span) -> Span {
        Span { start: header.end, ..header }
    }

    /// Notes that the value at this place is a stand-in.
    pub fn add_value(&mut self, at: Span) {
        self.values.insert(at);
    }

    /// Notes that the node with this header may hold more than what is known of it.
    pub fn add_node(&mut self, header: Span) {
        self.nodes.insert(header);
    }

    /// Notes that a block of this kind was meant somewhere, but not which.
    pub fn add_dangling(&mut self, kind: &'static str) {
        self.dangling.insert(kind);
    }

    /// Notes that two blocks have this address, so that a reference may mean either.
    pub fn add_twice(&mut self, block: BlockAddr) {
        self.twice.insert(block);
    }

    /// Whether the value at this place is a stand-in.
    pub fn value(&self, at: Span) -> bool {
        self.values.contains(&at)
    }

    /// Whether the node with this header may hold more than what is known of it.
    pub fn node(&self, header: Span) -> bool {
        self.nodes.contains(&header)
    }

    /// Whether some reference was meant for a block of this kind and leads nowhere.
    pub fn dangling(&self, kind: &str) -> bool {
        self.dangling.contains(kind)
    }

    /// Whether two blocks have this address.
    pub fn twice(&self, block: &BlockAddr) -> bool {
        self.twice.contains(block)
    }
}
