//! The golden vectors of `vectors/pov.json`, which an independent implementation wrote.
