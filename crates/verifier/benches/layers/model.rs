//! Shapes of the Llama-3 models: A. Dubey et al., "The Llama 3 Herd of Models", arXiv:2407.21783, table 3.

/// Sizes of a decoder with grouped-query attention and a gated feed-forward network.
#[derive(Clone, Copy)]
pub struct Model {
    pub name: &'static str,
    pub layers: usize,
    pub width: u32,
    pub hidden: u32,
    pub heads: u32,
    pub kv_heads: u32,
}

/// Elements of one head.
pub const HEAD: u32 = 128;
/// Tokens known to the model.
pub const VOCABULARY: u32 = 128_256;
/// Tokens checked together: the last of a sequence.
pub const TOKENS: u32 = 16;
/// Tokens that the last one attends to, itself among them.
pub const CONTEXT: u32 = 512;

pub const MODELS: [Model; 3] = [
    Model {
        name: "8B",
        layers: 32,
        width: 4096,
        hidden: 14_336,
        heads: 32,
        kv_heads: 8,
    },
    Model {
        name: "70B",
        layers: 80,
        width: 8192,
        hidden: 28_672,
        heads: 64,
        kv_heads: 8,
    },
    Model {
        name: "405B",
        layers: 126,
        width: 16_384,
        hidden: 53_248,
        heads: 128,
        kv_heads: 8,
    },
];
