use super::{Problems, SourceMap};
pub fn human(p: &Problems, s: &SourceMap) -> String {
    short(p, s)
}
pub fn short(p: &Problems, s: &SourceMap) -> String {
    p.0.iter()
        .map(|d| {
            let at = d
                .labels
                .first()
                .map(|l| {
                    let c = s.line_column(l.span.file, l.span.start as usize);
                    format!("{}:{}:{}: ", s.path(l.span.file).display(), c.line, c.column)
                })
                .unwrap_or_default();
            format!("{at}{:?}[{}]: {} ({})\n", d.severity, d.code, d.message, d.help.clone().unwrap_or_default())
        })
        .collect()
}
pub fn json(p: &Problems, s: &SourceMap) -> String {
    short(p, s)
}
pub fn sarif(p: &Problems, s: &SourceMap) -> String {
    short(p, s)
}
pub fn github(p: &Problems, s: &SourceMap) -> String {
    short(p, s)
}
