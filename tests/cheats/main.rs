//! The cheating catalogue: one function per way to cheat, named for it, on the real ELF files. Each ends in conviction,
//! refusal or refund, and every token of everybody is where the rules say, to the last unit.
//!
//! | who cheats | how | what comes of it |
//! |---|---|---|
//! | provider | a wrong number, of any op | [`numbers`]: conviction |
//! | provider | other weights, another input, another op than asked for | [`numbers`]: conviction |
//! | provider | a trace cut short or prolonged, another output, header or padding | [`commitment`]: conviction |
//! | provider | somebody else's commitment, a result of another job, an old opening | [`commitment`]: refusal, conviction |
//! | provider | late or not at all | [`late`]: refusal, refund and penalty |
//! | provider | does not show what it committed to | [`withheld`]: conviction |
//! | provider | claims hardware that it does not have | [`hardware`]: neither class nor job |
//! | verifier | accepts what it has not looked at; all of them together | [`verifiers`]: slashed with the provider |
//! | verifier | says that it computed what it did not, or copies another's vectors | [`verifiers`]: slashed |
//! | anybody | convicts itself, copies evidence, risks more than the bond | [`money`]: never a profit |

mod commitment;
mod hardware;
mod late;
mod money;
mod numbers;
mod support;
mod verifiers;
mod withheld;
