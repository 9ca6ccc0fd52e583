import {
    explain,
    plan as planTransaction,
    send,
    type Connection,
    type Effect,
    type Failure,
    type Plan,
    type Receipt,
    type WalletSigner,
} from '@assay/client';
import type { AddressesByLookupTableAddress, Instruction, KeyPairSigner } from '@solana/kit';

export interface TransactRequest {
    title: string;
    /** Called anew for each plan, so that quotes and addresses in it are fresh. */
    build(): Promise<readonly Instruction[]>;
    /** What the balances do not show: what is locked until when, what can follow. A function is asked after each plan. */
    notes?: readonly string[] | (() => readonly string[]);
    confirmLabel?: string;
    /** How long a plan is worth showing, milliseconds; an older one is made anew before the wallet is asked. */
    validFor?: number;
    /** Keys of new accounts that sign besides the wallet. */
    signers?: readonly KeyPairSigner[];
    lookupTables?: AddressesByLookupTableAddress;
    /** Whose balances are shown besides the wallet's. */
    owners?: Plan['owners'];
}

export type Step =
    | { at: 'idle' }
    | { at: 'planning' }
    | { at: 'review'; plan: Plan; changed: boolean }
    | { at: 'checking'; plan: Plan }
    | { at: 'wallet'; plan: Plan }
    | { at: 'sent'; plan: Plan; signature: string }
    | { at: 'done'; plan: Plan; receipt: Receipt }
    | { at: 'failed'; failure: Failure; signature?: string };

const PLAN_VALID_MS = 60_000;

/** Steps in which something runs that must not be started a second time or walked away from. */
export const isBusy = (step: Step) => step.at === 'checking' || step.at === 'wallet' || step.at === 'sent';

export interface Tools {
    plan: typeof planTransaction;
    send: typeof send;
    now(): number;
}

const real: Tools = { plan: planTransaction, send, now: () => Date.now() };

/** One transaction from its plan to its confirmation. It is signed at most once for each time it is confirmed. */
export class Transaction {
    private step: Step = { at: 'idle' };
    private closed = false;

    constructor(
        readonly request: TransactRequest,
        private readonly connection: Connection,
        private readonly signer: WalletSigner,
        private readonly onStep: (step: Step) => void,
        private readonly tools: Tools = real,
    ) {}

    /** Plans it for the first time, or anew after a failure. */
    async prepare(): Promise<void> {
        if (this.step.at !== 'idle' && this.step.at !== 'failed') return;
        this.go({ at: 'planning' });
        await this.guard(async () => this.go({ at: 'review', plan: await this.makePlan(), changed: false }));
    }

    /** Asks the wallet and sends; first plans again what is too old, and shows it when it changed. */
    async confirm(): Promise<Receipt | undefined> {
        if (this.step.at !== 'review' || this.step.plan.failure) return undefined;
        const shown = this.step.plan;
        this.go({ at: 'checking', plan: shown });
        return this.guard(async () => {
            const plan = this.isOld(shown) ? await this.makePlan() : shown;
            if (plan.failure || !sameEffects(shown, plan)) {
                this.go({ at: 'review', plan, changed: true });
                return undefined;
            }
            this.go({ at: 'wallet', plan });
            const receipt = await this.tools.send(this.connection, plan, this.signer, {
                signers: this.request.signers,
                onStatus: (status) => {
                    if (status.step === 'sent') this.go({ at: 'sent', plan, signature: status.signature });
                },
            });
            this.go({ at: 'done', plan, receipt });
            return receipt;
        });
    }

    /** Nothing is shown of it any more. What was sent stays sent. */
    close(): void {
        this.closed = true;
    }

    private isOld(plan: Plan): boolean {
        return this.tools.now() - plan.madeAt > (this.request.validFor ?? PLAN_VALID_MS);
    }

    private async makePlan(): Promise<Plan> {
        const instructions = await this.request.build();
        const owners = [this.signer.address, ...(this.request.owners ?? [])];
        const lookupTables = this.request.lookupTables;
        return this.tools.plan(this.connection, { instructions, feePayer: this.signer.address, owners, lookupTables });
    }

    private go(step: Step): void {
        this.step = step;
        if (!this.closed) this.onStep(step);
    }

    private async guard<T>(work: () => Promise<T>): Promise<T | undefined> {
        try {
            return await work();
        } catch (error) {
            const failure = explain(error);
            const sent = this.step.at === 'sent' ? this.step.signature : undefined;
            this.go({ at: 'failed', failure, signature: failure.signature ?? sent });
            return undefined;
        }
    }
}

/** Whether two plans do the same to everybody's balances, rent included. */
export function sameEffects(one: Plan, other: Plan): boolean {
    const told = (plan: Plan) =>
        plan.effects
            .map((effect: Effect) => `${effect.owner} ${effect.mint} ${effect.account} ${effect.delta}`)
            .sort()
            .join('\n');
    return told(one) === told(other) && one.rentLamports === other.rentLamports;
}
