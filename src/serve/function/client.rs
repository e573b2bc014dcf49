use std::io;
use std::path::{Path, PathBuf};

/// Clients of Lambda's Runtime API that are part of this program: who has Python or Node can run a handler and install nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Client {
    /// Needs Python 3.
    Python,
    /// Needs Node 18 or newer.
    Node,
}

impl Client {
    fn file(self) -> (&'static str, &'static str) {
        match self {
            Self::Python => ("engine_runtime.py", include_str!("clients/python.py")),
            Self::Node => ("engine-runtime.cjs", include_str!("clients/node.cjs")),
        }
    }

    /// Its file below `room`, which is written there when it is not.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn written(self, room: &Path) -> io::Result<PathBuf> {
        let (name, text) = self.file();
        let path = room.join(name);
        if !path.exists() {
            // Whole or not there: two functions may start at once.
            let half = tempfile::NamedTempFile::new_in(room)?;
            std::fs::write(half.path(), text)?;
            half.persist(&path).map_err(|error| error.error)?;
        }
        Ok(path)
    }
}
