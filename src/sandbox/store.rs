//! (being built) keeps the world in a folder
