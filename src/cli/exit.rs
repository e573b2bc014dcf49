use std::process::ExitCode;

/// How a command ended; the numbers are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: done.
    Done,
    /// 1: the spec, a check or an expectation failed.
    Failed,
    /// 2: changes are present (only with `--detailed-exitcode`).
    Changes,
    /// 3: the cloud refused, or apply stopped part-way; running again continues.
    Refused,
    /// 4: somebody else holds the lock.
    Locked,
    /// 64: the command line is wrong.
    Usage,
    /// 70: a bug in engine.
    Bug,
    /// 130: interrupted.
    Interrupted,
}

impl Exit {
    /// The number.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Changes => 2,
            Self::Refused => 3,
            Self::Locked => 4,
            Self::Usage => 64,
            Self::Bug => 70,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit.code())
    }
}
