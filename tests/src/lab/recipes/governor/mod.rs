//! Realms of every pool, and in them proposals of one proposer and of another, voted on by several positions.

mod proposals;
mod scene;
mod streams;
mod votes;

use super::{recipes, Recipe};
pub use scene::Scene;

/// One recipe for each instruction of the governor program.
pub fn governor_recipes() -> Vec<Recipe> {
    use proposals::*;
    use streams::*;
    use votes::*;
    recipes![
        create_realm,
        handover,
        set_params,
        set_guardian,
        create_proposal,
        add_action,
        remove_action,
        submit,
        cancel,
        cast_vote,
        change_vote,
        withdraw_vote,
        close_vote,
        claim_exit,
        delegate,
        undelegate,
        finalize,
        execute_action,
        veto,
        reclaim_deposit,
        close_action,
        close_proposal,
        create_stream,
        claim_stream,
        cancel_stream,
        close_stream,
    ]
}
