use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use md5::Md5;
use sha2::{Digest as _, Sha256};

use super::model::Transform;
use super::phrase::Phrase;

/// A part of a request after its transformations (aws-facts 17.2, 17.3). `plus` says whether decoding a URL makes `+` a space,
/// which AWS does not say.
///
/// # Errors
/// Why nobody can tell what it is then.
pub(super) fn apply(part: &Phrase, transforms: &[Transform], plus: bool) -> Result<Phrase, String> {
    if transforms.is_empty() {
        return Ok(part.clone());
    }
    let Some(bytes) = part.as_plain() else {
        return Err(format!("what a transformation makes of {} is not known here", part.shown()));
    };
    let mut bytes = bytes.to_vec();
    for transform in transforms {
        bytes = one(bytes, transform, plus)?;
    }
    Ok(Phrase::plain(bytes))
}

/// Whether it may make a difference how `+` is decoded.
pub(super) fn minds_plus(part: &Phrase, transforms: &[Transform]) -> bool {
    transforms.contains(&Transform::UrlDecode) && part.as_plain().is_some_and(|bytes| bytes.contains(&b'+'))
}

fn one(bytes: Vec<u8>, transform: &Transform, plus: bool) -> Result<Vec<u8>, String> {
    Ok(match transform {
        Transform::Lowercase => bytes.to_ascii_lowercase(),
        Transform::Uppercase => bytes.to_ascii_uppercase(),
        Transform::UrlDecode => url_decoded(&bytes, plus),
        Transform::HtmlEntityDecode => entities_decoded(&bytes)?,
        Transform::CompressWhiteSpace => {
            compressed(bytes.iter().map(|byte| if is_space(*byte) { b' ' } else { *byte }))
        }
        Transform::RemoveWhiteSpace => bytes.into_iter().filter(|byte| !is_space(*byte)).collect(),
        Transform::Trim { left, right } => trimmed(&bytes, *left, *right).to_vec(),
        Transform::CmdLine => command_line(&bytes),
        Transform::Base64Decode => {
            BASE64.decode(&bytes).map_err(|_| "what AWS makes of what is no base64 is not known here".to_owned())?
        }
        Transform::HexDecode => {
            hex_decoded(&bytes).ok_or("what AWS makes of what is no hexadecimal is not known here".to_owned())?
        }
        Transform::ReplaceComments => without_comments(&bytes),
        Transform::NormalizePath => normal_path(&bytes),
        Transform::NormalizePathWin => {
            let slashes: Vec<u8> = bytes.iter().map(|byte| if *byte == b'\\' { b'/' } else { *byte }).collect();
            normal_path(&slashes)
        }
        Transform::RemoveNulls => bytes.into_iter().filter(|byte| *byte != 0).collect(),
        Transform::ReplaceNulls => bytes.into_iter().map(|byte| if byte == 0 { b' ' } else { byte }).collect(),
        Transform::Md5 => Md5::digest(&bytes).to_vec(),
        Transform::Sha256 => Sha256::digest(&bytes).to_vec(),
        Transform::Other(name) => return Err(format!("AWS does not say enough about the transformation `{name}`")),
    })
}

/// Tab, line feed, vertical tab, form feed, carriage return, space and the no-break space.
fn is_space(byte: u8) -> bool {
    matches!(byte, 9..=13 | b' ' | 0xA0)
}

fn compressed(bytes: impl Iterator<Item = u8>) -> Vec<u8> {
    bytes.fold(Vec::new(), |mut kept, byte| {
        if byte != b' ' || kept.last() != Some(&b' ') {
            kept.push(byte);
        }
        kept
    })
}

fn trimmed(bytes: &[u8], left: bool, right: bool) -> &[u8] {
    let from = if left { bytes.iter().position(|byte| !is_space(*byte)).unwrap_or(bytes.len()) } else { 0 };
    let to =
        if right { bytes.iter().rposition(|byte| !is_space(*byte)).map_or(from, |at| at + 1) } else { bytes.len() };
    &bytes[from..to.max(from)]
}

fn url_decoded(bytes: &[u8], plus: bool) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let pair = bytes.get(at + 1..at + 3).and_then(hex_decoded);
        match (bytes[at], pair) {
            (b'%', Some(byte)) => {
                decoded.extend(byte);
                at += 2;
            }
            (b'+', _) if plus => decoded.push(b' '),
            (byte, _) => decoded.push(byte),
        }
        at += 1;
    }
    decoded
}

fn hex_decoded(bytes: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pair = |pair: &[u8]| match pair {
        [high, low] => Some(digit(*high)? * 16 + digit(*low)?),
        _ => None,
    };
    bytes.chunks(2).map(pair).collect()
}

/// The entities AWS lists: `&quot; &nbsp; &lt; &gt;` and numbered ones.
fn entities_decoded(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let entity =
            (bytes[at] == b'&').then(|| bytes[at + 1..].iter().take(12).position(|byte| *byte == b';')).flatten();
        let Some(end) = entity else {
            decoded.push(bytes[at]);
            at += 1;
            continue;
        };
        let name = String::from_utf8_lossy(&bytes[at + 1..at + 1 + end]).into_owned();
        let number = match name.strip_prefix('#') {
            Some(digits) => match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => digits.parse().ok(),
            },
            None => match name.as_str() {
                "quot" => Some(u32::from(b'"')),
                "nbsp" => Some(0xA0),
                "lt" => Some(u32::from(b'<')),
                "gt" => Some(u32::from(b'>')),
                _ => None,
            },
        };
        match number.map(u8::try_from) {
            Some(Ok(byte)) => decoded.push(byte),
            Some(Err(_)) => return Err(format!("in which bytes AWS writes `&{name};` is not known here")),
            None if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
                return Err(format!("whether AWS decodes `&{name};` is not known here"));
            }
            None => {
                decoded.push(b'&');
                at += 1;
                continue;
            }
        }
        at += end + 2;
    }
    Ok(decoded)
}

/// Drops ``\ " ' ^`` and spaces before `/` and `(`, turns `,` and `;` into spaces, several spaces into one, A-Z into a-z.
fn command_line(bytes: &[u8]) -> Vec<u8> {
    let kept = bytes.iter().filter(|byte| !matches!(byte, b'\\' | b'"' | b'\'' | b'^'));
    let spaced = kept.map(|byte| if is_space(*byte) || matches!(byte, b',' | b';') { b' ' } else { *byte });
    let mut line: Vec<u8> = Vec::new();
    for byte in compressed(spaced) {
        if matches!(byte, b'/' | b'(') && line.last() == Some(&b' ') {
            line.pop();
        }
        line.push(byte.to_ascii_lowercase());
    }
    line
}

/// Every `/*…*/`, closed or not, becomes one space.
fn without_comments(bytes: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at..].starts_with(b"/*") {
            kept.push(b' ');
            let end = bytes[at + 2..].windows(2).position(|pair| pair == b"*/");
            at = end.map_or(bytes.len(), |end| at + 2 + end + 2);
        } else {
            kept.push(bytes[at]);
            at += 1;
        }
    }
    kept
}

/// Without `//`, `/./` and, except at the beginning, `/../`.
fn normal_path(bytes: &[u8]) -> Vec<u8> {
    let rooted = bytes.first() == Some(&b'/');
    let mut kept: Vec<&[u8]> = Vec::new();
    let segments: Vec<&[u8]> = bytes.split(|byte| *byte == b'/').collect();
    for segment in &segments {
        match *segment {
            b"" | b"." => {}
            b".." if kept.last().is_some_and(|last| *last != b"..") => {
                kept.pop();
            }
            b".." if rooted => {}
            segment => kept.push(segment),
        }
    }
    let folder = segments.len() > 1 && matches!(segments.last(), Some(&b"" | &b"." | &b".."));
    let mut path = if rooted { vec![b'/'] } else { Vec::new() };
    path.extend(kept.join(&b'/'));
    if folder && !kept.is_empty() {
        path.push(b'/');
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(text: &str, transforms: &[Transform]) -> Result<String, String> {
        apply(&Phrase::plain(text), transforms, true).map(|part| part.shown())
    }

    #[test]
    fn each_transformation_does_what_aws_says() {
        use Transform::*;
        for (transform, text, result) in [
            (Lowercase, "AbC-É", "abc-É"),
            (Uppercase, "aBc", "ABC"),
            (UrlDecode, "a%2Fb%zz%4", "a/b%zz%4"),
            (UrlDecode, "a+b", "a b"),
            (HtmlEntityDecode, "&lt;a&gt;&#65;&#x42;&quot; & ;&#;", "<a>AB\" & ;&#;"),
            (CompressWhiteSpace, "a \t\n b  c", "a b c"),
            (RemoveWhiteSpace, " a b\t", "ab"),
            (Trim { left: true, right: true }, "  a b ", "a b"),
            (Trim { left: false, right: true }, "  a b ", "  a b"),
            (CmdLine, "C^md /C,;\"DIR\"  (x)", "cmd/c dir(x)"),
            (Base64Decode, "YWJj", "abc"),
            (HexDecode, "616263", "abc"),
            (ReplaceComments, "a/*x*/b/* open", "a b "),
            (NormalizePath, "/a//./b/../c", "/a/c"),
            (NormalizePath, "/../a/", "/a/"),
            (NormalizePathWin, "\\a\\..\\b", "/b"),
            (RemoveNulls, "a\0b", "ab"),
            (ReplaceNulls, "a\0b", "a b"),
        ] {
            assert_eq!(after(text, std::slice::from_ref(&transform)), Ok(result.to_owned()), "{transform:?} {text}");
        }
        assert_eq!(after("%25%34%31", &[UrlDecode, UrlDecode, Lowercase]), Ok("a".to_owned()));
    }

    #[test]
    fn what_aws_does_not_say_is_not_guessed() {
        assert!(after("&amp;", &[Transform::HtmlEntityDecode]).is_err());
        assert!(after("not base64!", &[Transform::Base64Decode]).is_err());
        assert!(after("x", &[Transform::Other("js-decode".into())]).is_err());
        let secret = Phrase::secret(crate::reqpath::Secret::named("s"));
        assert!(apply(&secret, &[Transform::Lowercase], true).is_err());
    }
}
