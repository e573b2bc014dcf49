use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tokio::sync::OnceCell;

use super::{Hands, Refusal};
use crate::value::Outputs;

/// How closely the cloud is looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Closeness {
    /// Where a list says that something is as it was recorded, it is believed: an S3 object with the recorded ETag and size has
    /// the headers it was uploaded with.
    #[default]
    AsListed,
    /// Everything is asked for itself.
    OneByOne,
}

/// One look at everything recorded. What several reads want to know is asked once; verbs that change something never get hands
/// that look.
#[derive(Clone, Default)]
pub(super) struct Look {
    answers: Arc<Mutex<HashMap<String, Arc<Question>>>>,
    /// Outputs of the resource that is read, as recorded.
    recorded: Arc<Outputs>,
}

#[derive(Default)]
struct Question {
    asked: Mutex<usize>,
    answer: OnceCell<Box<dyn Any + Send + Sync>>,
}

impl Hands {
    /// The same hands, for looks that ask for everything itself and believe no list.
    pub fn closely(self) -> Self {
        Self { closeness: Closeness::OneByOne, ..self }
    }

    /// Hands for one look at the cloud: only for reading.
    pub fn looking(&self) -> Self {
        Self { look: Some(Look::default()), ..self.clone() }
    }

    /// The same look, at a resource with these recorded outputs.
    pub fn at(&self, recorded: &Outputs) -> Self {
        let look = self.look.clone().map(|look| Look { recorded: Arc::new(recorded.clone()), ..look });
        Self { look, ..self.clone() }
    }

    /// A recorded output of the resource that is read, where a list may be believed.
    pub fn recorded(&self, output: &str) -> Option<&str> {
        let look = self.look.as_ref().filter(|_| self.closeness == Closeness::AsListed)?;
        look.recorded.get(output).map(String::as_str)
    }

    /// The answer to a question that reads of this look share, asked by whoever comes first. `None`: this is no look, or fewer
    /// than `spared` reads had the question before and it is cheaper to ask for the one thing.
    ///
    /// # Errors
    /// That of `ask`; the next one who wants to know asks again.
    pub async fn shared<T, F, Fut>(&self, question: &str, spared: usize, ask: F) -> Result<Option<Arc<T>>, Refusal>
    where
        T: Send + Sync + 'static,
        F: FnOnce() -> Fut,
        Fut: Future<Output = Result<T, Refusal>>,
    {
        let Some(look) = &self.look else { return Ok(None) };
        let question = {
            let mut answers = look.answers.lock().unwrap_or_else(|broken| broken.into_inner());
            Arc::clone(answers.entry(question.to_owned()).or_default())
        };
        {
            let mut asked = question.asked.lock().unwrap_or_else(|broken| broken.into_inner());
            *asked += 1;
            if *asked <= spared {
                return Ok(None);
            }
        }
        let answer = question
            .answer
            .get_or_try_init(|| async { Ok(Box::new(Arc::new(ask().await?)) as Box<dyn Any + Send + Sync>) })
            .await?;
        Ok(answer.downcast_ref::<Arc<T>>().cloned())
    }
}
