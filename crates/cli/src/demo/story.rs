//! What the audience reads: each line with the time since the curtain rose.

use crate::output::Output;
use serde::Serialize;
use std::time::Instant;

/// The teller.
pub struct Story {
    out: Output,
    begun: Instant,
}

impl Story {
    pub fn new(out: Output) -> Self {
        Self {
            out,
            begun: Instant::now(),
        }
    }

    /// Since the beginning.
    pub fn seconds(&self) -> f64 {
        self.begun.elapsed().as_secs_f64()
    }

    /// A line of the story. In JSON it goes to standard error, so that standard output ends with
    /// the one line programs read.
    pub fn tell(&self, line: &str) {
        self.aside(&format!("{:5.1} s  {line}", self.seconds()));
    }

    /// A line without the time.
    pub fn aside(&self, line: &str) {
        if self.out.is_json() {
            eprintln!("{line}");
        } else {
            println!("{line}");
        }
    }

    /// The closing line for programs, its fields in the order they are declared.
    pub fn json(&self, closing: &impl Serialize) -> anyhow::Result<()> {
        if self.out.is_json() {
            println!("{}", serde_json::to_string(closing)?);
        }
        Ok(())
    }
}
