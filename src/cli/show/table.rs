use unicode_width::UnicodeWidthStr as _;

use super::{DIM, HEAD};

/// Columns, aligned; the first one in bold, the middle ones as they are, the last one dimmed.
pub fn table<const N: usize>(rows: impl Iterator<Item = [String; N]>) -> String {
    let rows: Vec<_> = rows.collect();
    let width = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width);
    let mut text = String::new();
    for row in &rows {
        // Nothing stands after the last cell that says something.
        let said = row.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        for (column, cell) in row.iter().enumerate().take(said) {
            let style = match column {
                0 => HEAD,
                last if last + 1 == N => DIM,
                _ => anstyle::Style::new(),
            };
            let gap = if column + 1 == said { 0 } else { widths[column] - cell.width() + 2 };
            text.push_str(&format!("{style}{cell}{style:#}{:gap$}", ""));
        }
        text.push('\n');
    }
    text
}

/// Names with their values, aligned; the names dimmed.
pub fn rows(rows: &[(&str, String)]) -> String {
    let width = rows.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
    rows.iter().map(|(name, value)| format!("{DIM}{name:width$}{DIM:#}  {value}\n")).collect()
}
