use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::json;
use tokio::sync::watch;

use crate::serve::Event;

/// What happened, as far as it is kept: what a page is shown when it opens or comes back. Clones share it.
///
/// Every event has a number. A reader says which one it had last and gets what came after it, so that nothing is shown twice; what
/// is no longer kept it is told the number of.
#[derive(Clone)]
pub struct History(Arc<Inner>);

struct Inner {
    /// Tells the numbers of this history from those of one before: whoever comes back from there has had nothing of this.
    run: String,
    /// So many events are kept at most.
    most: usize,
    /// So many bytes are kept at most.
    room: usize,
    shelf: Mutex<Shelf>,
    news: watch::Sender<u64>,
}

#[derive(Default)]
struct Shelf {
    /// The number of the latest event, 0 before the first.
    last: u64,
    /// As JSON, the oldest first; their numbers end at `last` without a gap.
    events: VecDeque<Arc<str>>,
    bytes: usize,
}

impl History {
    /// An empty one that keeps the last `most` events of `room` bytes at most. `run` is made of letters and digits, and of no
    /// other history's.
    pub fn new(run: String, most: usize, room: usize) -> Self {
        let (news, _) = watch::channel(0);
        Self(Arc::new(Inner { run, most, room, shelf: Mutex::default(), news }))
    }

    /// Keeps what happened, and tells whoever reads.
    pub fn keep(&self, event: &Event) {
        // What cannot be told as JSON is told as nothing: its number is taken all the same.
        let text: Arc<str> = serde_json::to_string(event).unwrap_or_else(|_| "{}".to_owned()).into();
        let mut shelf = self.shelf();
        shelf.last += 1;
        shelf.bytes += text.len();
        shelf.events.push_back(text);
        while shelf.events.len() > self.0.most || shelf.bytes > self.0.room {
            let Some(gone) = shelf.events.pop_front() else { break };
            shelf.bytes -= gone.len();
        }
        self.0.news.send_replace(shelf.last);
    }

    /// Whoever reads on from where the browser says it is: `Last-Event-ID`, as this history gave it out. Without one, or with one
    /// of another history, it reads everything that is kept.
    pub fn reader(&self, last: Option<&str>) -> Reader {
        let number = last.and_then(|id| id.strip_prefix(self.0.run.as_str())?.strip_prefix('-')?.parse().ok());
        let news = self.0.news.subscribe();
        let last = self.shelf().last;
        Reader { history: self.clone(), after: number.filter(|number| *number <= last).unwrap_or(0), news }
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.0.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Somebody who reads a history from one event to the next.
pub struct Reader {
    history: History,
    /// The number of the last event it had.
    after: u64,
    news: watch::Receiver<u64>,
}

impl Reader {
    /// What it has not had yet, as server-sent events, as soon as there is something; `None` when nothing will come any more.
    pub async fn next(&mut self) -> Option<String> {
        loop {
            self.news.borrow_and_update();
            if let Some(frames) = self.ready() {
                return Some(frames);
            }
            self.news.changed().await.ok()?;
        }
    }

    fn ready(&mut self) -> Option<String> {
        let (first, last, events) = {
            let shelf = self.history.shelf();
            let first = shelf.last - shelf.events.len() as u64 + 1;
            let had = self.after.saturating_sub(first - 1).min(shelf.events.len() as u64) as usize;
            let events: Vec<Arc<str>> = shelf.events.range(had..).cloned().collect();
            (first, shelf.last, events)
        };
        let mut frames = String::new();
        let mut frame = |number: u64, data: &str| {
            frames.push_str(&format!("id: {}-{number}\ndata: {data}\n\n", self.history.0.run));
        };
        let missed = (first - 1).saturating_sub(self.after);
        if missed > 0 {
            frame(first - 1, &json!({ "event": "missed", "count": missed }).to_string());
        }
        let begin = self.after.max(first - 1) + 1;
        for (number, event) in (begin..).zip(&events) {
            frame(number, event);
        }
        self.after = last;
        (!frames.is_empty()).then_some(frames)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tell(history: &History, numbers: std::ops::RangeInclusive<u64>) {
        numbers.for_each(|number| history.keep(&Event::Changed { what: number.to_string() }));
    }

    /// What a reader gets: the numbers of events, and how many it is told are missing before them.
    fn read(reader: &mut Reader) -> (u64, Vec<u64>) {
        let frames = reader.ready().unwrap_or_default();
        let mut missed = 0;
        let mut numbers = Vec::new();
        for frame in frames.split_terminator("\n\n") {
            let (id, data) = frame.split_once("\ndata: ").expect("a frame");
            let data: serde_json::Value = serde_json::from_str(data).expect("JSON");
            match data["event"].as_str() {
                Some("missed") => missed += data["count"].as_u64().expect("a count"),
                _ => {
                    let number = data["what"].as_str().expect("text").parse().expect("a number");
                    assert_eq!(id, format!("id: run-{number}"));
                    numbers.push(number);
                }
            }
        }
        (missed, numbers)
    }

    #[test]
    fn nothing_is_told_twice_and_what_is_gone_is_counted() {
        let history = History::new("run".to_owned(), 3, 10_000);
        let mut first = history.reader(None);
        assert_eq!(read(&mut first), (0, vec![]));
        tell(&history, 1..=2);
        assert_eq!(read(&mut first), (0, vec![1, 2]));
        assert_eq!(read(&mut first), (0, vec![]));
        tell(&history, 3..=4);
        assert_eq!(read(&mut first), (0, vec![3, 4]));
        // One that opens late, and one that was away too long.
        assert_eq!(read(&mut history.reader(None)), (1, vec![2, 3, 4]));
        let mut back = history.reader(Some("run-3"));
        assert_eq!(read(&mut back), (0, vec![4]));
        tell(&history, 5..=9);
        assert_eq!(read(&mut back), (2, vec![7, 8, 9]));
        assert_eq!(read(&mut history.reader(Some("run-9"))), (0, vec![]));
        // Of another run, and nothing a browser was ever given.
        for id in ["walk-8", "run-10", "run-", "run", "", "run-x", "8", "run--1"] {
            assert_eq!(read(&mut history.reader(Some(id))), (6, vec![7, 8, 9]), "{id}");
        }
    }

    #[test]
    fn it_is_bounded_in_bytes_too() {
        let history = History::new("run".to_owned(), 1000, 300);
        tell(&history, 1..=100);
        let (missed, numbers) = read(&mut history.reader(None));
        assert!(numbers.len() < 12 && numbers.last() == Some(&100), "{numbers:?}");
        assert_eq!(missed + numbers.len() as u64, 100);
        // What has no room at all is missing, and does not stand in the way of the next one.
        history.keep(&Event::Changed { what: "x".repeat(400) });
        tell(&history, 102..=102);
        assert_eq!(read(&mut history.reader(Some("run-100"))), (1, vec![102]));
    }

    #[tokio::test]
    async fn who_waits_is_woken() {
        let history = History::new("run".to_owned(), 10, 10_000);
        let mut reader = history.reader(None);
        let waiting = tokio::spawn(async move { reader.next().await });
        tokio::task::yield_now().await;
        tell(&history, 1..=1);
        let frames = waiting.await.expect("it ends").expect("frames");
        assert!(frames.contains("id: run-1\n"), "{frames}");
    }
}
