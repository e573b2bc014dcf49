use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use super::told;
use crate::cli::args::Global;
use crate::serve::Event;

/// How many events may wait to be printed.
const WAITING: usize = 10_000;
/// How long the end waits for the last of them.
const PATIENCE: Duration = Duration::from_secs(1);

/// Prints what happens, in its order and on a thread of its own: a terminal that is paused or slow holds up no request. What
/// there is no room for is counted, and told when there is. Clones share it.
#[derive(Clone)]
pub struct Teller {
    queue: SyncSender<Told>,
    missed: Arc<AtomicU64>,
}

enum Told {
    Event(Event),
    /// Nothing comes after it; whoever waits for that is told.
    End(SyncSender<()>),
}

impl Teller {
    /// One that begins at once.
    pub fn new(global: &Global) -> Self {
        let (queue, waiting) = sync_channel(WAITING);
        let missed = Arc::new(AtomicU64::new(0));
        let (global, counted) = (global.clone(), Arc::clone(&missed));
        std::thread::spawn(move || print(&global, &waiting, &counted));
        Self { queue, missed }
    }

    /// Prints it as soon as it can.
    pub fn tell(&self, event: Event) {
        if self.queue.try_send(Told::Event(event)).is_err() {
            self.missed.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Waits until everything was printed, if somebody reads it.
    pub fn end(&self) {
        let (done, end) = sync_channel(1);
        if self.queue.try_send(Told::End(done)).is_ok() {
            // Nobody reads any more, perhaps.
            let _ = end.recv_timeout(PATIENCE);
        }
    }
}

fn print(global: &Global, waiting: &Receiver<Told>, missed: &AtomicU64) {
    for told in waiting {
        match told {
            Told::Event(event) => told::event(global, &event),
            Told::End(done) => {
                // Whoever waited may have given up.
                let _ = done.send(());
                return;
            }
        }
        let missed = missed.swap(0, Ordering::Relaxed);
        if missed > 0 {
            told::missed(global, missed);
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        global: Global,
    }

    #[test]
    fn nobody_waits_for_who_does_not_read() {
        let (queue, waiting) = sync_channel(2);
        let teller = Teller { queue, missed: Arc::default() };
        for number in 0..5 {
            teller.tell(Event::Changed { what: number.to_string() });
        }
        assert_eq!(teller.missed.load(Ordering::Relaxed), 3);
        let global = Line::parse_from(["engine", "--quiet"]).global;
        let reading = std::thread::spawn({
            let missed = Arc::clone(&teller.missed);
            move || print(&global, &waiting, &missed)
        });
        while teller.missed.load(Ordering::Relaxed) > 0 {
            std::thread::yield_now();
        }
        teller.end();
        reading.join().expect("it ends");
    }
}
