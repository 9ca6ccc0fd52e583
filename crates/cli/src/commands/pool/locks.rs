//! Locked liquidity.

use super::{
    arguments::{date, duration, Moment},
    liquidity::liquidity,
    trading::{of_side, pair, Part},
    Plan,
};
use crate::{
    context::Context,
    output::{table, tokens},
};
use ::amm::constants::LP_DECIMALS;
use anyhow::ensure;
use assay_client::{
    accounts,
    amm::{self, LiquidityLock, LocksOf, Release, Side, Snapshot},
};
use serde_json::{json, Value};
use solana_address::Address;
use solana_signer::Signer;
use std::{
    collections::{hash_map::Entry, HashMap},
    process::ExitCode,
};

#[derive(clap::Args)]
pub struct Lock {
    /// The pool's address, from `assay pool list`
    pool: Address,
    /// Liquidity, or `all` there is
    liquidity: Part,
    /// Whose it will be, who collects [default: one's own]
    #[arg(long)]
    owner: Option<Address>,
    /// Never release it; what it earns stays collectable
    #[arg(long, required_unless_present = "until", conflicts_with = "until")]
    for_ever: bool,
    /// When all of it is released: Unix time, or so long after the start, at most 20 years
    #[arg(long, value_name = "TIME")]
    until: Option<Moment>,
    /// When the even release starts: Unix time, or so long from now
    #[arg(long, value_name = "TIME", default_value = "0s", requires = "until")]
    from: Moment,
}

#[derive(clap::Args)]
pub struct List {
    /// Whose [default: one's own keypair's]
    #[arg(long, conflicts_with = "all")]
    owner: Option<Address>,
    /// Everybody's
    #[arg(long)]
    all: bool,
    /// Of this pool only
    #[arg(long)]
    pool: Option<Address>,
}

pub async fn lock(context: &Context, me: Address, arguments: Lock) -> anyhow::Result<Plan> {
    let snapshot = Snapshot::load(&context.rpc, &arguments.pool).await?;
    let amount = liquidity(context, &snapshot, &me, &arguments.liquidity).await?;
    let owner = arguments.owner.unwrap_or(me);
    let release = match arguments.until {
        None => Release {
            starts_at: 0,
            ends_at: 0,
        },
        Some(until) => {
            let starts_at = arguments.from.from(snapshot.now())?;
            let ends_at = until.from(starts_at)?;
            Release { starts_at, ends_at }
        }
    };
    let id = new_id(context, &snapshot).await?;
    let lock = snapshot.pool.lock_liquidity(me, id, owner, amount, release);
    let how_long = match release.ends_at {
        0 => "for ever".to_owned(),
        ends_at => format!("until {}", date(ends_at)),
    };
    let address = snapshot.pool.lock(id);
    let done = format!(
        "locked {} of liquidity {how_long} in {address}",
        tokens(amount, LP_DECIMALS)
    );
    Ok(Plan::new([lock], done)
        .with("lock", address.to_string())
        .with("id", id)
        .with("liquidity", amount))
}

/// An id that no lock of the pool has.
async fn new_id(context: &Context, snapshot: &Snapshot) -> anyhow::Result<u64> {
    loop {
        let id = rand::random::<u64>();
        let taken = accounts::find::<LiquidityLock>(&context.rpc, &snapshot.pool.lock(id)).await?;
        if taken.is_none() {
            return Ok(id);
        }
    }
}

pub async fn collect(context: &Context, me: Address, lock: Address) -> anyhow::Result<Plan> {
    let state: LiquidityLock = accounts::fetch(&context.rpc, &lock).await?;
    let snapshot = Snapshot::load(&context.rpc, &state.pool).await?;
    let pool = &snapshot.pool;
    let due = snapshot.collectable(&state);
    let open = pool.open_lp_account(&me, &state.owner);
    let collect = pool.collect_lock(state.id, &state.owner);
    let done = format!(
        "paid {} of liquidity to {}",
        tokens(due, LP_DECIMALS),
        state.owner
    );
    Ok(Plan::new([open, collect], done).with("liquidity", due))
}

pub async fn close(context: &Context, me: Address, lock: Address) -> anyhow::Result<Plan> {
    let state: LiquidityLock = accounts::fetch(&context.rpc, &lock).await?;
    ensure!(
        state.owner == me,
        "lock {lock} belongs to {}, and you sign as {me}: name its owner's key with --keypair",
        state.owner
    );
    let snapshot = Snapshot::load(&context.rpc, &state.pool).await?;
    let close = snapshot.pool.close_lock(state.id, me);
    Ok(Plan::new([close], "closed; the rent is back"))
}

pub async fn list(context: &Context, arguments: List) -> anyhow::Result<ExitCode> {
    let owner = match (arguments.all, arguments.owner) {
        (true, _) => None,
        (false, Some(owner)) => Some(owner),
        (false, None) => Some(context.keypair()?.pubkey()),
    };
    let of = LocksOf {
        pool: arguments.pool,
        owner,
    };
    let locks = amm::locks(&context.rpc, of).await?;
    let mut pools: HashMap<Address, Snapshot> = HashMap::new();
    for (_, lock) in &locks {
        if let Entry::Vacant(pool) = pools.entry(lock.pool) {
            pool.insert(Snapshot::load(&context.rpc, &lock.pool).await?);
        }
    }
    let views: Vec<_> = locks
        .iter()
        .filter_map(|(address, lock)| Some(View::new(address, lock, pools.get(&lock.pool)?)))
        .collect();
    let value: Vec<_> = views.iter().map(View::to_json).collect();
    context.out.result(&value, || match views.is_empty() {
        true => "there is no such lock: `assay pool lock` makes one".to_owned(),
        false => {
            let heading = [
                "lock",
                "pair",
                "owner",
                "locked",
                "worth",
                "to collect",
                "released",
            ];
            table(heading, views.iter().map(View::row).collect())
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

struct View<'a> {
    address: &'a Address,
    lock: &'a LiquidityLock,
    pool: &'a Snapshot,
    due: u64,
    worth: [u64; 2],
}

impl<'a> View<'a> {
    fn new(address: &'a Address, lock: &'a LiquidityLock, pool: &'a Snapshot) -> Self {
        Self {
            address,
            lock,
            pool,
            due: pool.collectable(lock),
            worth: pool.worth(lock.liquidity),
        }
    }

    fn to_json(&self) -> Value {
        json!({
            "lock": self.address.to_string(),
            "id": self.lock.id,
            "pool": self.lock.pool.to_string(),
            "owner": self.lock.owner.to_string(),
            "liquidity": self.lock.liquidity,
            "collectable": self.due,
            "worth_a": self.worth[0],
            "worth_b": self.worth[1],
            "starts_at": self.lock.release.starts_at,
            "ends_at": self.lock.release.ends_at,
        })
    }

    fn row(&self) -> [String; 7] {
        let worth = |side: Side| of_side(self.pool, side, self.worth[side as usize]);
        let Release { starts_at, ends_at } = self.lock.release;
        let now = self.pool.now();
        let released = match ends_at {
            0 => "never".to_owned(),
            ends_at if ends_at <= now => "all of it".to_owned(),
            _ if now < starts_at => format!("from {} on", date(starts_at)),
            ends_at => format!("fully in {}", duration(ends_at - now)),
        };
        [
            self.address.to_string(),
            pair(self.pool),
            self.lock.owner.to_string(),
            tokens(self.lock.liquidity, LP_DECIMALS),
            format!("{}\n{}", worth(Side::A), worth(Side::B)),
            tokens(self.due, LP_DECIMALS),
            released,
        ]
    }
}
