use super::{arguments::Amount, params::seconds, trading::Bps};
use anyhow::ensure;
use assay_client::governor::RealmSnapshot;
use solana_instruction::Instruction;

/// Parameters of the stake pool. What is not named stays as it is.
#[derive(clap::Args)]
pub struct Flags {
    /// Least bond of an operator, reward tokens
    #[arg(long, value_name = "TOKENS")]
    min_bond: Option<Amount>,
    /// How long stake that is taken out waits, up to 30d
    #[arg(long, value_name = "DURATION", value_parser = seconds)]
    cooldown: Option<u32>,
    /// How long a convicted operator may not work, up to 90d
    #[arg(long, value_name = "DURATION", value_parser = seconds)]
    jail: Option<u32>,
    /// How long a higher commission is announced before it counts, up to 90d
    #[arg(long, value_name = "DURATION", value_parser = seconds)]
    commission_delay: Option<u32>,
    /// Part of its weight that an operator's own bond must be
    #[arg(long, value_name = "BPS")]
    bond_factor: Option<Bps>,
    /// Operators among which stake is to spread, 1 to 1000
    #[arg(long)]
    saturation: Option<u16>,
    /// Highest commission, up to 50%
    #[arg(long, value_name = "BPS")]
    max_commission: Option<Bps>,
    /// Most that a commission can rise at one time, up to 50%
    #[arg(long, value_name = "BPS")]
    commission_step: Option<Bps>,
    /// Share of the emission for stake; the five shares are 100% together
    #[arg(long, value_name = "BPS")]
    security: Option<Bps>,
    /// Share of the emission for work
    #[arg(long, value_name = "BPS")]
    work: Option<Bps>,
    /// Share of the emission for verification
    #[arg(long, value_name = "BPS")]
    verification: Option<Bps>,
    /// Share of the emission for farms
    #[arg(long, value_name = "BPS")]
    liquidity: Option<Bps>,
    /// Share of the emission for the treasury
    #[arg(long, value_name = "BPS")]
    treasury: Option<Bps>,
}

impl Flags {
    pub fn prepare(&self, realm: &RealmSnapshot) -> anyhow::Result<Instruction> {
        let before = realm.pool.params();
        let bps = |named: Option<Bps>, now| named.map_or(now, |bps| bps.0);
        let seconds = |named: Option<u32>, now| named.map_or(now, i64::from);
        let mut params = before;
        params.min_bond = self.min_bond.map_or(before.min_bond, |bond| bond.base_units);
        params.cooldown_seconds = seconds(self.cooldown, before.cooldown_seconds);
        params.jail_seconds = seconds(self.jail, before.jail_seconds);
        params.commission_delay_seconds = seconds(self.commission_delay, before.commission_delay_seconds);
        params.bond_factor_bps = bps(self.bond_factor, before.bond_factor_bps);
        params.saturation = self.saturation.unwrap_or(before.saturation);
        params.max_commission_bps = bps(self.max_commission, before.max_commission_bps);
        params.commission_step_bps = bps(self.commission_step, before.commission_step_bps);
        params.security_bps = bps(self.security, before.security_bps);
        params.work_bps = bps(self.work, before.work_bps);
        params.verification_bps = bps(self.verification, before.verification_bps);
        params.liquidity_bps = bps(self.liquidity, before.liquidity_bps);
        params.treasury_bps = bps(self.treasury, before.treasury_bps);
        ensure!(params != before, "nothing would change; name a parameter");
        let mut pool = realm.pool;
        ensure!(
            pool.set_params(params).is_ok(),
            "the stake program takes no such parameters: shares of the emission add up to 100 %, and every parameter is within the bounds of `--help`"
        );
        let governance = &realm.governance;
        Ok(governance.pool.set_params(governance.treasury, params))
    }
}
