use std::io::{self, ErrorKind};
use std::net::Ipv4Addr;

use tokio::net::TcpListener;

use crate::cli::args::Global;
use crate::cli::{Exit, show};

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
        let why = if error.kind() == ErrorKind::AddrInUse { "it is in use".to_owned() } else { error.to_string() };
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
