use std::ops::Range;

use super::seal::{self, Unsealable};

/// A piece of KDL text, seen without a grammar: enough to find braces, line ends and string literals in a broken file too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// `{`
    Open(usize),
    /// `}`
    Close(usize),
    /// `;` or the end of a line that is not continued; the offset just after it.
    End(usize),
    /// A string literal, quotes included.
    Quoted(Range<usize>),
    /// A bare word or any other sign.
    Word(Range<usize>),
}

/// What keeps the KDL parser from being asked: it recurses on nesting and is quadratic in unfinished raw strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Danger {
    /// Blocks or comments nested over [`DEEPEST`], at this offset.
    Deep(usize),
    /// A raw string that never ends, from this offset.
    Unfinished(usize),
}

/// No config file nests deeper than two; an aborting parser needs fifty.
const DEEPEST: usize = 16;

/// Splits text into tokens in one pass.
///
/// # Errors
/// What would hurt the parser.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Danger> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut depth = 0usize;
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        match bytes[at] {
            b'{' => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(Danger::Deep(at));
                }
                tokens.push(Token::Open(at));
                at += 1;
            }
            b'}' => {
                depth = depth.saturating_sub(1);
                tokens.push(Token::Close(at));
                at += 1;
            }
            b'\n' | b';' => {
                at += 1;
                tokens.push(Token::End(at));
            }
            b'\r' => {
                at += if rest.starts_with(b"\r\n") { 2 } else { 1 };
                tokens.push(Token::End(at));
            }
            b'\\' => at = continued(bytes, at + 1),
            b' ' | b'\t' => at += 1,
            b'/' if rest.starts_with(b"//") => at = line_end(bytes, at),
            b'/' if rest.starts_with(b"/*") => at = comment_end(bytes, at)?,
            b'"' => {
                let end = string_end(bytes, at);
                tokens.push(Token::Quoted(at..end));
                at = end;
            }
            b'#' => {
                let hashes = rest.iter().take_while(|byte| **byte == b'#').count();
                if rest.get(hashes) == Some(&b'"') {
                    let end = raw_end(bytes, at, hashes).ok_or(Danger::Unfinished(at))?;
                    tokens.push(Token::Quoted(at..end));
                    at = end;
                } else {
                    tokens.push(Token::Word(at..at + hashes));
                    at += hashes;
                }
            }
            _ => {
                let end = word_end(bytes, at + 1);
                tokens.push(Token::Word(at..end));
                at = end;
            }
        }
    }
    Ok(tokens)
}

fn line_end(bytes: &[u8], from: usize) -> usize {
    bytes[from..].iter().position(|byte| matches!(byte, b'\n' | b'\r')).map_or(bytes.len(), |length| from + length)
}

/// After a backslash: past the rest of the line, its comment and its end.
fn continued(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while matches!(bytes.get(at), Some(b' ' | b'\t')) {
        at += 1;
    }
    if bytes[at..].starts_with(b"//") {
        at = line_end(bytes, at);
    }
    match bytes.get(at) {
        Some(b'\r') if bytes.get(at + 1) == Some(&b'\n') => at + 2,
        Some(b'\r' | b'\n') => at + 1,
        _ => at,
    }
}

fn comment_end(bytes: &[u8], from: usize) -> Result<usize, Danger> {
    let mut depth = 0;
    let mut at = from;
    while at < bytes.len() {
        if bytes[at..].starts_with(b"/*") {
            depth += 1;
            if depth > DEEPEST {
                return Err(Danger::Deep(at));
            }
            at += 2;
        } else if bytes[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return Ok(at);
            }
        } else {
            at += 1;
        }
    }
    Ok(bytes.len())
}

fn string_end(bytes: &[u8], from: usize) -> usize {
    let quotes = if bytes[from..].starts_with(b"\"\"\"") { 3 } else { 1 };
    let mut at = from + quotes;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' if bytes[at..].starts_with(&b"\"\"\""[..quotes]) => return at + quotes,
            // An unfinished string ends with its line, so that the rest of a broken file still makes sense.
            b'\n' | b'\r' if quotes == 1 => return at,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn raw_end(bytes: &[u8], from: usize, hashes: usize) -> Option<usize> {
    let quotes = if bytes[from + hashes..].starts_with(b"\"\"\"") { 3 } else { 1 };
    let mut close = vec![b'"'; quotes];
    close.resize(quotes + hashes, b'#');
    let start = from + hashes + quotes;
    bytes[start..].windows(close.len()).position(|window| window == close).map(|length| start + length + close.len())
}

fn word_end(bytes: &[u8], from: usize) -> usize {
    let stop = |byte: &u8| {
        matches!(byte, b'{' | b'}' | b'\n' | b'\r' | b';' | b'\\' | b' ' | b'\t' | b'"' | b'#' | b'=' | b'(' | b')')
    };
    bytes[from..].iter().position(|byte| stop(byte) || *byte == b'/').map_or(bytes.len(), |length| from + length)
}

/// The text as it may be shown: private keys, and values of `secret` nodes that are not sealed, replaced by stars of the same
/// length, so that every span still fits.
pub fn presentable(text: &str) -> String {
    let mut hidden = key_blocks(text);
    match tokens(text) {
        Ok(tokens) => hidden.extend(clear_secrets(text, &tokens)),
        // Nobody can tell what is what in such a file.
        Err(_) => hidden.push(0..text.len()),
    }
    let mut shown = text.as_bytes().to_vec();
    for range in hidden {
        for byte in &mut shown[range] {
            if !matches!(byte, b'\n' | b'\r') {
                *byte = b'*';
            }
        }
    }
    // Whole characters are replaced byte by byte, so this stays UTF-8.
    String::from_utf8(shown).unwrap_or_else(|_| "*".repeat(text.len()))
}

/// Where private keys stand: from their marker to the end of the line, or to the end of the PEM block.
fn key_blocks(text: &str) -> Vec<Range<usize>> {
    let upper = text.to_ascii_uppercase();
    let mut blocks = Vec::new();
    for marker in ["AGE-SECRET-KEY-", "AGE-PLUGIN-"] {
        for (at, _) in upper.match_indices(marker) {
            let from = at + marker.len();
            let length =
                text[from..].find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(text.len() - from);
            blocks.push(at..from + length);
        }
    }
    for (at, begin) in upper.match_indices("PRIVATE KEY-----") {
        let from = at + begin.len();
        let length = upper[from..].find("-----END").unwrap_or(upper.len() - from);
        blocks.push(from..from + length);
    }
    blocks
}

/// The nodes whose values may be shown; any other may be a misspelt `secret`.
const PUBLIC: [&str; 6] = ["config", "recipient", "data-key", "digest-key", "former-key", "value"];

/// The literals after the name of a `secret` or unknown node that do not hold a sealed value.
fn clear_secrets(text: &str, tokens: &[Token]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut first: Option<&str> = None;
    let mut strings = 0;
    for token in tokens {
        match token {
            Token::Open(_) | Token::Close(_) | Token::End(_) => {
                first = None;
                strings = 0;
            }
            Token::Word(range) | Token::Quoted(range) => {
                let written = &text[range.clone()];
                let Some(node) = first else {
                    first = Some(written);
                    continue;
                };
                if PUBLIC.contains(&node.trim_matches('"')) || written.starts_with('(') {
                    continue;
                }
                // A type annotation is a word too: `(sealed)` arrives in pieces.
                if matches!(written, ")" | "(sealed" | "sealed") {
                    continue;
                }
                strings += 1;
                let body = written.trim_matches(['"', '#']);
                if strings > 1 && seal::well_formed(body) == Err(Unsealable::NotSealed) {
                    found.push(range.clone());
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_in_strings_and_comments_do_not_count() {
        let text = "a \"}{\" #\"\"{\"# /* { /* */ } */ { // }\n}\n";
        let found = tokens(text).unwrap();
        let braces: Vec<_> = found.iter().filter(|token| matches!(token, Token::Open(_) | Token::Close(_))).collect();
        assert_eq!(braces, [&Token::Open(30), &Token::Close(37)]);
    }

    #[test]
    fn what_hurts_the_parser_is_refused() {
        assert!(matches!(tokens(&"a {".repeat(100)), Err(Danger::Deep(_))));
        assert!(matches!(tokens(&"/*".repeat(100)), Err(Danger::Deep(_))));
        assert!(matches!(tokens(&"#\" ".repeat(100)), Err(Danger::Unfinished(_))));
    }

    #[test]
    fn private_keys_and_clear_secrets_are_never_shown() {
        let text = "recipient \"AGE-SECRET-KEY-1QQQ\" name=\"é\"\nsecret \"db\" \"hünter2\" // note\nsecret \"x\" (sealed)\"v1:AAAA\"\nsecret y z\nsecert \"q\" \"hunter3\"\nvalue \"a\" \"b\"";
        let shown = presentable(text);
        assert_eq!(shown.len(), text.len());
        assert!(!shown.contains("QQQ") && !shown.contains("nter2") && !shown.contains("y z"), "{shown}");
        assert!(!shown.contains("hunter3"), "{shown}");
        assert!(shown.contains("// note") && shown.contains("v1:AAAA") && shown.contains("\"a\" \"b\""), "{shown}");
        let pem = "x \"\"\"\n-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbn\n-----END OPENSSH PRIVATE KEY-----\n\"\"\"";
        assert!(!presentable(pem).contains("b3Blbn"));
    }

    #[test]
    fn any_text_is_scanned_without_panic() {
        for text in
            ["\"\\", "\"\"\"\\", "#\"", "\\", "\\\r", "/*", "#", "\"é\\é", "secret \"", "-----BEGIN X PRIVATE KEY-----"]
        {
            let _ = presentable(text);
        }
    }
}
