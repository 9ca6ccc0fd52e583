//! One instruction under trial.

use super::{
    exception::Exception,
    idl::{Interface, Slot},
    kind::Kind,
    refusal::Refusal,
    report::Report,
    trial::{trials, Change, Trial},
};
use crate::{
    chain::{Chain, Sent, SvmChain},
    lab::{Lab, Recipe},
};
use solana_account::{Account, AccountSharedData, ReadableAccount};
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};
use solana_transaction::Transaction;
use std::collections::BTreeMap;

/// Every account on a chain.
type Accounts = BTreeMap<Address, AccountSharedData>;

/// An honest instruction at the point where it succeeds.
pub struct Subject<'a> {
    name: &'static str,
    interfaces: &'a [Interface],
    pub(super) lab: Lab,
    pub(super) honest: Instruction,
    pub(super) slots: Vec<Slot>,
    /// What is in each slot, before or, when nothing is there yet, after the instruction.
    pub(super) kinds: Vec<Kind>,
    before: Accounts,
}

impl<'a> Subject<'a> {
    /// Follows `recipe` and sees that the honest instruction succeeds and is what the IDL says it is.
    ///
    /// # Errors
    /// In words, when it does not or is not.
    pub fn new(
        lab: &Lab,
        recipe: &Recipe,
        interface: &Interface,
        interfaces: &'a [Interface],
    ) -> Result<Self, String> {
        let mut lab = lab.clone();
        let honest = (recipe.prepare)(&mut lab);
        let (discriminator, mut slots) = interface
            .instruction(recipe.instruction)
            .ok_or("it is not in the IDL")?;
        if recipe.instruction == TAKES_MORE {
            slots.extend(honest.accounts.iter().enumerate().skip(slots.len()).map(more));
        }
        require_described(&honest, discriminator, &slots)?;
        // Impostors sign for whomever they like: that signatures are valid is not the programs' to check.
        lab.chain = SvmChain(lab.chain.0.with_sigverify(false));

        let mut after = lab.chain.clone();
        send(&mut after, &lab, &honest).map_err(|failure| {
            format!(
                "refused though honest: {:?}\n{}",
                failure.error,
                failure.logs.join("\n")
            )
        })?;
        let kinds = honest
            .accounts
            .iter()
            .map(|meta| {
                let kind = |chain: &SvmChain| Kind::of(get(chain, &meta.pubkey), interfaces);
                match kind(&lab.chain) {
                    Kind::Vacant => kind(&after),
                    there => there,
                }
            })
            .collect();
        let before = existing(&lab.chain, &lab.payer())
            .map(|(address, account)| (*address, account.clone()))
            .collect();
        Ok(Self {
            name: recipe.instruction,
            interfaces,
            lab,
            honest,
            slots,
            kinds,
            before,
        })
    }

    /// What is at an address.
    pub(super) fn account(&self, address: &Address) -> Option<Account> {
        get(&self.lab.chain, address).map(|account| account.clone().into())
    }

    /// Whether the honest instruction names this address.
    pub(super) fn names(&self, address: &Address) -> bool {
        self.honest.accounts.iter().any(|meta| meta.pubkey == *address)
    }

    /// Accounts of this kind that the honest instruction does not name.
    pub(super) fn others(&self, kind: &Kind) -> Vec<Address> {
        let candidates: Vec<Address> = match kind {
            Kind::Wallet => self.lab.wallets().collect(),
            Kind::Sysvar | Kind::Program | Kind::Vacant => Vec::new(),
            _ => self.before.keys().copied().collect(),
        };
        let same_kind = |address: &Address| Kind::of(self.before.get(address), self.interfaces) == *kind;
        candidates
            .into_iter()
            .filter(|address| same_kind(address) && !self.names(address))
            .collect()
    }

    /// Tries every impostor.
    pub fn try_all(&self, exceptions: &[Exception], report: &mut Report) {
        let exceptions: Vec<&Exception> = exceptions
            .iter()
            .filter(|exception| exception.instruction == self.name)
            .collect();
        let mut needed = vec![false; exceptions.len()];
        let mut chain = self.lab.chain.clone();
        for trial in trials(self) {
            report.ran(self.name, trial.class);
            let slot = &self.slots[trial.slot].name;
            let covered = exceptions
                .iter()
                .position(|exception| exception.covers(self.name, slot, trial.class, &trial.impostor));
            if let Some(index) = covered {
                needed[index] = true;
            }
            match (self.try_one(&mut chain, &trial), covered) {
                (Ok(refusal), None) => report.refused(refusal),
                (Err(Flaw::Accepted), Some(_)) => report.passed_harmlessly(),
                (Ok(refusal), Some(_)) => report.problem(format!(
                    "{}: an exception that is not needed, it is refused with {refusal:?}",
                    self.describe(&trial)
                )),
                (Err(flaw), _) => report.problem(format!("{}: {}", self.describe(&trial), flaw.text())),
            }
        }
        for (exception, needed) in exceptions.iter().zip(needed) {
            if !needed {
                report.problem(format!("an exception for no case: {exception:?}"));
            }
        }
    }

    fn describe(&self, trial: &Trial) -> String {
        let slot = &self.slots[trial.slot].name;
        format!("{}.{slot} {} ({})", self.name, trial.class.name(), trial.impostor)
    }

    /// Tries one impostor on `chain`, which is as the recipe left it before and after.
    fn try_one(&self, chain: &mut SvmChain, trial: &Trial) -> Result<Refusal, Flaw> {
        let mut instruction = self.honest.clone();
        let meta = &mut instruction.accounts[trial.slot];
        let mut planted = None;
        match trial.change.clone() {
            Change::Address(address) => meta.pubkey = address,
            Change::Planted(address, account) => {
                meta.pubkey = address;
                planted = Some((address, account));
            }
            Change::Replaced(account) => planted = Some((meta.pubkey, account)),
            Change::NoSignature => meta.is_signer = false,
            Change::NoWrite => meta.is_writable = false,
        }
        if let Some((address, account)) = &planted {
            chain.set_account(*address, account.clone());
        }
        let result = match send(chain, &self.lab, &instruction) {
            Ok(_) => Err(Flaw::Accepted),
            Err(_) if !self.is_unchanged(chain, planted.as_ref()) => Err(Flaw::Changed),
            Err(failure) => Refusal::of(&failure, self.interfaces)
                .map_err(|error| Flaw::Untyped(format!("{error}\n{}", failure.logs.join("\n")))),
        };
        if matches!(result, Err(Flaw::Accepted | Flaw::Changed)) {
            *chain = self.lab.chain.clone();
        } else if let Some((address, _)) = planted {
            chain.set_account(address, self.account(&address).unwrap_or_default());
        }
        result
    }

    /// Whether every account is as it was, but for the one that was put there.
    fn is_unchanged(&self, chain: &SvmChain, planted: Option<&(Address, Account)>) -> bool {
        let put = |address: &Address| {
            planted
                .filter(|(at, _)| at == address)
                .map(|(_, account)| account)
        };
        let mut seen = 0;
        for (address, account) in existing(chain, &self.lab.payer()) {
            match put(address) {
                Some(put) if Account::from(account.clone()) != *put => return false,
                Some(_) => {}
                None if self.before.get(address) != Some(account) => return false,
                None => seen += 1,
            }
        }
        let hidden = planted.is_some_and(|(address, _)| self.before.contains_key(address));
        seen + usize::from(hidden) == self.before.len()
    }
}

/// How a case was not refused as it should be.
enum Flaw {
    /// The impostor passed.
    Accepted,
    /// Refused, but something is not as it was.
    Changed,
    /// Refused with an error that says nothing.
    Untyped(String),
}

impl Flaw {
    fn text(&self) -> &str {
        match self {
            Self::Accepted => "accepted",
            Self::Changed => "refused, but something changed",
            Self::Untyped(error) => error,
        }
    }
}

/// The instruction that takes accounts which no IDL can know: those of what was voted.
const TAKES_MORE: &str = "execute_action";

fn more((n, meta): (usize, &AccountMeta)) -> Slot {
    Slot {
        name: format!("account {n}"),
        signer: false,
        writable: meta.is_writable,
    }
}

/// The instruction that clients build must be the one that the IDL describes.
fn require_described(honest: &Instruction, discriminator: &[u8], slots: &[Slot]) -> Result<(), String> {
    if !honest.data.starts_with(discriminator) {
        return Err("the recipe gives another instruction".into());
    }
    if honest.accounts.len() != slots.len() {
        let (given, known) = (honest.accounts.len(), slots.len());
        return Err(format!("{given} accounts are passed, the IDL has {known}"));
    }
    for (meta, slot) in honest.accounts.iter().zip(slots) {
        if (meta.is_signer, meta.is_writable) != (slot.signer, slot.writable) {
            return Err(format!(
                "{}: passed as signer {}, writable {}; the IDL says signer {}, writable {}",
                slot.name, meta.is_signer, meta.is_writable, slot.signer, slot.writable
            ));
        }
    }
    Ok(())
}

fn send(chain: &mut SvmChain, lab: &Lab, instruction: &Instruction) -> Sent {
    let mut transaction = Transaction::new_with_payer(std::slice::from_ref(instruction), Some(&lab.payer()));
    transaction.message.recent_blockhash = chain.latest_blockhash().into();
    chain.process(transaction)
}

fn get<'a>(chain: &'a SvmChain, address: &Address) -> Option<&'a AccountSharedData> {
    chain.0.accounts_db().get_account_ref(address)
}

/// Everything but the fee payer, who pays for refused transactions too.
fn existing<'a>(
    chain: &'a SvmChain,
    payer: &'a Address,
) -> impl Iterator<Item = (&'a Address, &'a AccountSharedData)> {
    let all = chain.0.accounts_db().inner.iter();
    all.filter(move |(address, account)| *address != payer && account.lamports() > 0)
}
