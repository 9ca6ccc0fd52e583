//! What providers, verifiers and the judge rely on, through the public interface.

mod catalogue;
mod convict;
mod hostile;
mod job;
mod opened;
mod operators;
mod padding;
mod rows;
mod rules;
mod seeded;
mod spec;
mod splice;
mod typing;
mod vectors;
