use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ptr;

use super::value;
use crate::spec::blocks;
use crate::spec::declare::{Family, Node};

/// A node that stands in at least so many kinds of blocks is told on a page of its own.
const MANY: usize = 3;

/// What may stand in a slot is told within a table while it has no more than so many letters.
const BRIEF: usize = 200;

/// The page about what most blocks take.
pub(super) const EVERY_BLOCK: &str = "every-block";

/// Where everything is told: once, where it stands first.
pub(super) struct Homes {
    nodes: BTreeMap<*const Node, Place>,
    families: BTreeMap<*const Family, Place>,
    /// The families of each page, in the order they stand in.
    of_page: BTreeMap<&'static str, Vec<&'static Family>>,
    /// What most blocks take.
    common: Vec<&'static Node>,
}

/// A heading on a page.
struct Place {
    page: &'static str,
    heading: String,
}

/// Between the names on the way to a node.
pub(super) const BETWEEN: &str = " › ";

/// The nodes that most kinds of blocks take.
pub(super) fn common() -> Vec<&'static Node> {
    let mut found: Vec<(&'static Node, usize)> = Vec::new();
    for child in blocks::all().flat_map(|block| block.node.children) {
        match found.iter_mut().find(|(node, _)| ptr::eq(*node, child.node)) {
            Some((_, times)) => *times += 1,
            None => found.push((child.node, 1)),
        }
    }
    found.into_iter().filter(|(_, times)| *times >= MANY).map(|(node, _)| node).collect()
}

impl Homes {
    /// Of the whole language.
    pub(super) fn new() -> Self {
        let mut homes =
            Self { nodes: BTreeMap::new(), families: BTreeMap::new(), of_page: BTreeMap::new(), common: common() };
        for node in common() {
            homes.note(node, EVERY_BLOCK, &[]);
        }
        for block in blocks::all() {
            homes.inside(&block.node, block.node.name, &[]);
        }
        homes
    }

    fn note(&mut self, node: &'static Node, page: &'static str, above: &[&'static str]) {
        if self.nodes.contains_key(&ptr::from_ref(node)) {
            return;
        }
        let path = [above, &[node.name]].concat();
        self.nodes.insert(ptr::from_ref(node), Place { page, heading: path.join(BETWEEN) });
        self.inside(node, page, &path);
    }

    /// What has much in common stands below a heading of its own.
    fn inside(&mut self, node: &'static Node, page: &'static str, path: &[&'static str]) {
        for family in node.families {
            if let Entry::Vacant(open) = self.families.entry(ptr::from_ref(*family)) {
                open.insert(Place { page, heading: family.title.to_owned() });
                self.of_page.entry(page).or_default().push(family);
            }
        }
        for child in node.children {
            let common = node.family_of_child(child).is_some();
            self.note(child.node, page, if common { &[] } else { path });
        }
    }

    /// Whether a node is a line with at most one value of its own, which needs no heading.
    pub(super) fn is_short(&self, node: &'static Node) -> bool {
        let one = node.args.len() + usize::from(node.rest.is_some()) <= 1
            && node.props.iter().all(|slot| node.family_of(slot).is_some())
            && node.any_prop.is_none()
            && node.children.iter().all(|child| node.family_of_child(child).is_some());
        let brief = node.args.iter().chain(&node.rest).all(|slot| value::holds(slot).len() <= BRIEF);
        one && brief && !self.common.iter().any(|common| ptr::eq(*common, node))
    }

    /// The families that are told on a page.
    pub(super) fn families(&self, page: &str) -> &[&'static Family] {
        self.of_page.get(page).map_or(&[], Vec::as_slice)
    }

    /// Whether a node is told on `page` below `heading`.
    pub(super) fn is_told(&self, node: &'static Node, page: &str, heading: &str) -> bool {
        let here = |place: &Place| place.page == page && place.heading == heading;
        !self.is_short(node) && self.nodes.get(&ptr::from_ref(node)).is_some_and(here)
    }

    /// A link from `page` to where a node is told.
    pub(super) fn link(&self, page: &str, node: &'static Node) -> String {
        let to = self.nodes.get(&ptr::from_ref(node)).map(|place| place.link(page));
        format!("[`{}`]({})", node.name, to.unwrap_or_default())
    }

    /// A link from `page` to what nodes have in common.
    pub(super) fn family_link(&self, page: &str, family: &'static Family) -> String {
        let to = self.families.get(&ptr::from_ref(family)).map(|place| place.link(page));
        format!("[{}]({})", family.title.to_lowercase(), to.unwrap_or_default())
    }
}

impl Place {
    fn link(&self, from: &str) -> String {
        let page = if self.page == from { String::new() } else { format!("{}.md", self.page) };
        format!("{page}#{}", anchor(&self.heading))
    }
}

/// As GitHub makes them of headings: letters, digits and `-` stay, blanks become `-`.
fn anchor(heading: &str) -> String {
    let said = heading.to_lowercase().replace(' ', "-");
    said.chars().filter(|c| c.is_alphanumeric() || *c == '-').collect()
}
