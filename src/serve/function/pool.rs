use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::sync::Semaphore;

use super::instance::{Broken, Instance};
use super::leash::Leash;
use super::moment::Moment;
use super::package::Program;
use super::said::Speaker;
use crate::sandbox::Runnable;

/// Instances of one function at once, unless it reserves fewer; further calls wait for one.
const INSTANCES: u64 = 16;

/// How often a call that no function saw is handed to another instance.
const AGAIN: u32 = 3;

/// The instances of a function: one call at a time each, kept warm between calls.
pub struct Pool {
    runnable: Arc<Runnable>,
    program: Program,
    leash: Arc<Leash>,
    speaker: Speaker,
    idle: Mutex<Vec<Instance>>,
    places: Semaphore,
}

impl Pool {
    /// Nothing runs before the first call.
    pub fn new(runnable: Arc<Runnable>, program: Program, leash: Arc<Leash>, speaker: Speaker) -> Self {
        let places = runnable.concurrency.unwrap_or(INSTANCES).clamp(1, INSTANCES);
        let places = Semaphore::new(usize::try_from(places).unwrap_or(1));
        Self { runnable, program, leash, speaker, idle: Mutex::default(), places }
    }

    /// Calls a warm instance, or a new one.
    ///
    /// # Errors
    /// Why it did not answer. An instance that crashed or took too long is ended; others go on.
    pub async fn invoke(&self, event: Bytes, moment: &Moment, limit: Duration) -> Result<Bytes, Broken> {
        let _place = self.places.acquire().await;
        let mut again = AGAIN;
        loop {
            let mut instance = match self.warm() {
                Some(instance) => instance,
                None => {
                    let began = Instant::now();
                    let instance = Instance::start(&self.runnable, &self.program, &self.leash, &self.speaker).await?;
                    let (took, by) = (began.elapsed().as_millis(), &self.program.by);
                    self.speaker.tell(format!("cold start in {took} ms ({by})"));
                    instance
                }
            };
            let answer = instance.invoke(event.clone(), moment, limit).await;
            // One that died between two calls is nobody's mistake.
            if answer.as_ref().is_err_and(|broken| broken.unseen) && again > 0 {
                again -= 1;
                continue;
            }
            if instance.is_well() {
                self.lock().push(instance);
            }
            return answer;
        }
    }

    /// The instance that was used last, so that the others grow cold.
    fn warm(&self) -> Option<Instance> {
        let mut idle = self.lock();
        while let Some(instance) = idle.pop() {
            if instance.is_well() {
                return Some(instance);
            }
        }
        None
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Instance>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
