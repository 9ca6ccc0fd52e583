//! Which jobs are taken: the rules that need no more than the chain, in order.

use assay_client::content::ContentError;
use assay_client::{
    escrow::Job,
    stake::{Operator, Pool, ROLE_PROVIDER},
    ClientError,
};
use solana_address::Address;

use super::Config;
use crate::execute::ExecuteError;
use crate::store::StoreError;

/// Heartbeats must leave room for this many looks at the chain.
const LOOKS_PER_HEARTBEAT: u64 = 5;

/// Why a job is not taken.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    #[error("its time to be accepted is over")]
    Late,
    #[error("its client {0} is not among those we work for")]
    Client(Address),
    #[error("its price {price} is below our {floor} base units")]
    Price { price: u64, floor: u64 },
    #[error("it asks for class {needed}, ours is {ours}; `assay worker benchmark` shows a higher one")]
    Class { needed: u16, ours: u16 },
    #[error("it asks for reputation {needed}, ours is {ours}")]
    Reputation { needed: u32, ours: u32 },
    #[error("it needs a bond of {needed} base units, {free} are free; {missing} are missing", missing = needed - free)]
    Bond { needed: u64, free: u64 },
    #[error("the operator is retired, jailed or no provider")]
    MayNotWork,
    #[error("it asks for a heartbeat every {seconds} seconds, too often for a look every {poll_ms} ms")]
    Heartbeat { seconds: u32, poll_ms: u64 },
    #[error("it needs {needed} bytes of {what}, at most {most} are granted")]
    Size {
        what: &'static str,
        needed: u64,
        most: u64,
    },
    #[error("it would take about {needed} s of the {given} s given")]
    Time { needed: u64, given: u32 },
    #[error(transparent)]
    Content(#[from] ContentError),
    #[error(transparent)]
    Operands(#[from] ExecuteError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Chain(#[from] ClientError),
}

impl Refusal {
    /// Whether it may be otherwise in a while.
    pub(super) fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Bond { .. }
                | Self::Class { .. }
                | Self::Reputation { .. }
                | Self::MayNotWork
                | Self::Content(ContentError::Unfetchable { .. })
                | Self::Store(_)
                | Self::Chain(_)
        )
    }
}

/// Checks what the chain says of a job against what it says of us.
pub(super) fn check(
    job: &Job,
    operator: &Operator,
    pool: &Pool,
    config: &Config,
    now: i64,
) -> Result<(), Refusal> {
    let floor = config.min_price.unwrap_or(operator.price_floor);
    let free = operator.free_bond(pool.bond_factor_bps);
    let reputation = operator.reputation(now);
    let heartbeat_ms = u64::from(job.heartbeat_seconds) * 1_000;
    if now > job.accept_by {
        return Err(Refusal::Late);
    }
    if !config.clients.is_empty() && !config.clients.contains(&job.client) {
        return Err(Refusal::Client(job.client));
    }
    if job.price < floor {
        return Err(Refusal::Price {
            price: job.price,
            floor,
        });
    }
    if operator.class < job.min_class {
        return Err(Refusal::Class {
            needed: job.min_class,
            ours: operator.class,
        });
    }
    if operator.retired != 0 || now < operator.jailed_until || operator.roles & ROLE_PROVIDER == 0 {
        return Err(Refusal::MayNotWork);
    }
    if reputation < job.min_reputation {
        return Err(Refusal::Reputation {
            needed: job.min_reputation,
            ours: reputation,
        });
    }
    if free < job.terms.required_bond {
        return Err(Refusal::Bond {
            needed: job.terms.required_bond,
            free,
        });
    }
    if heartbeat_ms > 0 && heartbeat_ms < LOOKS_PER_HEARTBEAT * config.poll_ms {
        return Err(Refusal::Heartbeat {
            seconds: job.heartbeat_seconds,
            poll_ms: config.poll_ms,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytemuck::Zeroable;

    fn world() -> (Job, Operator, Pool, Config) {
        let mut job = Job::zeroed();
        job.accept_by = 100;
        job.price = 50;
        job.terms.required_bond = 30;
        let mut operator = Operator::zeroed();
        operator.roles = ROLE_PROVIDER;
        operator.own_bond = 60;
        operator.price_floor = 40;
        let mut pool = Pool::zeroed();
        pool.bond_factor_bps = 5_000;
        let operator_address = Address::new_from_array([1; 32]).to_string();
        let environment = [("ASSAY_WORKER_OPERATOR".to_owned(), operator_address)];
        let config = Config::load(None, environment, toml::Table::new()).unwrap();
        (job, operator, pool, config)
    }

    /// What a change to the world makes of a job that was acceptable.
    fn refused(change: impl FnOnce(&mut Job, &mut Operator, &mut Config)) -> Option<Refusal> {
        let (mut job, mut operator, pool, mut config) = world();
        change(&mut job, &mut operator, &mut config);
        check(&job, &operator, &pool, &config, 100).err()
    }

    #[test]
    fn each_rule_refuses_by_itself() {
        assert!(refused(|_, _, _| ()).is_none());
        assert!(matches!(
            refused(|job, _, _| job.accept_by = 99),
            Some(Refusal::Late)
        ));
        let stranger = Address::new_from_array([9; 32]);
        assert!(matches!(
            refused(|_, _, config| config.clients = vec![stranger]),
            Some(Refusal::Client(_))
        ));
        assert!(matches!(
            refused(|job, _, _| job.price = 39),
            Some(Refusal::Price { price: 39, floor: 40 })
        ));
        assert!(matches!(
            refused(|_, _, config| config.min_price = Some(51)),
            Some(Refusal::Price { floor: 51, .. })
        ));
        assert!(refused(|job, _, config| (job.price, config.min_price) = (1, Some(1))).is_none());
        assert!(matches!(
            refused(|job, _, _| job.min_class = 1),
            Some(Refusal::Class { needed: 1, ours: 0 })
        ));
        assert!(matches!(
            refused(|_, operator, _| operator.retired = 1),
            Some(Refusal::MayNotWork)
        ));
        assert!(matches!(
            refused(|_, operator, _| operator.jailed_until = 101),
            Some(Refusal::MayNotWork)
        ));
        assert!(matches!(
            refused(|_, operator, _| operator.roles = 0),
            Some(Refusal::MayNotWork)
        ));
        assert!(matches!(
            refused(|job, _, _| job.min_reputation = 1),
            Some(Refusal::Reputation { .. })
        ));
        let short = refused(|_, operator, _| operator.own_bond = 59).unwrap();
        assert!(matches!(short, Refusal::Bond { needed: 30, free: 29 }));
        assert!(short.to_string().ends_with("1 are missing"), "{short}");
        assert!(matches!(
            refused(|job, _, _| job.heartbeat_seconds = 4),
            Some(Refusal::Heartbeat { .. })
        ));
        assert!(refused(|job, _, _| job.heartbeat_seconds = 5).is_none());
    }
    #[test]
    fn ids_outside_their_table_refuse_a_job_for_good_and_say_where() {
        let refusal = Refusal::from(ExecuteError::Id {
            op: 3,
            ids: assay_proof::Source::Input(1),
            position: 17,
            id: 30_522,
            rows: 30_522,
        });
        assert!(!refusal.may_pass(), "the same ids will be outside tomorrow");
        assert_eq!(
            refusal.to_string(),
            "op 3: id 30522 at position 17 of input 1 is outside a table of 30522 rows; refuse the job"
        );
    }
}
