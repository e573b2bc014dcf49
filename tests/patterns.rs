//! Patterns of AWS WAF, translated for the `regex` crate, match what PCRE itself matches; what cannot be carried over is refused.

use engine::reqpath::pattern::translate;

use crate::support::walk::Dice;

/// What the translation finds; `None` when it refuses the pattern.
fn ours(pattern: &str, subject: &[u8]) -> Option<bool> {
    let text = translate(pattern).ok()?;
    let regex = regex::bytes::RegexBuilder::new(&text).unicode(false).build();
    Some(regex.unwrap_or_else(|problem| panic!("{pattern} became {text}: {problem}")).is_match(subject))
}

/// What PCRE finds, over bytes; `None` when it refuses the pattern.
fn theirs(pattern: &str, subject: &[u8]) -> Option<bool> {
    let regex = pcre2::bytes::RegexBuilder::new().build(pattern).ok()?;
    regex.is_match(subject).ok()
}

#[test]
fn what_differs_between_the_dialects_is_carried_over() {
    for (pattern, subject, found) in [
        (r"^/admin$", "/admin\n", true),
        (r"^/admin\z", "/admin\n", false),
        (r"[a-z&&[^b]]", "&]", true),
        (r"[a--b]", "-", false),
        (r"\<", "<", true),
        (r"\Qa.b\E+", "a.bb", true),
        (r"\Qa.b\E", "axb", false),
        (r"a{,3", "a{,3", true),
        (r"x{a}", "x{a}", true),
        (r"\h", "\t", true),
        (r"\v", "\r", true),
        (r"\cA", "\u{1}", true),
        (r"\x41", "A", true),
        (r"\x{41}", "A", true),
        (r"\101", "A", false),
        (r"\012", "\n", true),
        (r"[[:alpha:]_]+$", "ab_", true),
        (r"[]a]", "]", true),
        (r"[^]a]", "]", false),
        (r"(?i)ABC", "aBc", true),
        (r"a(?i)b|c", "C", true),
        (r"(?i:a)b", "AB", false),
        (r"(?x) a b # c", "ab", true),
        (r"(?s).", "\n", true),
        (r".", "\n", false),
        (r"a(?#comment)b", "ab", true),
        (r"(?<name>a)b", "ab", true),
        (r"\bcat\b", "a cat!", true),
        (r"\N", "x", true),
        (r"a{2}{2}", "aaaa", true),
        (r"a{2}{2}", "aaa", false),
        (r"", "", true),
        (r"a||b", "", true),
        (r"(?m)^a", "a", false),
    ] {
        let Some(ours) = ours(pattern, subject.as_bytes()) else {
            assert!(!found, "`{pattern}` is refused: {:?}", translate(pattern));
            continue;
        };
        assert_eq!(ours, found, "`{pattern}` on {subject:?}: {:?}", translate(pattern));
    }
}

#[test]
fn what_aws_refuses_or_nobody_can_carry_over_is_refused() {
    for pattern in [
        r"(a)\1",
        r"a++",
        r"a*+",
        r"(?>a)",
        r"(?=a)",
        r"(?!a)",
        r"(?<=a)",
        r"(?<!a)",
        r"(?R)",
        r"(?1)",
        r"(?(1)a|b)",
        r"(*FAIL)",
        r"\C",
        r"\R",
        r"\K",
        r"\X",
        r"\G",
        r"\p{L}",
        r"\k<a>",
        r"(?P=a)",
        r"(?C1)",
        r"(?|a|b)",
        r"a**",
        r"*a",
        r"(a",
        r"a)",
        r"[a",
        r"[b-a]",
        r"[[.a.]]",
        r"$a",
        r"(a$)*b",
        r"a{3,2}",
        r"a{70000}",
        r"\y",
        "é+",
        "[é]",
        r"a{,3}",
        r"(?m)^a",
        r"\1",
        r"a\",
    ] {
        assert!(translate(pattern).is_err(), "`{pattern}` became {:?}", translate(pattern));
    }
    // No pattern brings it down, however deep or broken.
    let mut dice = Dice(3);
    for _ in 0..20_000 {
        let letters = b" -~\\()[]{}|*+?^$.a1:<P";
        let letter = |dice: &mut Dice| char::from(letters[dice.roll(letters.len() as u64) as usize]);
        let pattern: String = (0..dice.roll(24)).map(|_| letter(&mut dice)).collect();
        let _ = translate(&pattern);
    }
    assert!(translate(&"(".repeat(100_000)).is_err());
    assert!(translate(&"a?".repeat(10_000)).is_ok());
}

/// A pattern of small pieces.
fn pattern(dice: &mut Dice, depth: u64) -> String {
    let atoms = [
        "a",
        "b",
        "c",
        "-",
        "_",
        " ",
        r"\n",
        ".",
        r"\d",
        r"\w",
        r"\s",
        r"\S",
        r"\W",
        "[ab]",
        "[^a]",
        "[a-c_]",
        r"[\d-]",
        "[[:space:]b]",
        r"\x61",
        r"\.",
        "^",
        "$",
        r"\b",
        r"\B",
        r"\A",
        r"\z",
        r"\Z",
        "(?i)",
        "(?s)",
        "(?-i)",
        r"\Qa.\E",
        "[]a]",
        r"\h",
        r"\v",
        "&&",
        "<",
    ];
    let mut text = String::new();
    for _ in 0..=dice.roll(4) {
        let atom = match dice.roll(6) {
            0 if depth > 0 => format!("({})", pattern(dice, depth - 1)),
            1 if depth > 0 => format!("(?:{}|{})", pattern(dice, depth - 1), pattern(dice, depth - 1)),
            2 if depth > 0 => format!("(?i:{})", pattern(dice, depth - 1)),
            _ => atoms[dice.roll(atoms.len() as u64) as usize].to_owned(),
        };
        text.push_str(&atom);
        text.push_str(["", "", "", "*", "+", "?", "{2}", "{0,1}", "{1,}", "+?"][dice.roll(10) as usize]);
    }
    text
}

#[test]
fn random_patterns_match_what_pcre_matches() {
    let mut dice = Dice(11);
    let (mut compared, mut refused, mut matched) = (0, 0, 0);
    for _ in 0..8_000 {
        let pattern = pattern(&mut dice, 2);
        for _ in 0..6 {
            let letters = b"abcABC-_ 1.\n\t\r<&\xA0\x85\x0B]";
            let subject: Vec<u8> =
                (0..dice.roll(7)).map(|_| letters[dice.roll(letters.len() as u64) as usize]).collect();
            let Some(found) = ours(&pattern, &subject) else {
                refused += 1;
                continue;
            };
            let wanted = theirs(&pattern, &subject);
            assert_eq!(
                Some(found),
                wanted,
                "`{pattern}` on {:?}: {:?}",
                String::from_utf8_lossy(&subject),
                translate(&pattern)
            );
            compared += 1;
            matched += usize::from(found);
        }
    }
    assert!(compared > 10_000 && matched > 2_000, "{compared} compared, {matched} matched, {refused} refused");
}
