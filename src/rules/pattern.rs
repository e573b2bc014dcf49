/// Whether a path matches a behavior's pattern: `*` is any run of characters, `?` is one; a leading `/` makes no difference.
pub(super) fn matches(pattern: &str, path: &str) -> bool {
    covers(pattern, path)
}

/// Whether `wide` matches every path that `narrow` matches. Never wrong when it says so; it may miss cases in which several `*`
/// of `narrow` conspire.
pub(super) fn covers(wide: &str, narrow: &str) -> bool {
    if begin_differently(wide, narrow) {
        return false;
    }
    let wide: Vec<char> = wide.trim_start_matches('/').chars().collect();
    let narrow: Vec<char> = narrow.trim_start_matches('/').chars().collect();
    // reach[i]: the first i characters of `wide` can stand for what has been read of `narrow`.
    let mut reach = vec![false; wide.len() + 1];
    reach[0] = true;
    spread(&wide, &mut reach);
    for letter in narrow {
        let mut next = vec![false; wide.len() + 1];
        for (at, symbol) in wide.iter().enumerate().filter(|(at, _)| reach[*at]) {
            match symbol {
                '*' => next[at] = true,
                '?' if letter != '*' => next[at + 1] = true,
                symbol if *symbol == letter => next[at + 1] = true,
                _ => {}
            }
        }
        reach = next;
        spread(&wide, &mut reach);
    }
    reach[wide.len()]
}

/// Whether two patterns differ before the first `*` or `?` of either: no path matches both then.
fn begin_differently(one: &str, other: &str) -> bool {
    let bytes = one.trim_start_matches('/').bytes().zip(other.trim_start_matches('/').bytes());
    let mut plain = bytes.take_while(|(a, b)| !matches!(a, b'*' | b'?') && !matches!(b, b'*' | b'?'));
    plain.any(|(a, b)| a != b)
}

/// Whether some path matches both patterns.
pub(super) fn meet(one: &str, other: &str) -> bool {
    if begin_differently(one, other) {
        return false;
    }
    let one: Vec<char> = one.trim_start_matches('/').chars().collect();
    let other: Vec<char> = other.trim_start_matches('/').chars().collect();
    // reach[j]: what has been read of `one` can stand for the first j characters of `other`.
    let mut reach = vec![false; other.len() + 1];
    reach[0] = true;
    spread(&other, &mut reach);
    for symbol in one {
        let mut next = vec![false; other.len() + 1];
        for at in (0..=other.len()).filter(|at| reach[*at]) {
            let star = other.get(at) == Some(&'*');
            // A `*` of the other takes whatever comes.
            next[at] |= star;
            match (symbol, other.get(at)) {
                ('*', _) => next[at..].fill(true),
                (_, Some(found)) if star || symbol == '?' || *found == '?' || symbol == *found => next[at + 1] = true,
                (_, Some(_) | None) => {}
            }
        }
        reach = next;
        spread(&other, &mut reach);
    }
    reach[other.len()]
}

/// `*` may stand for nothing.
fn spread(wide: &[char], reach: &mut [bool]) {
    for (at, symbol) in wide.iter().enumerate() {
        if *symbol == '*' && reach[at] {
            reach[at + 1] = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_also_spans_slashes_and_the_leading_slash_is_optional() {
        assert!(matches("/api/*", "/api/a/b"));
        assert!(matches("images/*.jpg", "/images/a/b.jpg"));
        assert!(!matches("/api/*", "/api"));
        assert!(!matches("/a?", "/a"));
    }

    #[test]
    fn patterns_meet_where_one_path_matches_both() {
        assert!(meet("/api/*", "/api/items/*"));
        assert!(meet("/a*c", "/ab*"));
        assert!(meet("*.png", "/img/*"));
        assert!(!meet("*.png", "/img/?"));
        assert!(meet("/*", "/"));
        assert!(!meet("/api/*", "/api"));
        assert!(!meet("/api/*", "/app/*"));
        assert!(!meet("/a?", "/a"));
        assert!(!meet("*.png", "/*.css"));
    }

    #[test]
    fn covering_minds_the_stars_of_the_narrow_pattern() {
        assert!(covers("/img/*", "/img/icons/*"));
        assert!(covers("*", "/a/?/*.png"));
        assert!(!covers("/img/?", "/img/*"));
        assert!(!covers("/img/*.png", "/img/*"));
    }
}
