use crate::diag::{Diagnostic, Problems};
use crate::spec::Spec;

/// W0566: a text that is spelt like a reference and is none.
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    for text in &spec.lookalikes {
        let written = &text.written;
        let problem = Diagnostic::warning("W0566", format!("`{written}` is a text, not a reference"))
            .at(text.span, format!("stays `{written}` as it is"))
            .help(format!("write `\"{}\"` for what it stands for", text.meant));
        problems.push(problem);
    }
}
