//! Challenges and folded operands as field elements, for keeping them.

use super::{Challenge, Folded};
use crate::field::{join16, Fp};

impl Challenge {
    /// The challenge of these elements.
    pub(crate) fn of(elements: &[Fp]) -> Self {
        Self {
            digits16: elements.iter().map(|r| r.digits16()).collect(),
            digits21: [0, 1, 2].map(|d| elements.iter().map(|r| r.digits21()[d]).collect()),
        }
    }

    /// Its elements.
    pub(crate) fn elements(&self) -> Vec<Fp> {
        let digits = self.digits16.iter();
        digits.map(|digits| join16(digits.map(i64::from))).collect()
    }
}

impl Folded {
    /// The folded operand of these elements.
    pub(crate) fn of(elements: &[Fp]) -> Self {
        Self {
            digits16: [0, 1, 2, 3].map(|d| elements.iter().map(|e| e.digits16()[d]).collect()),
        }
    }

    /// Its elements.
    pub(crate) fn elements(&self) -> Vec<Fp> {
        let element = |t: usize| join16(self.digits16.each_ref().map(|digit| i64::from(digit[t])));
        (0..self.digits16[0].len()).map(element).collect()
    }
}
