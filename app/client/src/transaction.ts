// Planning and sending a transaction.

export type { AccountState, Difference, Effect, Rent } from './effects';
export { MAX_BYTES, MAX_UNITS, LAMPORTS_PER_SIGNATURE } from './message';
export { plan, PRIORITY_CAP, type Plan, type PlanInput } from './plan';
export { keypairSigner } from './keypair-signer';
export { send, type SendOptions, type WalletSigner } from './send';
export type { Receipt, SendStatus, Timing } from './deliver';
