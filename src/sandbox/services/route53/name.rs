/// A name as Route 53 writes it: lower case, trailing dot, everything but letters, digits, `-`, `_` and dots as `\ooo`.
pub(super) fn canonical(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 1);
    for byte in name.trim_end_matches('.').bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'\\' => out.push(char::from(byte)),
            b'A'..=b'Z' => out.push(char::from(byte.to_ascii_lowercase())),
            other => out.push_str(&format!("\\{other:03o}")),
        }
    }
    out.push('.');
    out
}

/// What Route 53 orders names by: labels from the right.
pub(super) fn order(name: &str) -> Vec<&str> {
    name.trim_end_matches('.').rsplit('.').collect()
}

/// Whether a name may be a domain: labels of 1 to 63 bytes, 255 in all.
pub(super) fn valid(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    !name.is_empty() && name.len() <= 255 && name.split('.').all(|label| (1..=63).contains(&label.len()))
}

/// Whether `name` is `zone` or below it; both canonical.
pub(super) fn within(name: &str, zone: &str) -> bool {
    name == zone || name.strip_suffix(zone).is_some_and(|above| above.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_one_way() {
        assert_eq!(canonical("*.Example.com"), "\\052.example.com.");
        assert_eq!(canonical("\\052.example.com."), "\\052.example.com.");
        assert!(within("a.example.com.", "example.com."));
        assert!(!within("badexample.com.", "example.com."));
    }
}
