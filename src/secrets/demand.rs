use super::form::in_form;
use super::{Plain, codes};
use crate::diag::{Diagnostic, Problems, Span};
use crate::value::SecretForm;

/// What a secret has to be like to be of use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// The secret's name.
    pub name: String,
    /// The fewest characters it may have.
    pub least: usize,
    /// The places it goes to.
    pub places: Vec<Room>,
}

/// A place a secret goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// Where it stands in the spec.
    pub at: Span,
    /// What stands there: `a header that CloudFront sends`.
    pub what: &'static str,
    /// The most bytes that fit.
    pub most: usize,
    /// How it is written there.
    pub form: SecretForm,
    /// Whether a request carries it in a header.
    pub in_header: bool,
}

impl Demand {
    /// Any value of at least `least` characters.
    pub fn least(name: impl Into<String>, least: usize) -> Self {
        Self { name: name.into(), least, places: Vec::new() }
    }

    /// What is wrong with a value, without telling it; `at` is where it stands in a config file.
    pub fn judge(&self, value: &Plain, at: Option<Span>) -> Problems {
        let mut problems = Problems::default();
        let name = &self.name;
        let length = value.expose().chars().count();
        if length < self.least.max(1) {
            let message = match length {
                0 => format!("the secret `{name}` is empty"),
                _ => format!("the secret `{name}` has {length} characters, the spec asks for {}", self.least),
            };
            let problem = Diagnostic::error(codes::TOO_SHORT, message)
                .help(format!("set a longer one, for example with `engine config set {name} --secret --generate`"));
            problems.push(placed(problem, at, "too short"));
        }
        let long = self.places.iter().find_map(|room| {
            let bytes = in_form(value.expose(), room.form).expose().len();
            (bytes > room.most).then_some((room, bytes))
        });
        if let Some((room, bytes)) = long {
            let written = match room.form {
                SecretForm::Plain => "",
                SecretForm::ExactRegex => ", written as a pattern,",
            };
            let message =
                format!("the secret `{name}`{written} has {bytes} bytes, and {} takes {}", room.what, room.most);
            let problem = Diagnostic::error(codes::UNFIT, message)
                .help(format!("set a shorter one, for example with `engine config set {name} --secret --generate`"));
            problems.push(placed(problem, at, "too long").at(room.at, "it goes here"));
        }
        if let Some(room) = self.places.iter().find(|room| room.in_header)
            && let Some(why) = unsendable(value.expose())
        {
            let message = format!("the secret `{name}` has {why}, which no header can carry");
            let problem = Diagnostic::error(codes::UNFIT, message).help(format!(
                "use letters, digits and ASCII signs, for example with `engine config set {name} --secret --generate`"
            ));
            problems.push(placed(problem, at, "does not fit into a header").at(room.at, "it goes here"));
        }
        problems
    }
}

/// Why text cannot be the value of a header: visible ASCII with blanks inside is what every hop leaves as it is (RFC 9110, 5.5).
fn unsendable(text: &str) -> Option<&'static str> {
    if text.contains(['\r', '\n']) {
        Some("a line end")
    } else if text.chars().any(|c| c.is_ascii_control()) {
        Some("a control character")
    } else if !text.is_ascii() {
        Some("a character outside of ASCII")
    } else if text.starts_with(' ') || text.ends_with(' ') {
        Some("a blank at its start or end")
    } else {
        None
    }
}

fn placed(problem: Diagnostic, at: Option<Span>, label: &str) -> Diagnostic {
    match at {
        Some(at) => problem.at(at, label),
        None => problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demand(most: usize, form: SecretForm, in_header: bool) -> Demand {
        let at =
            Span::new(crate::diag::SourceMap::default().add(std::path::Path::new("spec.kdl"), "x".to_owned()), 0, 1);
        let places = vec![Room { at, what: "a thing", most, form, in_header }];
        Demand { places, ..Demand::least("k", 4) }
    }

    fn judged(demand: &Demand, value: &str) -> Vec<String> {
        demand.judge(&Plain::new(value.to_owned()), None).0.into_iter().map(|problem| problem.message).collect()
    }

    #[test]
    fn a_value_fits_by_length_form_and_letters() {
        let plain = demand(6, SecretForm::Plain, true);
        assert!(judged(&plain, "abcdef").is_empty());
        assert_eq!(judged(&plain, "abcdefg"), ["the secret `k` has 7 bytes, and a thing takes 6"]);
        assert_eq!(judged(&plain, "abc"), ["the secret `k` has 3 characters, the spec asks for 4"]);
        assert_eq!(judged(&plain, ""), ["the secret `k` is empty"]);
        for (value, why) in [
            ("ab\ncd", "a line end"),
            ("ab\u{7}cd", "a control character"),
            ("abé", "outside of ASCII"),
            (" abc", "a blank"),
        ] {
            let told = judged(&plain, value);
            assert!(told.iter().any(|message| message.contains(why)), "{told:?}");
            assert!(!told.iter().any(|message| message.contains(value)), "{told:?}");
        }
        assert!(judged(&demand(6, SecretForm::Plain, false), "ab\ncd").is_empty());
        // `^` and `$` around it, a backslash before each sign.
        let pattern = demand(10, SecretForm::ExactRegex, true);
        assert!(judged(&pattern, "ab.cd.").is_empty());
        assert_eq!(
            judged(&pattern, "ab.cd.e"),
            ["the secret `k`, written as a pattern, has 11 bytes, and a thing takes 10"]
        );
    }
}
