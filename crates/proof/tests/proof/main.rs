//! What providers, verifiers and the judge rely on, through the public interface.

mod convict;
mod hostile;
mod job;
mod opened;
mod padding;
mod rows;
mod seeded;
mod spec;
mod splice;
mod typing;
mod vectors;
