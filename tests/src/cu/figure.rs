use crate::lab::Lab;
use solana_instruction::Instruction;

/// An instruction in a situation.
pub struct Case {
    pub program: &'static str,
    pub instruction: &'static str,
    /// What tells it from other cases of the instruction; empty for the ordinary one.
    pub case: String,
    pub prepare: Box<dyn Fn(&mut Lab) -> Instruction>,
}

impl Case {
    /// What it is about, in words.
    pub fn subject(&self) -> String {
        subject(self.program, self.instruction, &self.case)
    }
}

fn subject(program: &str, instruction: &str, case: &str) -> String {
    let separator = if case.is_empty() { "" } else { ", " };
    format!("{program} {instruction}{separator}{case}")
}

/// What a case costs, or how large an ELF file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    pub program: String,
    pub instruction: String,
    pub case: String,
    /// Compute units in the validator's runtime, calls included; bytes of an ELF file.
    pub cu: u64,
    /// The same in LiteSVM.
    pub light: u64,
    pub budget: Option<u64>,
}

/// `Figure::case` of an executed `set_pause` of the stake program.
pub const SET_PAUSE: &str = "stake set_pause";
/// `Figure::instruction` of an ELF file's size.
pub const ELF: &str = "ELF bytes";

impl Figure {
    pub fn is_size(&self) -> bool {
        self.instruction == ELF
    }

    pub fn is_over(&self) -> bool {
        self.budget.is_some_and(|budget| self.cu.max(self.light) > budget)
    }

    /// Whether the other is about the same.
    pub fn is_of(&self, other: &Self) -> bool {
        (&self.program, &self.instruction, &self.case) == (&other.program, &other.instruction, &other.case)
    }

    /// What it is about, in words.
    pub fn subject(&self) -> String {
        subject(&self.program, &self.instruction, &self.case)
    }
}

/// The most an instruction may cost, where that was decided.
pub fn budget(program: &str, instruction: &str, case: &str) -> Option<u64> {
    Some(match (program, instruction) {
        (_, ELF) => 153_600,
        ("stake", "open_position") => 12_000,
        ("stake", "claim") => 8_000,
        ("stake", "back") => 6_000,
        ("stake", "advance_epoch") => 10_000,
        ("escrow", "post_job") => 15_000,
        ("escrow", "accept") => 10_000,
        ("escrow", "commit") => 3_000,
        ("escrow", "reveal") => 4_000,
        ("escrow", "attest") => 5_000,
        ("escrow", "settle") => 20_000,
        ("escrow", "convict") if case == "MatMul, K = 16,384" => 200_000,
        // What a transaction can have: a whole row is recomputed, or a product of two rows and more.
        ("escrow", "convict") if case.contains("columns") || case.starts_with("Linear") => 1_400_000,
        ("escrow", "answer_benchmark") if case.contains("256 MiB") => 400_000,
        ("escrow", "answer_benchmark" | "refute_benchmark") => 20_000,
        ("escrow", "convict") => 60_000,
        ("escrow", "convict_verifier") => 1_400_000,
        // Token-2022 itself takes 1,500 and more than the SPL Token program.
        ("amm", "swap_exact_in" | "swap_exact_out") if !case.contains("Token-2022") => 8_000,
        ("amm", "deposit" | "withdraw") => 12_000,
        ("amm", "initialize_pool") => 40_000,
        ("governor", "cast_vote" | "finalize") => 5_000,
        ("governor", "create_proposal") => 15_000,
        // 6,000 above what the action itself costs, which is given to the authority's own call in this table.
        ("governor", "execute_action") if case == SET_PAUSE => 6_000 + 648,
        _ => return None,
    })
}
