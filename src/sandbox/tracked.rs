use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Serialize};

/// A value that knows whether somebody had it in hand to change it since it was saved.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tracked<T> {
    value: T,
    #[serde(skip, default = "yes")]
    touched: bool,
}

/// A new value was never saved.
impl<T: Default> Default for Tracked<T> {
    fn default() -> Self {
        Self { value: T::default(), touched: true }
    }
}

fn yes() -> bool {
    true
}

impl<T> Tracked<T> {
    /// A value as it was saved.
    pub(super) fn saved(value: T) -> Self {
        Self { value, touched: false }
    }

    /// Whether it may differ from what was saved; asking counts as saving it.
    pub(super) fn take_touched(&mut self) -> bool {
        std::mem::take(&mut self.touched)
    }
}

impl<'a, T> IntoIterator for &'a Tracked<T>
where
    &'a T: IntoIterator,
{
    type Item = <&'a T as IntoIterator>::Item;
    type IntoIter = <&'a T as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.value.into_iter()
    }
}

impl<T> Deref for Tracked<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Tracked<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.touched = true;
        &mut self.value
    }
}
