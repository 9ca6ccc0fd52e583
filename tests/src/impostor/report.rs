use super::{refusal::Refusal, Class};
use std::{collections::BTreeMap, fmt};

/// What came out of a matrix.
pub struct Report {
    program: String,
    /// Cases run, by instruction and class.
    cases: BTreeMap<String, BTreeMap<Class, usize>>,
    refusals: BTreeMap<Refusal, usize>,
    /// Impostors that may pass, and did.
    harmless: usize,
    problems: Vec<String>,
}

impl Report {
    pub(super) fn new(program: &str) -> Self {
        Self {
            program: program.to_owned(),
            cases: BTreeMap::new(),
            refusals: BTreeMap::new(),
            harmless: 0,
            problems: Vec::new(),
        }
    }

    pub(super) fn problem(&mut self, text: String) {
        self.problems.push(text);
    }

    pub(super) fn ran(&mut self, instruction: &str, class: Class) {
        let classes = self.cases.entry(instruction.to_owned()).or_default();
        *classes.entry(class).or_default() += 1;
    }

    pub(super) fn refused(&mut self, refusal: Refusal) {
        *self.refusals.entry(refusal).or_default() += 1;
    }

    pub(super) fn passed_harmlessly(&mut self) {
        self.harmless += 1;
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.cases.extend(other.cases);
        for (refusal, count) in other.refusals {
            *self.refusals.entry(refusal).or_default() += count;
        }
        self.harmless += other.harmless;
        self.problems.extend(other.problems);
    }

    /// Everything that is not as it should be.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    /// Cases run.
    pub fn total(&self) -> usize {
        self.cases.values().flat_map(BTreeMap::values).sum()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "impostor matrix of {}: {} cases", self.program, self.total())?;
        write!(f, "{:20}", "")?;
        for class in Class::ALL {
            write!(f, "{:>12}", class.name())?;
        }
        writeln!(f)?;
        let count = |classes: &BTreeMap<Class, usize>, class| classes.get(&class).copied().unwrap_or(0);
        for (instruction, classes) in &self.cases {
            write!(f, "{instruction:20}")?;
            for class in Class::ALL {
                write!(f, "{:>12}", count(classes, class))?;
            }
            writeln!(f)?;
        }
        write!(f, "{:20}", "all")?;
        for class in Class::ALL {
            let sum: usize = self.cases.values().map(|classes| count(classes, class)).sum();
            write!(f, "{sum:>12}")?;
        }
        writeln!(f)?;
        let of = |suits: fn(&Refusal) -> bool| -> usize {
            let fitting = self.refusals.iter().filter(|(refusal, _)| suits(refusal));
            fitting.map(|(_, count)| count).sum()
        };
        writeln!(
            f,
            "refused by our errors {}, the framework {}, called programs {}, the runtime {}; harmless and listed {}",
            of(|refusal| matches!(refusal, Refusal::Ours(_))),
            of(|refusal| matches!(refusal, Refusal::Framework(_))),
            of(|refusal| matches!(refusal, Refusal::Called(_))),
            of(|refusal| matches!(refusal, Refusal::Runtime(_))),
            self.harmless,
        )
    }
}
