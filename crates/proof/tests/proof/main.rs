//! What providers, verifiers and the judge rely on, through the public interface.

mod convict;
mod hostile;
mod job;
mod padding;
mod seeded;
mod spec;
mod splice;
mod vectors;
