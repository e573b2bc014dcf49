use anstyle::{AnsiColor, Style};

/// What is added or went well.
pub const GOOD: Style = AnsiColor::Green.on_default();
/// What is removed or went wrong.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
/// What changes or deserves a look.
pub const WARN: Style = AnsiColor::Yellow.on_default();
/// Names and headings.
pub const HEAD: Style = Style::new().bold();
/// What is only there for completeness.
pub const DIM: Style = Style::new().dimmed();
