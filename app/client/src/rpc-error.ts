export type RpcErrorKind = 'unreachable' | 'timeout' | 'rate-limited' | 'bad-answer';

/** Why a cluster could not be asked. */
export class RpcError extends Error {
    override readonly name = 'RpcError';
    constructor(
        readonly kind: RpcErrorKind,
        readonly url: string,
        sentence: string,
        readonly details: { method?: string; code?: number; data?: unknown; cause?: unknown } = {},
    ) {
        super(sentence, { cause: details.cause });
    }
}
