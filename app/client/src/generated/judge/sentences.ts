// Generated from the IDL by scripts/generate.mjs. Do not edit.

export const SENTENCES: Record<number, readonly [name: string, sentence: string]> = {
    10000: ["EvidenceMalformed", "Evidence rejected: it is malformed, cut short or has trailing bytes; the log says where"],
    10001: ["EvidenceOfAnotherSpec", "Evidence rejected: its spec part is not of this job"],
    10002: ["EvidenceOfAnotherTrace", "Evidence rejected: its trace part is not of this result"],
    10003: ["EvidenceOp", "Evidence rejected: the op's descriptor or index is wrong"],
    10004: ["EvidenceOperand", "Evidence rejected: an operand does not open its root, or has the wrong shape"],
    10005: ["EvidenceClaim", "Evidence rejected: the claimed element does not open the trace"],
    10006: ["EvidenceHonest", "Evidence rejected: the claimed number is correct"],
    10007: ["EvidenceOfAnotherCommitment", "Evidence rejected: it does not open what the verifier committed to"],
    10008: ["OutsideAccount", "The account is shorter than the evidence it is said to hold"],
};
