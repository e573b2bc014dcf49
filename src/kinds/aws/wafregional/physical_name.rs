//! Names in AWS: Classic names are not unique, so they carry a part of the token that tells generations apart.

/// Longest name AWS takes, and how much of a token stands in it.
const LONGEST: usize = 128;
const MARK: usize = 8;

/// `<name>-<first eight of the token>`, the name cut where both do not fit.
pub(super) fn physical(name: &str, token: &str) -> String {
    let mark: String = token.chars().take(MARK).collect();
    let mut room = LONGEST - 1 - mark.len();
    while !name.is_char_boundary(room.min(name.len())) {
        room -= 1;
    }
    format!("{}-{mark}", &name[..room.min(name.len())])
}

/// What the recorded name is called when its object is called `live` in AWS.
pub(super) fn logical(live: Option<&str>, name: &str, token: &str) -> String {
    let live = live.unwrap_or_default();
    if live == physical(name, token) { name.to_owned() } else { live.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut_for_the_mark() {
        assert_eq!(physical("edge", "0123456789abcdef"), "edge-01234567");
        let long = physical(&"é".repeat(100), "0123456789abcdef");
        assert!(long.len() <= LONGEST && long.ends_with("-01234567"));
        assert_eq!(logical(Some(&long), &"é".repeat(100), "0123456789abcdef"), "é".repeat(100));
    }
}
