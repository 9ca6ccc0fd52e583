//! Farms: two of a pool, one of another, with stakes of one owner and of another.

use super::{recipes, stake::emit, Recipe};
use crate::lab::{top_bump, Lab};
use assay_client::{
    address,
    stake::{LpFarm, StakePool},
    token::TOKEN_PROGRAM,
};
use solana_address::Address;
use solana_instruction::Instruction;
use stake::constants::{FARM_SEED, FARM_STAKE_SEED, FARM_VAULT_SEED};

/// What everybody has of every LP token, base units.
const PURSE: u64 = 10_000_000;
/// Some of it.
const AMOUNT: u64 = 5_000;
const WEIGHT: u64 = 100;
const HOUR: i64 = 3_600;

/// One recipe for each instruction about farms.
pub fn recipes() -> Vec<Recipe> {
    recipes![
        create_farm,
        set_farm_weight,
        open_farm_stake,
        stake_liquidity,
        unstake_liquidity,
        claim_liquidity,
        close_farm_stake,
    ]
}

/// The farm that an LP mint of this name would have. Its addresses have the bump 255, and so has the stake of the
/// first client.
fn lp_mint(lab: &mut Lab, name: &str, pool: StakePool) -> LpFarm {
    let (owner, authority) = (lab.parties.clients[0], lab.wallet("exchange"));
    let mint = lab.mint(name, TOKEN_PROGRAM, authority, |mint| {
        let farm = address::farm(&pool.address, mint);
        [
            [FARM_SEED, pool.address.as_ref(), mint.as_ref()].as_slice(),
            &[FARM_VAULT_SEED, farm.as_ref()],
            &[FARM_STAKE_SEED, farm.as_ref(), owner.as_ref()],
        ]
        .iter()
        .all(|seeds| top_bump(&stake::ID, seeds))
    });
    let farm = pool.farm(mint);
    lab.call(farm.address, format!("farm of {name}"));
    lab.call(farm.vault, format!("vault of {name}"));
    for client in lab.parties.clients.clone() {
        lab.give(client, mint, TOKEN_PROGRAM, PURSE);
    }
    farm
}

/// The farm a recipe is about, another of the same pool, one of another pool.
fn farms(lab: &mut Lab) -> [LpFarm; 3] {
    [(0, "lp"), (0, "other lp"), (1, "foreign lp")].map(|(pool, name)| {
        let (governor, pool) = (lab.parties.governors[pool], lab.parties.pools[pool]);
        let farm = lp_mint(lab, name, pool);
        lab.send(farm.create_farm(governor, WEIGHT));
        farm
    })
}

/// The farms with a stake of the first client in each, and one of the second client in the first. Gives what the
/// recipe is about.
fn opened(lab: &mut Lab) -> (LpFarm, Vec<(LpFarm, Address)>) {
    let [first, second, foreign] = farms(lab);
    let [me, another] = [0, 1].map(|n| lab.parties.clients[n]);
    let stakes = [
        (first, me, "a stake"),
        (second, me, "a stake of the same owner in another farm"),
        (first, another, "a stake of another owner"),
        (foreign, me, "a stake in another pool's farm"),
    ]
    .map(|(farm, owner, name)| {
        lab.send(farm.open_farm_stake(owner));
        lab.call(farm.stake(&owner), name);
        (farm, owner)
    });
    (first, stakes.into())
}

/// The stakes have something in them, and something to claim when time has passed.
fn farming(lab: &mut Lab) -> LpFarm {
    let (farm, stakes) = opened(lab);
    for (farm, owner) in stakes {
        lab.send(farm.stake_liquidity(owner, AMOUNT));
    }
    emit(lab);
    lab.advance(HOUR);
    farm
}

fn create_farm(lab: &mut Lab) -> Instruction {
    farms(lab);
    let (pool, governor) = (lab.parties.pools[0], lab.parties.governors[0]);
    lp_mint(lab, "new lp", pool).create_farm(governor, WEIGHT)
}

fn set_farm_weight(lab: &mut Lab) -> Instruction {
    let farm = farming(lab);
    farm.set_farm_weight(lab.parties.governors[0], WEIGHT / 2)
}

fn open_farm_stake(lab: &mut Lab) -> Instruction {
    let [farm, ..] = farms(lab);
    farm.open_farm_stake(lab.parties.clients[0])
}

fn stake_liquidity(lab: &mut Lab) -> Instruction {
    let farm = farming(lab);
    farm.stake_liquidity(lab.parties.clients[0], AMOUNT)
}

fn unstake_liquidity(lab: &mut Lab) -> Instruction {
    let farm = farming(lab);
    farm.unstake_liquidity(lab.parties.clients[0], AMOUNT / 2)
}

fn claim_liquidity(lab: &mut Lab) -> Instruction {
    let farm = farming(lab);
    farm.claim_liquidity(lab.parties.clients[0])
}

fn close_farm_stake(lab: &mut Lab) -> Instruction {
    let (farm, _) = opened(lab);
    farm.close_farm_stake(lab.parties.clients[0])
}
