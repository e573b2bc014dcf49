use std::num::NonZero;
use std::ops::Range;
use std::thread;

use kdl::{KdlDocument, KdlEntry, KdlIdentifier, KdlNode, KdlValue};

use super::split::{Flaw, Piece, begins_line, indent_of, next_line_like, split};
use super::tree::{Entry, Node, Prop, Value};
use super::{bracket, complaint, notation, unseen, word};
use crate::diag::{Diagnostic, Edit, FileId, Problems, Span, Spanned};

/// Larger files are refused.
pub const MAX_BYTES: usize = 1 << 20;

/// Files beyond this are parsed on as many threads as there are processors.
const WORTH_THREADS: usize = 8 << 10;

/// Recursion of the library takes up to a kilobyte of stack for each byte of [`MAX_PIECE`]; only what is used costs memory.
const STACK: usize = 64 << 20;

/// How many bytes of broken pieces are looked at again, part by part, to narrow a problem down.
const NARROWING: usize = 256 << 10;

/// The library recurses once for each error it recovers from, so it is never given more text than its stack can bear: larger
/// blocks are parsed line by line.
const MAX_PIECE: usize = 32 << 10;

/// Problems of one file beyond this are counted, not shown.
const MAX_PROBLEMS: usize = 50;

/// One file, parsed.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// Top-level nodes, in the order of writing.
    pub nodes: Vec<Node>,
    /// What could not be understood, at most fifty of them.
    pub problems: Problems,
    /// Whether a top-level node may be missing from `nodes`, because not even its beginning could be understood.
    pub lost: bool,
}

/// Parses the text of one file: its top-level nodes in order, and what is wrong with it.
///
/// Nodes are there for everything that could be understood; a node of which a part is missing is marked [`Node::broken`].
pub fn parse(text: &str, file: FileId) -> Parsed {
    if text.len() > MAX_BYTES {
        let problem = Diagnostic::error("E0103", format!("the file is larger than {} MB", MAX_BYTES >> 20))
            // Nobody reads on to see how large it is.
            .at(Span::new(file, 0, 0), format!("more than {MAX_BYTES} bytes"))
            .help("split it, and bring the parts together with `include`");
        return Parsed { nodes: Vec::new(), problems: Problems(vec![problem]), lost: true };
    }
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let pieces = split(text, start..text.len());
    let source = Source { text, file };
    let workers = if text.len() < WORTH_THREADS { 1 } else { thread::available_parallelism().map_or(1, NonZero::get) };
    let mut level = Level::default();
    thread::scope(|scope| {
        let jobs: Vec<_> = shares(&pieces, workers)
            .into_iter()
            .map(|share| {
                let work = move || source.level(share, &mut { NARROWING });
                (share, thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work))
            })
            .collect();
        for (share, job) in jobs {
            let done = match job {
                Ok(job) => job.join().unwrap_or_else(|_| source.given_up(share)),
                Err(_) => source.level(share, &mut { NARROWING }),
            };
            level.append(done);
        }
    });
    let Level { nodes, mut problems, lost } = level;
    if let Some(problem) = notation::another(&text[start..], start, !problems.is_empty(), file) {
        return Parsed { nodes: Vec::new(), problems: Problems(vec![problem]), lost: true };
    }
    problems.extend(unseen::complain(text, start, &problems, file));
    if problems.len() > MAX_PROBLEMS {
        let hidden = problems.len() - MAX_PROBLEMS;
        problems.truncate(MAX_PROBLEMS);
        if let Some(last) = problems.last_mut() {
            let help = last.help.take().unwrap_or_default();
            last.help = Some(format!("{help}; {hidden} more problems of this file are not shown"));
        }
    }
    Parsed { nodes, problems: Problems(problems), lost }
}

/// Cuts pieces into runs of about the same number of bytes.
fn shares(pieces: &[Piece], workers: usize) -> Vec<&[Piece]> {
    let total: usize = pieces.iter().map(|piece| piece.range.len()).sum();
    let fair = total / workers + 1;
    let mut shares = Vec::new();
    let mut rest = pieces;
    while !rest.is_empty() {
        let mut bytes = 0;
        let length = rest.iter().take_while(|piece| {
            let room = bytes < fair;
            bytes += piece.range.len();
            room
        });
        let (share, after) = rest.split_at(length.count().max(1));
        shares.push(share);
        rest = after;
    }
    shares
}

/// The nodes of one level and the problems met on the way.
#[derive(Default)]
struct Level {
    nodes: Vec<Node>,
    problems: Vec<Diagnostic>,
    lost: bool,
}

impl Level {
    fn append(&mut self, mut other: Self) {
        self.nodes.append(&mut other.nodes);
        self.problems.append(&mut other.problems);
        self.lost |= other.lost;
    }

    /// Takes what is left of a node, if anything.
    fn push_rest(&mut self, rest: Option<Node>) {
        self.lost |= rest.is_none();
        self.nodes.extend(rest);
    }
}

#[derive(Clone, Copy)]
struct Source<'a> {
    text: &'a str,
    file: FileId,
}

impl Source<'_> {
    /// Parses pieces of one level. `budget` is how many more bytes may be looked at a second time.
    fn level(self, pieces: &[Piece], budget: &mut usize) -> Level {
        let mut level = Level::default();
        // How many nodes there were before each piece.
        let mut before = Vec::with_capacity(pieces.len());
        let mut from = 0;
        for (at, piece) in pieces.iter().enumerate() {
            before.push(level.nodes.len());
            if at < from {
                continue;
            }
            if let Some(owner) = self.owner_of_stray(pieces, at) {
                self.adopt(&pieces[owner], piece, before[owner], &mut level);
                continue;
            }
            if let Some(close) = bracket::closing(pieces, at, self.text) {
                self.bracketed(&pieces[at..=close], &mut level, budget);
                from = close + 1;
                continue;
            }
            if piece.crowded {
                level.problems.push(word::crowded(piece.range.start, self.text, self.file));
            }
            match &piece.flaw {
                None => self.sound(piece, &mut level, budget),
                Some((flaw, place)) => self.flawed(piece, *flaw, place, &mut level, budget),
            }
        }
        level
    }

    /// The node whose `{` is missing, when the piece at this place is the `}` of it: it is the one before that is indented alike,
    /// and everything in between is indented more.
    fn owner_of_stray(self, pieces: &[Piece], at: usize) -> Option<usize> {
        let close = pieces.get(at).filter(|piece| matches!(piece.flaw, Some((Flaw::StrayClose, _))))?;
        // Only where lines begin: to find the indent of what stands far behind would take long.
        let begins = |piece: &Piece| begins_line(self.text, piece.range.start);
        let indent = begins(close).then(|| indent_of(self.text, close.range.start))?;
        let deeper = |piece: &Piece| !begins(piece) || indent_of(self.text, piece.range.start) > indent;
        let inner = |piece: &&Piece| piece.flaw.is_none() && deeper(piece);
        let owner = at.checked_sub(1 + pieces[..at].iter().rev().take_while(inner).count())?;
        let node = &pieces[owner];
        let is_owner = node.flaw.is_none() && node.body.is_none() && owner + 1 < at;
        (is_owner && indent_of(self.text, node.range.start) == indent).then_some(owner)
    }

    /// Gives a node the nodes after it as its children, and says that its `{` is missing.
    fn adopt(self, owner: &Piece, close: &Piece, at: usize, level: &mut Level) {
        let end = owner.range.end;
        level.problems.push(
            Diagnostic::error("E0108", "this `}` closes nothing")
                .at(Span::new(self.file, close.range.start, close.range.end), "no `{` is open here")
                .at(Span::new(self.file, owner.range.start, end), "a `{` is probably missing behind this")
                .help("put the `{` at the end of that line")
                .fix("put the `{` there", vec![Edit::new(Span::new(self.file, end, end), " {")]),
        );
        let inside = level.nodes.split_off((at + 1).min(level.nodes.len()));
        if let Some(node) = level.nodes.get_mut(at) {
            node.children = Some(inside);
            node.broken = true;
        }
    }

    /// Gives a node what stands between other brackets than braces as its children.
    fn bracketed(self, pieces: &[Piece], level: &mut Level, budget: &mut usize) {
        let [owner, inside @ .., close] = pieces else { return };
        level.problems.push(bracket::complaint(owner, close, self.text, self.file));
        let mut own = Level::default();
        self.sound(&Piece::plain(owner.range.start..owner.range.end - 1), &mut own, budget);
        let inside = self.level(inside, budget);
        let broken = inside.lost || !own.problems.is_empty() || !inside.problems.is_empty();
        own.problems.extend(inside.problems);
        if let Some(owner) = own.nodes.last_mut() {
            owner.span.end = close.range.end as u32;
            owner.children = Some(inside.nodes);
            owner.broken |= broken;
        }
        level.append(own);
    }

    fn sound(self, piece: &Piece, level: &mut Level, budget: &mut usize) {
        let text = &self.text[piece.range.clone()];
        if text.len() > MAX_PIECE {
            self.divided(piece, level, budget);
            return;
        }
        match KdlDocument::parse_v2(text) {
            Ok(document) => level.nodes.extend(document.nodes().iter().map(|node| self.node(node, piece.range.start))),
            Err(error) => {
                let narrowed = piece.body.clone().and_then(|body| self.narrowed(piece, body, budget));
                match narrowed {
                    Some(parts) if !parts.problems.is_empty() => level.append(parts),
                    _ => {
                        let problems = complaint::of_library(&error, &piece.range, self.text, self.file);
                        let first = error.diagnostics.iter().map(|problem| problem.span.offset()).min().unwrap_or(0);
                        // The library's place may be the whole node; that of the complaint is what is wrong.
                        let said = problems.first().and_then(|problem| problem.labels.first());
                        let said = said.map_or(0, |label| label.span.start as usize);
                        let ends = [piece.range.start + first, said].map(|end| end.min(piece.range.end));
                        let rest = ends
                            .into_iter()
                            .filter(|end| *end > piece.range.start)
                            .find_map(|end| self.beginning(piece.range.start..end));
                        level.problems.extend(problems);
                        // What does not begin like a node hides none.
                        level.lost |= rest.is_none() && text.starts_with(char::is_alphabetic);
                        level.nodes.extend(rest);
                    }
                }
            }
        }
    }

    /// Parses a piece that is too large to be parsed at once: its header, then each of its children.
    fn divided(self, piece: &Piece, level: &mut Level, budget: &mut usize) {
        let text = &self.text[piece.range.clone()];
        if text.starts_with("/-") {
            return;
        }
        let header = piece.body.as_ref().map(|body| piece.range.start..body.start.saturating_sub(1));
        let Some((header, body)) = header.zip(piece.body.clone()).filter(|(header, _)| header.len() <= MAX_PIECE)
        else {
            let problem = Diagnostic::error("E0113", format!("a line of more than {} KB", MAX_PIECE >> 10))
                .at(Span::new(self.file, piece.range.start, piece.range.start), "the line that begins here")
                .help("no line of a spec is that long; keep large texts in files of their own");
            level.problems.push(problem);
            level.lost = true;
            return;
        };
        let after = body.end + 1;
        let mut own = Level::default();
        self.sound(&Piece::plain(header), &mut own, budget);
        let inside = self.level(&split(self.text, body.clone()), budget);
        let has_two_blocks = own.nodes.last().is_some_and(|owner| owner.children.is_some());
        let tail = self.text.get(after..piece.range.end).unwrap_or("");
        if has_two_blocks {
            own.problems.push(complaint::unexpected(body.start.saturating_sub(1), self.text, self.file));
        } else if !tail.trim().is_empty() {
            let start = after + tail.len() - tail.trim_start().len();
            own.problems.push(complaint::unexpected(start, self.text, self.file));
        }
        let broken = inside.lost || !own.problems.is_empty() || !inside.problems.is_empty();
        own.problems.extend(inside.problems);
        if let Some(owner) = own.nodes.last_mut() {
            owner.span.end = piece.range.end as u32;
            owner.children = Some(inside.nodes);
            owner.broken |= broken;
        }
        level.append(own);
    }

    fn flawed(self, piece: &Piece, flaw: Flaw, place: &Range<usize>, level: &mut Level, budget: &mut usize) {
        let complaint = complaint::of_flaw(piece, flaw, place, self.text, self.file);
        match flaw {
            Flaw::StrayClose | Flaw::UnclosedComment => level.problems.push(complaint),
            Flaw::TooDeep => {
                level.problems.push(complaint);
                let header = piece.body.as_ref().map_or(place.start, |body| body.start.saturating_sub(1));
                level.push_rest(self.beginning(piece.range.start..header.min(place.start)));
            }
            Flaw::OpenOnOwnLine => {
                level.problems.push(complaint);
                let Some(body) = &piece.body else { return };
                let inside = self.level(&split(self.text, body.clone()), budget);
                level.problems.extend(inside.problems);
                if let Some(owner) = level.nodes.last_mut().filter(|owner| owner.children.is_none()) {
                    owner.children = Some(inside.nodes);
                    owner.broken = true;
                }
            }
            Flaw::UnclosedBlock => {
                level.problems.push(complaint);
                let body = place.end..piece.range.end;
                let resume = piece.askew.and_then(|(open, _)| next_line_like(self.text, open, open + 1..body.end));
                // As if the brace stood where it is likely missing.
                let inside = match resume.filter(|at| body.contains(at)) {
                    Some(at) => {
                        let mut inside = split(self.text, body.start..at);
                        inside.extend(split(self.text, at..body.end));
                        inside
                    }
                    None => split(self.text, body.clone()),
                };
                if let Some(parts) = self.parts(piece, body, &inside, budget) {
                    // What is wrong inside follows from the brace that is missing, unless it is a problem of its own kind.
                    let echo =
                        |problem: &Diagnostic| problem.code == "E0107" || (problem.code == "E0108" && resume.is_some());
                    level.problems.extend(parts.problems.into_iter().filter(|problem| !echo(problem)));
                    level.nodes.extend(parts.nodes);
                    level.lost |= parts.lost;
                } else {
                    level.lost = true;
                }
            }
            Flaw::UnclosedString if piece.body.as_ref().is_some_and(|body| place.end < body.start) => {
                level.problems.push(complaint);
                let owner = self.beginning(piece.range.start..place.start);
                let body = piece.body.clone().unwrap_or_default();
                let inside = self.level(&split(self.text, body), budget);
                level.problems.extend(inside.problems);
                level.push_rest(owner.map(|owner| Node { children: Some(inside.nodes), ..owner }));
            }
            Flaw::UnclosedString => {
                let narrowed = piece.body.clone().and_then(|body| self.narrowed(piece, body, budget));
                match narrowed {
                    Some(parts) if !parts.problems.is_empty() => level.append(parts),
                    _ => {
                        level.problems.push(complaint);
                        level.push_rest(self.beginning(piece.range.start..place.start));
                    }
                }
            }
        }
    }

    /// What is left to say when the library panicked.
    fn given_up(self, pieces: &[Piece]) -> Level {
        let start = pieces.first().map_or(0, |piece| piece.range.start);
        let problem = Diagnostic::error("E0112", "the parser gave up on this part of the file")
            .at(Span::new(self.file, start, start), "somewhere from here on")
            .help("this is a bug in engine: please report it with the file");
        Level { nodes: Vec::new(), problems: vec![problem], lost: true }
    }

    /// The header and each child of a piece, parsed by themselves; `None` when the budget is used up.
    fn narrowed(self, piece: &Piece, body: Range<usize>, budget: &mut usize) -> Option<Level> {
        self.parts(piece, body.clone(), &split(self.text, body), budget)
    }

    /// The header and the children of a piece, which stand in `body`.
    fn parts(self, piece: &Piece, body: Range<usize>, children: &[Piece], budget: &mut usize) -> Option<Level> {
        *budget = budget.checked_sub(piece.range.len())?;
        if self.text[piece.range.clone()].starts_with("/-") {
            return None;
        }
        let header = piece.range.start..body.start.saturating_sub(1).max(piece.range.start);
        let mut level = Level::default();
        self.sound(&Piece::plain(header), &mut level, budget);
        let inside = self.level(children, budget);
        level.problems.extend(inside.problems);
        if let Some(owner) = level.nodes.last_mut() {
            owner.span.end = piece.range.end as u32;
            owner.children = Some(inside.nodes);
            owner.broken = true;
        }
        Some(level)
    }

    /// What can be understood of a node's beginning: enough to know that it exists.
    fn beginning(self, range: Range<usize>) -> Option<Node> {
        let text = &self.text[range.clone()];
        let whole = |text: &str| KdlDocument::parse_v2(text).ok();
        let document = whole(text).or_else(|| whole(&text[..text.trim_end().rfind(char::is_whitespace)?]))?;
        let mut node = self.node(document.nodes().first()?, range.start);
        node.broken = true;
        Some(node)
    }

    fn node(self, node: &KdlNode, base: usize) -> Node {
        let mut args = Vec::new();
        let mut props = Vec::new();
        for entry in node.entries() {
            match entry.name() {
                None => args.push(self.entry(entry, base)),
                Some(key) => props.push(Prop { key: self.word(key, base), entry: self.entry(entry, base) }),
            }
        }
        let nodes = |children: &KdlDocument| children.nodes().iter().map(|child| self.node(child, base)).collect();
        Node {
            name: self.word(node.name(), base),
            ty: node.ty().map(|ty| self.word(ty, base)),
            args,
            props,
            children: node.children().map(nodes),
            span: self.span(node.span().offset(), node.span().len(), base),
            broken: false,
        }
    }

    fn entry(self, entry: &KdlEntry, base: usize) -> Entry {
        // An entry's span covers `key=(type)value`; the value is its tail, as long as it is written.
        let written = entry.format().map_or(0, |format| format.value_repr.len()).min(entry.span().len());
        let start = entry.span().offset() + entry.span().len() - written;
        let span = self.span(start, written, base);
        let value = match entry.value() {
            KdlValue::String(text) => Value::String(text.clone()),
            KdlValue::Integer(number) => Value::Integer(*number),
            KdlValue::Float(number) => Value::Float(*number),
            KdlValue::Bool(flag) => Value::Bool(*flag),
            KdlValue::Null => Value::Null,
        };
        let content = match &value {
            Value::String(text) => {
                let source = &self.text[span.start as usize..span.end as usize];
                let opener = source.len() - source.trim_start_matches(['#', '"']).len();
                source
                    .get(opener..)
                    .is_some_and(|rest| rest.starts_with(text.as_str()))
                    .then_some(span.start + opener as u32)
            }
            _ => None,
        };
        Entry { ty: entry.ty().map(|ty| self.word(ty, base)), value: Spanned::new(value, span), content }
    }

    fn word(self, word: &KdlIdentifier, base: usize) -> Spanned<String> {
        Spanned::new(word.value().to_owned(), self.span(word.span().offset(), word.span().len(), base))
    }

    fn span(self, offset: usize, length: usize, base: usize) -> Span {
        let end = (base + offset + length).min(self.text.len());
        let start = (base + offset).min(end);
        let trimmed = self.text.get(start..end).map_or(end, |text| start + text.trim_end().len());
        Span::new(self.file, start, trimmed.max(start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (Vec<Node>, Vec<String>) {
        let Parsed { nodes, problems, .. } = parse(text, FileId(0));
        let show = |problem: &Diagnostic| {
            let span = problem.labels[0].span;
            format!("{} {} @{}", problem.code, problem.message, &text[span.start as usize..span.end as usize])
        };
        (nodes, problems.0.iter().map(show).collect())
    }

    #[test]
    fn spans_are_those_of_the_value_alone() {
        let text = "// é\na \"b\" (secret)\"s\" key=(ty)\"v\" n=1_000 { c #\"x\"# }";
        let (nodes, problems) = parsed(text);
        assert_eq!(problems, [""; 0]);
        let at = |span: Span| &text[span.start as usize..span.end as usize];
        let node = &nodes[0];
        assert_eq!(
            (at(node.name.span), at(node.args[1].value.span), at(node.args[1].span())),
            ("a", "\"s\"", "(secret)\"s\"")
        );
        assert_eq!((at(node.props[0].key.span), at(node.props[0].entry.value.span)), ("key", "\"v\""));
        assert_eq!(at(node.header()), "a \"b\" (secret)\"s\" key=(ty)\"v\" n=1_000");
        let child = &node.children.as_ref().expect("children")[0];
        assert_eq!(
            (at(child.span), child.args[0].content.map(|at| &text[at as usize..][..1])),
            ("c #\"x\"#", Some("x"))
        );
    }

    #[test]
    fn a_broken_line_hides_only_itself() {
        let (nodes, problems) = parsed("a {\n b x=true\n c 1\n}\nd \"x\nz {\n y 1.\n}\n");
        assert_eq!(
            problems,
            [
                "E0110 `true` is written `#true` in KDL 2 @true",
                "E0105 this string is not closed @\"x",
                "E0112 `1.` is not a number @1."
            ]
        );
        let names: Vec<_> = nodes.iter().map(|node| (node.name.value.as_str(), node.broken)).collect();
        assert_eq!(names, [("a", true), ("d", true), ("z", true)]);
        assert_eq!(nodes[0].children.as_ref().map(Vec::len), Some(2));
    }

    #[test]
    fn an_unclosed_block_leaves_the_next_one_whole() {
        let (nodes, problems) = parsed("a {\n  b {\n    c 1\n}\nd {\n}\n");
        assert_eq!(problems, ["E0107 a block is not closed @{"]);
        assert_eq!(nodes.iter().map(|node| node.name.value.as_str()).collect::<Vec<_>>(), ["a", "d"]);
    }

    #[test]
    fn an_uneven_pair_behind_the_end_of_an_unclosed_block_is_not_its_own() {
        let (nodes, problems) = parsed("a {\n b {\nc {\n  }\n");
        assert_eq!(problems, ["E0107 a block is not closed @{"]);
        assert_eq!(nodes.iter().map(|node| node.name.value.as_str()).collect::<Vec<_>>(), ["a", "c"]);
    }

    #[test]
    fn a_block_between_other_brackets_is_one_problem() {
        for (open, close) in [("(", ")"), ("[", "]"), ("(", "}"), ("[", "}")] {
            let (nodes, problems) =
                parsed(&format!("a \"x\" {open}\n  b 1\n  c {open}\n    d 2\n  {close}\n{close}\ne 1\n"));
            let opens = format!("E0112 `{open}` opens no block @{open}");
            assert_eq!(problems, [opens.clone(), opens]);
            let children = nodes[0].children.as_ref().expect("children");
            assert_eq!((nodes.len(), children.len(), children[1].children.as_ref().map(Vec::len)), (2, 2, Some(1)));
        }
        let (_, problems) = parsed("a [\n  b\n  c\n]\n");
        assert_eq!(problems[0], "E0112 `[` cannot stand here @[");
    }

    #[test]
    fn large_blocks_are_parsed_in_parts_with_the_same_result() {
        let lines = |count: usize| (0..count).map(|at| format!("  c {at} \"x\" {{ d }} // e\n")).collect::<String>();
        let (small, large) = (parse(&format!("a \"n\" k=1 {{\n{}}}", lines(3)), FileId(0)), lines(3_000));
        let text = format!("a \"n\" k=1 {{\n{large}}}\n/- b {{\n{large}}}\nc {{\n{large} d 1x\n}} e\n");
        let parsed = parse(&text, FileId(0));
        assert_eq!(parsed.nodes.iter().map(|node| node.broken).collect::<Vec<_>>(), [false, true, false]);
        let children = |node: &Node| node.children.clone().unwrap_or_default();
        assert_eq!(children(&parsed.nodes[0]).len(), 3_000);
        assert_eq!(children(&parsed.nodes[0])[..3], children(&small.nodes[0])[..]);
        let codes: Vec<_> = parsed.problems.0.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(codes, ["`1x` is not a number", "a line must end before `e`"]);
    }

    #[test]
    fn no_text_exhausts_the_stack() {
        for unit in ["(a)", ")", "=", "a(a)", "a {", "{", "}", "\\", "/-", "(", "a {\n"] {
            let text = unit.repeat(200_000 / unit.len());
            assert!(!parse(&text, FileId(0)).problems.is_empty(), "{unit}");
            assert!(!parse(&format!("a {{ b {text}"), FileId(0)).problems.is_empty(), "{unit}");
        }
    }

    #[test]
    fn common_slips_get_words_of_their_own() {
        let first = |text: &str| parsed(text).1.first().cloned().unwrap_or_default();
        assert_eq!(first("a tls="), "E0111 `tls` has no value @tls=");
        assert_eq!(first("a \"x\" tls= {\n  b\n}"), "E0111 `tls` has no value @tls=");
        assert_eq!(first("a 12MB"), "E0112 `12MB` is not a number @12MB");
        assert_eq!(first("a \"\\q\""), "E0112 `\\q` is no escape @\"\\q\"");
        assert_eq!(first("a x=1, y=2"), "E0112 `1,` is not a value @1,");
        assert_eq!(first("a [1,2]"), "E0112 `[` cannot stand here @[");
        assert_eq!(first("é a=true"), "E0110 `true` is written `#true` in KDL 2 @true");
        assert_eq!(first("a\n{\n b\n}"), "E0109 a `{` cannot begin a line @{");
    }
}
