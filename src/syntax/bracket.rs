//! Blocks between the brackets of other languages, `gateway "api" (` to `)`.

use super::split::{Piece, begins_line, indent_of};
use crate::diag::{Diagnostic, Edit, FileId, Span};

/// The piece that closes the block which the piece at this place opens with a `(` or `[` at the end of its line: the first one that is
/// indented no more, if it is nothing but a bracket or brace, and what stands between are nodes.
pub(super) fn closing(pieces: &[Piece], at: usize, text: &str) -> Option<usize> {
    let owner = pieces.get(at).filter(|piece| piece.flaw.is_none() && piece.body.is_none())?;
    let header = &text[owner.range.clone()];
    if !header.ends_with(['(', '[']) {
        return None;
    }
    let begins = header.starts_with(char::is_alphabetic) && header[..header.len() - 1].ends_with([' ', '\t']);
    let after = pieces.get(at + 1).filter(|next| begins && begins_line(text, next.range.start))?;
    let indent = indent_of(text, owner.range.start);
    // Only where lines begin: to find the indent of what stands far behind would take long.
    let ends = |piece: &Piece| begins_line(text, piece.range.start) && indent_of(text, piece.range.start) <= indent;
    let last = at + 1 + pieces[at + 1..].iter().position(ends)?;
    let written = |piece: &Piece| &text[piece.range.clone()];
    let inside = &pieces[at + 1..last];
    // `geo-block [`, a word a line and `]` are a list.
    let is_node = |piece: &Piece| piece.body.is_some() || written(piece).contains([' ', '\t']);
    let is_closer = |piece: &Piece| [")", "]", "}"].contains(&written(piece));
    let is_block = inside.iter().all(|piece| written(piece).starts_with(char::is_alphabetic) || is_closer(piece));
    let is_block = is_block && inside.iter().any(is_node) && after.range.start < pieces[last].range.start;
    (is_block && is_closer(&pieces[last])).then_some(last)
}

/// Says so, and puts braces there.
pub(super) fn complaint(owner: &Piece, close: &Piece, text: &str, file: FileId) -> Diagnostic {
    let end = owner.range.end;
    let open = Span::new(file, end - 1, end);
    let (opened, closed) = (&text[end - 1..end], &text[close.range.clone()]);
    let problem = Diagnostic::error("E0112", format!("`{opened}` opens no block"));
    let mut edits = vec![Edit::new(open, "{")];
    let problem = if closed == "}" {
        problem.at(open, "here stands `{`").help("put `{` there")
    } else {
        let place = Span::new(file, close.range.start, close.range.end);
        edits.push(Edit::new(place, "}"));
        let help = format!("a block stands between `{{` and `}}`: put them in the place of `{opened}` and `{closed}`");
        problem.at(open, "here stands `{`").at(place, "and here `}`").help(help)
    };
    problem.fix("put braces there", edits)
}
