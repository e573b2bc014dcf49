use std::io::{self, ErrorKind};
use std::net::Ipv4Addr;

use tokio::net::TcpListener;

use crate::cli::args::Global;
use crate::cli::{Exit, show};
use crate::diag::clean;

/// How far apart the ports of two that run at once are, and how many may.
const STEP: u16 = 10;
const TRIES: u16 = 10;

/// A port of this machine that something answers on.
pub struct Port {
    /// `--cdn-port`.
    pub option: &'static str,
    /// `the CDN`.
    pub what: &'static str,
    /// The one it has unless something else is asked for.
    pub usual: u16,
    /// The one a person asked for: that one or none. 0 is any.
    pub asked: Option<u16>,
}

impl Port {
    /// Takes it, of loopback alone. Where nobody asked for a port and the usual one is in use, the next ten further on is taken and told.
    ///
    /// # Errors
    /// [`Exit::Failed`] after saying which one is in use, and the way out.
    pub async fn bind(&self, global: &Global) -> Result<(TcpListener, u16), Exit> {
        let first = self.asked.unwrap_or(self.usual);
        let error = match listen(first).await {
            Ok(bound) => return Ok(bound),
            Err(error) => error,
        };
        if self.asked.is_none() && error.kind() == ErrorKind::AddrInUse {
            for port in (1..=TRIES).map(|number| self.usual + STEP * number) {
                if let Ok(bound) = listen(port).await {
                    show::note(global, &format!("port {first} is in use: {} answers on {port}", self.what));
                    return Ok(bound);
                }
            }
        }
        let why = match error.kind() {
            ErrorKind::AddrInUse => match holder(first) {
                Some((_, process)) if process == std::process::id() => {
                    "something else of this `engine dev` has it, see the other ports".to_owned()
                }
                Some((name, process)) => format!("`{}` (process {process}) has it", clean(&name)),
                None => "it is in use".to_owned(),
            },
            _ => error.to_string(),
        };
        let way_out = match error.kind() {
            ErrorKind::PermissionDenied => {
                format!("ports below 1024 take rights; pass `{} 0` for any free one", self.option)
            }
            _ => format!("pass `{} 0` to take any free port", self.option),
        };
        show::fail(&format!("cannot listen on 127.0.0.1:{first} for {}: {why}", self.what), Some(&way_out));
        Err(Exit::Failed)
    }
}

async fn listen(port: u16) -> io::Result<(TcpListener, u16)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let port = listener.local_addr()?.port();
    Ok((listener, port))
}

/// The program that listens on a port, and its process, as far as this one may see it; Linux alone tells.
fn holder(port: u16) -> Option<(String, u32)> {
    let sockets: Vec<String> = ["/proc/net/tcp", "/proc/net/tcp6"]
        .iter()
        .filter_map(|table| std::fs::read_to_string(table).ok())
        .flat_map(|table| listeners(&table, port).map(|inode| format!("socket:[{inode}]")).collect::<Vec<_>>())
        .collect();
    if sockets.is_empty() {
        return None;
    }
    let holds = |process: &std::path::Path| {
        let open = std::fs::read_dir(process.join("fd")).ok()?.flatten();
        let mut targets = open.filter_map(|file| std::fs::read_link(file.path()).ok());
        targets.any(|target| target.to_str().is_some_and(|name| sockets.iter().any(|one| one == name))).then_some(())
    };
    let processes = std::fs::read_dir("/proc").ok()?.flatten();
    processes.map(|entry| entry.path()).find_map(|process| {
        let number = process.file_name()?.to_str()?.parse().ok()?;
        holds(&process)?;
        let name = std::fs::read_to_string(process.join("comm")).ok()?;
        Some((name.trim().to_owned(), number))
    })
}

/// The inodes of the sockets that listen on a port, out of the kernel's table: `sl local_address rem_address st … inode`.
fn listeners(table: &str, port: u16) -> impl Iterator<Item = &str> {
    let listening = "0A";
    table.lines().skip(1).filter_map(move |line| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let (_, at) = columns.get(1)?.rsplit_once(':')?;
        let here = u16::from_str_radix(at, 16).ok()? == port && *columns.get(3)? == listening;
        here.then(|| columns.get(9).copied()).flatten()
    })
}
