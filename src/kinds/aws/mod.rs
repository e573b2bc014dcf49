//! AWS kinds, a folder per service.
