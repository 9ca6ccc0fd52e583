//! Attacks that drained others, against a realm.

mod delegation_loops;
mod failing_action;
mod flash_loans;
mod malicious_upgrade;
mod presigned;
mod quorum_sniping;
mod raised_cooldown;
mod spam;
mod swapped_actions;
mod treasury_votes;
mod vote_accounting;
mod voting_twice;
