use super::super::trail::{Decision, Part, Step};
use super::walk::{Walk, hop};
use crate::reqpath::model::{Behavior, Distribution};

/// Which behavior serves a path, and why nobody can tell where CloudFront does not say how it reads it.
pub(super) struct Chosen<'p> {
    pub(super) behavior: &'p Behavior,
    pub(super) index: usize,
    pub(super) doubt: Option<String>,
}

/// The first behavior, in the order written, whose pattern matches the path as it was sent; the last one matches everything.
///
/// CloudFront normalises it before, as RFC 3986 says (aws-facts 16.1, not measured): where that makes a difference nobody can tell.
pub(super) fn choose<'p>(distribution: &'p Distribution, path: &str) -> Option<Chosen<'p>> {
    let index = first(distribution, path)?;
    let normal = normal(path);
    let other = normal.as_deref().and_then(|path| first(distribution, path)).filter(|other| *other != index);
    let doubt = other.map(|other| {
        let pattern = &distribution.behaviors[other].pattern;
        let normal = normal.as_deref().unwrap_or_default();
        format!("CloudFront does not say whether it matches `{path}` or, normalised, `{normal}`: then behavior `{pattern}` serves it")
    });
    Some(Chosen { behavior: &distribution.behaviors[index], index, doubt })
}

/// Tells the choice as a hop.
pub(super) fn tell(walk: &mut Walk<'_>, distribution: &Distribution, chosen: &Chosen<'_>, path: &str) {
    let Chosen { behavior, index, doubt } = chosen;
    let others = distribution.behaviors.len() - 1;
    let why = match (*index == others, others) {
        (true, 0) => "the only behavior".to_owned(),
        (true, 1) => format!("the other behavior does not match `{path}`"),
        (true, others) => format!("none of the {others} other behaviors matches `{path}`"),
        (false, _) => format!("`{}` is the first that matches `{path}`", behavior.pattern),
    };
    let decision = if doubt.is_some() { Decision::Uncertain } else { Decision::Pass };
    let mut hop = hop(Step::Behavior, &distribution.at, decision, why).part(Part::Behavior(behavior.pattern.clone()));
    if let Some(doubt) = doubt {
        hop = hop.note(doubt);
    }
    walk.hop(hop);
}

fn first(distribution: &Distribution, path: &str) -> Option<usize> {
    distribution.behaviors.iter().position(|behavior| matches(&behavior.pattern, path))
}

/// Whether a path matches a pattern as a whole: `*` is any run of characters, `?` is one; a leading `/` makes no difference.
pub(super) fn matches(pattern: &str, path: &str) -> bool {
    let relative = |text: &str| text.strip_prefix('/').unwrap_or(text).as_bytes().to_vec();
    glob(&relative(pattern), &relative(path))
}

/// Whether `text` matches `pattern` as a whole, `*` being any run of bytes and `?` one.
pub(super) fn glob(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut read) = (0, 0);
    // Where to go on when what follows the last `*` does not fit.
    let mut retry: Option<(usize, usize)> = None;
    while read < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                retry = Some((at, read));
                at += 1;
            }
            Some(b'?') => (at, read) = (at + 1, read + 1),
            Some(letter) if *letter == text[read] => (at, read) = (at + 1, read + 1),
            _ => match retry {
                Some((star, from)) => {
                    retry = Some((star, from + 1));
                    (at, read) = (star + 1, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|letter| *letter == b'*')
}

/// The path with what needs no encoding decoded, and `.` and `..` worked out (RFC 3986, 6.2.2); `None` when it is so already.
fn normal(path: &str) -> Option<String> {
    let mut plain = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, behind)) = rest.split_once('%') {
        plain.push_str(before);
        let byte = behind.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte.map(char::from).filter(|letter| letter.is_ascii_alphanumeric() || "-._~".contains(*letter)) {
            Some(letter) => {
                plain.push(letter);
                rest = &behind[2..];
            }
            None => {
                plain.push('%');
                rest = behind;
            }
        }
    }
    plain.push_str(rest);
    let normal = without_dots(&plain).unwrap_or(plain);
    (normal != path).then_some(normal)
}

/// The path with `.` and `..` worked out (RFC 3986, 5.2.4); `None` when there are none.
pub(super) fn without_dots(path: &str) -> Option<String> {
    let dotted = |segment: &str| {
        let plain = segment.to_ascii_lowercase().replace("%2e", ".");
        matches!(plain.as_str(), "." | "..").then_some(plain)
    };
    if !path.split('/').any(|segment| dotted(segment).is_some()) {
        return None;
    }
    let mut kept: Vec<&str> = Vec::new();
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let last = segments.len().saturating_sub(1);
    for (index, segment) in segments.iter().enumerate() {
        match dotted(segment).as_deref() {
            Some("..") => {
                kept.pop();
            }
            Some(_) => {}
            None => kept.push(segment),
        }
        if index == last && dotted(segment).is_some() {
            kept.push("");
        }
    }
    Some(format!("/{}", kept.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_anchored_and_stars_span_slashes() {
        for (pattern, path, holds) in [
            ("/api/*", "/api/a/b", true),
            ("api/*", "/api/", true),
            ("/api/*", "/api", false),
            ("images/*.jpg", "/images/a/b.jpg", true),
            ("/a?", "/a", false),
            ("/a?c", "/abc", true),
            ("*", "/", true),
            ("*.php", "/x.php5", false),
            ("/*a*b*c", "/xaybzc", true),
            ("/API/*", "/api/x", false),
        ] {
            assert_eq!(matches(pattern, path), holds, "{pattern} {path}");
        }
    }

    #[test]
    fn a_path_is_normalised_as_far_as_it_means_the_same() {
        for (path, wanted) in [
            ("/%61%2Fb", Some("/a%2Fb")),
            ("/%2e%2E/x", Some("/x")),
            ("/a%", None),
            ("/a%zz%C3%A9", None),
            ("/a/b", None),
        ] {
            assert_eq!(normal(path).as_deref(), wanted, "{path}");
        }
    }

    #[test]
    fn dots_are_worked_out() {
        for (path, plain) in
            [("/a/../b", "/b"), ("/a/./b", "/a/b"), ("/../b", "/b"), ("/a/..", "/"), ("/a/%2e%2E/b", "/b")]
        {
            assert_eq!(without_dots(path).as_deref(), Some(plain), "{path}");
        }
        assert_eq!(without_dots("/a/...b/c"), None);
    }
}
