use super::openings::SECRET;
use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0712",
    title: "no identity here opens the data key",
    explanation: "To open secrets you need the private key of one of the readers. It is looked for in `--identity FILE`, \
                  ENGINE_AGE_IDENTITY (a file), ENGINE_AGE_KEY (the key itself), `engine/identity.txt` in your config folder, \
                  `~/.ssh/id_ed25519` and `~/.ssh/id_rsa`, in this order; the message says what came of each. If you are no \
                  reader yet, make a key with `engine secret keygen` and send its public half to somebody who is.",
    bad: Example::Session {
        files: &[SECRET],
        typed: &[
            "engine config set token --generate",
            "HOME=$PWD/ann engine secret keygen",
            "HOME=$PWD/ann engine secret check",
        ],
    },
    good: Example::Session {
        files: &[SECRET],
        typed: &[
            "engine config set token --generate",
            "engine secret recipients add $(HOME=$PWD/ann engine secret keygen) --name ann",
            "HOME=$PWD/ann engine secret check",
        ],
    },
};
