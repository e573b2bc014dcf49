use std::fmt::Write as _;

/// What there is to say about a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// `E0101`
    pub code: &'static str,
    /// One line, lower case, no final period.
    pub title: &'static str,
    /// Why it is a problem and what to know about it.
    pub explanation: &'static str,
    /// What causes it.
    pub bad: Example,
    /// The same without it.
    pub good: Example,
}

/// An example of a [`Page`]. Whatever it shows is run by a test: the bad one causes its code and no other, the good one none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Example {
    /// A spec. When it has no `stack`, one is meant to stand below it.
    Spec(&'static str),
    /// What takes more than a spec.
    Session {
        /// What lies in an otherwise empty folder.
        files: &'static [File],
        /// What is typed there into a shell (`sh`), line by line; the last line is the one it is about.
        typed: &'static [&'static str],
    },
}

/// A file of an [`Example`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct File {
    /// Its name in the folder.
    pub name: &'static str,
    /// All of it.
    pub text: &'static str,
}

/// A file with this text.
pub(super) const fn file(name: &'static str, text: &'static str) -> File {
    File { name, text }
}

impl Example {
    /// The whole of it as one text: the spec, or the files with their names and then what is typed, each line after `$ `.
    pub fn text(self) -> String {
        match self {
            Self::Spec(text) => text.to_owned(),
            Self::Session { files, typed } => {
                let mut whole = String::new();
                for File { name, text } in files {
                    let _ = writeln!(whole, "{name}:\n\n{}\n", text.trim_end());
                }
                for line in typed {
                    let _ = writeln!(whole, "$ {line}");
                }
                whole
            }
        }
    }

    /// Its files: the names of those that the example `above` has just so, and the others.
    pub fn files_beside(self, above: Option<Self>) -> (Vec<&'static str>, Vec<File>) {
        let of = |example| match example {
            Some(Self::Session { files, .. }) => files,
            Some(Self::Spec(_)) | None => &[],
        };
        let (shown, own): (Vec<File>, Vec<File>) = of(Some(self)).iter().partition(|file| of(above).contains(file));
        (shown.iter().map(|file| file.name).collect(), own)
    }
}
