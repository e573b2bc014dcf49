use super::*;
use crate::diag::{FileId, edited};

fn formatted(text: &str) -> String {
    let edits = format(text, FileId(0)).unwrap_or_else(|why| panic!("{why:?}\n{text}"));
    let new = edited(text, &edits);
    assert_eq!(format(&new, FileId(0)), Ok(Vec::new()), "not laid out for good:\n{text}\n--- became\n{new}");
    new
}

#[track_caller]
fn becomes(text: &str, wanted: &str) {
    assert_eq!(formatted(text), wanted);
}

#[test]
fn blocks_are_indented_and_empty_lines_counted() {
    becomes(
        "\n\nstack   \"shop\"{\n  region \"us-east-2\" \t \n\n\n\n\tenv \"dev\"   \"prod\"\n\n}\n\n\n\n// end  \n\n",
        "stack \"shop\" {\n    region \"us-east-2\"\n\n    env \"dev\" \"prod\"\n}\n\n// end\n",
    );
    becomes("a {\n\n\n  b\n\n  // last\n\n}", "a {\n    b\n\n    // last\n}\n");
    becomes("", "");
    becomes(" \n\t\n", "");
    becomes("a", "a\n");
    becomes("\u{feff}  a\n", "\u{feff}a\n");
}

#[test]
fn what_is_on_one_line_stays_on_one_line() {
    becomes("a {b;c}\n", "a { b; c }\n");
    becomes("a { }\nb {}\nc {\n}\n", "a {}\nb {}\nc {\n}\n");
    becomes("a ;b ; c;\n", "a; b; c;\n");
    becomes("a { b { c } }\n", "a { b { c } }\n");
}

#[test]
fn a_block_of_several_lines_begins_and_ends_with_a_line() {
    becomes("a { b\n  c }\n", "a {\n    b\n    c\n}\n");
    becomes("a { // why\n b }", "a { // why\n    b\n}\n");
    becomes("a { /* why */ b\n c }", "a {\n    /* why */ b\n    c\n}\n");
    becomes("a { b { c\n } }", "a {\n    b {\n        c\n    }\n}\n");
}

#[test]
fn entries_are_a_blank_apart_and_marks_cling() {
    becomes("a   \"b\"\t c  =  1   ( secret )   \"x\" (ref) \"y\"\n", "a \"b\" c=1 (secret)\"x\" (ref)\"y\"\n");
    becomes("a\u{a0}b\u{3000}c=(ty)\t2\n", "a b c=(ty)2\n");
    becomes(
        "(ty) a 0x1F 1_000 1.50e+3 #true #-inf #\"\\d\"# ##\"\"#\"##\n",
        "(ty)a 0x1F 1_000 1.50e+3 #true #-inf #\"\\d\"# ##\"\"#\"##\n",
    );
}

#[test]
fn comments_stay_where_they_are() {
    becomes("a/* x */b   /* y */   c\n", "a/* x */b /* y */ c\n");
    becomes("a // x\n    // y\n  /* z\n   z */\nb // w", "a // x\n// y\n/* z\n   z */\nb // w\n");
    becomes("a {\nb\n  // last\n      }\n", "a {\n    b\n    // last\n}\n");
    becomes("a// x\n", "a // x\n");
    becomes("a\t// x\n", "a // x\n");
    becomes("a /* } */ { // {\n}\n", "a /* } */ { // {\n}\n");
}

#[test]
fn comments_below_each_other_stay_below_each_other() {
    becomes("a   \"b\"     // 1\nccc  4      // 2\n", "a \"b\"     // 1\nccc 4     // 2\n");
    becomes("a {\n  b     // 1\n  ccccc // 2\n}\n", "a {\n    b     // 1\n    ccccc // 2\n}\n");
    becomes("a    // 1\nb // 2\n", "a    // 1\nb // 2\n");
    becomes("\"日本\"   \"x\" // 1\na          // 2\n", "\"日本\" \"x\" // 1\na          // 2\n");
}

#[test]
fn strings_are_not_touched() {
    let text = "a \"\"\"\n      b   \n\t\n      \"\"\" #\"x  y\"# \"p  \\\n   q\"\n";
    becomes(text, text);
    becomes("  a \"\"\"\r\n b\r\n \"\"\"   c\n", "a \"\"\"\r\n b\r\n \"\"\" c\n".replace("c\n", "c\r\n").as_str());
}

#[test]
fn what_is_taken_out_stays_taken_out() {
    becomes("a /-b   /- c  d=1 /-e=2 /-{\nx\n}\n", "a /-b /- c d=1 /-e=2 /- {\n    x\n}\n");
    becomes("a {\n/-b {\n  c\n    }\n/-\nd\n}\n", "a {\n    /-b {\n        c\n    }\n    /-\n    d\n}\n");
    becomes("/- kdl-version 2\na /-\n b c\n", "/- kdl-version 2\na /-\n    b c\n");
}

#[test]
fn a_continued_line_is_indented() {
    becomes("a \\\n\"b\" \\ // why\n   c=1 {\n d\n}\n", "a \\\n    \"b\" \\ // why\n    c=1 {\n    d\n}\n");
    becomes("a\\\n\n\nb\n", "a \\\n\n\nb\n");
    becomes("a {\n b \\\n}\n", "a {\n    b \\\n}\n");
    becomes("a \\", "a \\\n");
}

#[test]
fn the_line_ends_of_the_file_are_kept() {
    becomes("a {\r\nb\nc }\r\n", "a {\r\n    b\r\n    c\r\n}\r\n");
    becomes("a\u{2028}b\u{c}c", "a\nb\nc\n");
}

#[test]
fn broken_text_is_left_alone() {
    for text in ["a {", "a }", "a x=true", "a \"x", "/* a", "a {\n b 1.\n}\nc   d"] {
        assert!(matches!(format(text, FileId(0)), Err(Unformatted::Broken(_))), "{text}");
    }
}

/// What stands between a slip of this room and somebody's file.
#[test]
fn another_meaning_is_noticed() {
    let nodes = |text: &str| crate::syntax::parse(text, FileId(0)).nodes;
    let text = "(t)a 1 \"b\" (s)c k=#true x=1.5 {\n    d\n    e {}\n}\n";
    assert!(meaning::same(&nodes(text), &nodes(&text.replace("\n    ", "\n /* x */  "))));
    let others = [
        ("(t)a", "a"),
        ("(t)a", "(u)a"),
        (" 1 ", " 2 "),
        ("\"b\" ", ""),
        ("\"b\"", "\"b \""),
        ("(s)c", "c"),
        ("k=", "l="),
        ("#true", "#false"),
        ("1.5", "1.25"),
        ("k=#true x=1.5", "x=1.5 k=#true"),
        ("    d\n", ""),
        ("e {}", "e"),
        ("d\n    e {}", "e {}\n    d"),
    ];
    for (from, to) in others {
        let other = text.replace(from, to);
        assert_ne!(other, text);
        assert!(!meaning::same(&nodes(text), &nodes(&other)), "{other}");
    }
}
