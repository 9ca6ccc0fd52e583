//! Rules that cut across instructions: what is possible in which state.

mod job_states;
mod operator_states;
mod position_states;
mod proposal_states;
