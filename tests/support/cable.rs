//! A cable between a browser and a server, which can be pulled out.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// Passes on connections to a port of this machine while it is plugged in.
pub struct Cable {
    /// Where it is listened.
    pub port: u16,
    plugged: Arc<Mutex<Plugged>>,
}

#[derive(Default)]
struct Plugged {
    /// Where it leads; nowhere while it is pulled out.
    to: Option<u16>,
    ends: Vec<TcpStream>,
}

impl Cable {
    pub fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let own = listener.local_addr().expect("an address").port();
        let plugged = Arc::new(Mutex::new(Plugged { to: Some(port), ends: Vec::new() }));
        let shared = Arc::clone(&plugged);
        std::thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                let mut plugged = shared.lock().expect("whole");
                let Some(far) = plugged.to.and_then(|port| TcpStream::connect(("127.0.0.1", port)).ok()) else {
                    continue;
                };
                let twin = |one: &TcpStream| one.try_clone().expect("a twin");
                plugged.ends.extend([twin(&near), twin(&far)]);
                let (near_too, far_too) = (twin(&near), twin(&far));
                std::thread::spawn(move || pass(near, far));
                std::thread::spawn(move || pass(far_too, near_too));
            }
        });
        Self { port: own, plugged }
    }

    /// Breaks every connection; new ones are refused.
    pub fn pull(&self) {
        let mut plugged = self.plugged.lock().expect("whole");
        plugged.to = None;
        for end in plugged.ends.drain(..) {
            let _ = end.shutdown(Shutdown::Both);
        }
    }

    /// Leads to a port from now on.
    pub fn plug(&self, port: u16) {
        self.plugged.lock().expect("whole").to = Some(port);
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream) {
    let mut bytes = [0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut bytes) {
        if to.write_all(&bytes[..read]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}
