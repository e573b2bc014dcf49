use super::super::declare::{Choice, Choices, Node, Slot, Type};
use super::super::decode::Fields;
use crate::diag::Spanned;

/// A text transformation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transform {
    /// A-Z become a-z.
    Lowercase,
    /// `%41` becomes `A`.
    UrlDecode,
    /// `&lt;` becomes `<`.
    HtmlEntityDecode,
    /// Runs of blanks become one space.
    CompressWhiteSpace,
    /// Tricks of command lines are undone: quotes, carets and backslashes dropped, blanks evened out, A-Z made a-z.
    CmdLine,
    /// As `url-decode`, and `%u0041` becomes `A`.
    UrlDecodeUni,
    /// a-z become A-Z.
    Uppercase,
    /// Base64 is decoded.
    Base64Decode,
    /// Base64 is decoded, whatever else stands in it.
    Base64DecodeExt,
    /// `41` becomes `A`.
    HexDecode,
    /// `\41` of style sheets becomes `A`.
    CssDecode,
    /// `\x41` of scripts becomes `A`.
    JsDecode,
    /// `\n`, `\x41` and `\101` become what they stand for.
    EscapeSeqDecode,
    /// `0x414243` becomes `ABC`.
    SqlHexDecode,
    /// Its MD5 sum.
    Md5,
    /// `a//b/../c` becomes `a/c`.
    NormalizePath,
    /// As `normalize-path`, with backslashes made slashes first.
    NormalizePathWin,
    /// Bytes that are zero are dropped.
    RemoveNulls,
    /// Bytes that are zero become spaces.
    ReplaceNulls,
    /// `/* … */` becomes a space.
    ReplaceComments,
    /// What begins and ends comments is dropped.
    RemoveCommentsChar,
    /// Blanks are dropped.
    RemoveWhitespace,
    /// Blanks at both ends are dropped.
    Trim,
    /// Blanks at the beginning are dropped.
    TrimLeft,
    /// Blanks at the end are dropped.
    TrimRight,
    /// Characters beyond ASCII become `%u…`.
    Utf8ToUnicode,
}

impl Choices for Transform {
    const CHOICES: &'static [Choice] = &[
        Choice::new("lowercase", "A-Z to a-z"),
        Choice::new("url-decode", "`%41` to `A`"),
        Choice::new("html-entity-decode", "`&lt;` to `<`"),
        Choice::new("compress-white-space", "runs of blanks to one"),
        Choice::new("cmd-line", "undoes tricks of command lines"),
        Choice::new("url-decode-uni", "`%41` and `%u0041` to `A`"),
        Choice::new("uppercase", "a-z to A-Z"),
        Choice::new("base64-decode", "decodes Base64"),
        Choice::new("base64-decode-ext", "decodes Base64 whatever else stands in it"),
        Choice::new("hex-decode", "`41` to `A`"),
        Choice::new("css-decode", "`\\41` to `A`"),
        Choice::new("js-decode", "`\\x41` to `A`"),
        Choice::new("escape-seq-decode", "`\\x41` and `\\101` to `A`"),
        Choice::new("sql-hex-decode", "`0x41` to `A`"),
        Choice::new("md5", "to its MD5 sum"),
        Choice::new("normalize-path", "`a//b/../c` to `a/c`"),
        Choice::new("normalize-path-win", "`a\\b\\..\\c` to `a/c`"),
        Choice::new("remove-nulls", "drops zero bytes"),
        Choice::new("replace-nulls", "zero bytes to spaces"),
        Choice::new("replace-comments", "`/* … */` to a space"),
        Choice::new("remove-comments-char", "drops what begins and ends comments"),
        Choice::new("remove-whitespace", "drops blanks"),
        Choice::new("trim", "drops blanks at both ends"),
        Choice::new("trim-left", "drops blanks at the beginning"),
        Choice::new("trim-right", "drops blanks at the end"),
        Choice::new("utf8-to-unicode", "what is beyond ASCII to `%u…`"),
    ];
    const ALL: &'static [Self] = &[
        Self::Lowercase,
        Self::UrlDecode,
        Self::HtmlEntityDecode,
        Self::CompressWhiteSpace,
        Self::CmdLine,
        Self::UrlDecodeUni,
        Self::Uppercase,
        Self::Base64Decode,
        Self::Base64DecodeExt,
        Self::HexDecode,
        Self::CssDecode,
        Self::JsDecode,
        Self::EscapeSeqDecode,
        Self::SqlHexDecode,
        Self::Md5,
        Self::NormalizePath,
        Self::NormalizePathWin,
        Self::RemoveNulls,
        Self::ReplaceNulls,
        Self::ReplaceComments,
        Self::RemoveCommentsChar,
        Self::RemoveWhitespace,
        Self::Trim,
        Self::TrimLeft,
        Self::TrimRight,
        Self::Utf8ToUnicode,
    ];
}

pub(super) static TRANSFORM: Node = Node::new(
    "transform",
    "Changes what is looked at before it is compared, in this order",
)
.rest(Slot::new("transformation", Type::OneOf(Transform::CHOICES), "a text transformation"));

/// The transformations of a node, in the order they run.
pub(super) fn transforms(node: &Fields) -> Vec<Spanned<Transform>> {
    node.children("transform").flat_map(Fields::rest_choices).collect()
}
