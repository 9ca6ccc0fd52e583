//! How often one address may ask.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::Instant;

/// Addresses remembered; beyond it, those that have not asked for a while are forgotten.
const MAX_ADDRESSES: usize = 10_000;

/// A token bucket per address: `burst` requests at once, `per_second` of them back every second.
pub(super) struct Rates {
    per_second: f64,
    burst: f64,
    buckets: Mutex<HashMap<IpAddr, Bucket>>,
}

struct Bucket {
    tokens: f64,
    at: Instant,
}

impl Rates {
    pub(super) fn new(per_second: u32, burst: u32) -> Self {
        Self {
            per_second: f64::from(per_second.max(1)),
            burst: f64::from(burst.max(1)),
            buckets: Mutex::default(),
        }
    }

    /// Takes a token of this address, if it has one.
    pub(super) fn grant(&self, address: IpAddr) -> bool {
        self.grant_at(network(address), Instant::now())
    }

    fn grant_at(&self, address: IpAddr, now: Instant) -> bool {
        let mut buckets = self
            .buckets
            .lock()
            .expect("no thread panics while it holds the buckets");
        if buckets.len() >= MAX_ADDRESSES && !buckets.contains_key(&address) {
            // A bucket that is full again is as good as none.
            let (burst, per_second) = (self.burst, self.per_second);
            buckets.retain(|_, bucket| bucket.filled(now, per_second) < burst);
            if buckets.len() >= MAX_ADDRESSES {
                return false;
            }
        }
        let bucket = buckets.entry(address).or_insert(Bucket {
            tokens: self.burst,
            at: now,
        });
        bucket.tokens = bucket.filled(now, self.per_second).min(self.burst);
        bucket.at = now;
        let granted = bucket.tokens >= 1.0;
        if granted {
            bucket.tokens -= 1.0;
        }
        granted
    }
}

impl Bucket {
    fn filled(&self, now: Instant, per_second: f64) -> f64 {
        self.tokens + now.saturating_duration_since(self.at).as_secs_f64() * per_second
    }
}

/// One subscriber of IPv6 has a whole /64; it counts as one address.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => IpAddr::V4(v4),
            None => IpAddr::V6((v6.to_bits() & !u128::from(u64::MAX)).into()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn an_address_gets_its_burst_and_then_its_rate() {
        let rates = Rates::new(2, 3);
        let start = Instant::now();
        let granted = (0..5).filter(|_| rates.grant_at(address(1), start)).count();
        assert_eq!(granted, 3);
        let later = start + Duration::from_secs(1);
        let granted = (0..5).filter(|_| rates.grant_at(address(1), later)).count();
        assert_eq!(granted, 2);
    }

    #[test]
    fn one_address_does_not_use_up_anothers() {
        let rates = Rates::new(1, 1);
        let now = Instant::now();
        assert!(rates.grant_at(address(1), now));
        assert!(!rates.grant_at(address(1), now));
        assert!(rates.grant_at(address(2), now));
    }

    #[test]
    fn addresses_of_one_ipv6_network_share_and_the_memory_is_bounded() {
        let of = |low: u64| network(IpAddr::V6((0x2001_0db8_u128 << 96 | u128::from(low)).into()));
        assert_eq!(of(1), of(u64::MAX));
        let rates = Rates::new(1, 1);
        let now = Instant::now();
        for n in 0..MAX_ADDRESSES as u32 {
            assert!(rates.grant_at(IpAddr::V4(n.into()), now));
        }
        assert!(
            !rates.grant_at(IpAddr::V4(u32::MAX.into()), now),
            "a flood of addresses is refused"
        );
        let later = now + Duration::from_secs(2);
        assert!(
            rates.grant_at(IpAddr::V4(u32::MAX.into()), later),
            "and forgotten when it is over"
        );
        assert_eq!(rates.buckets.lock().unwrap().len(), 1);
    }
}
