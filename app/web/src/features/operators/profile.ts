// The form in which an operator describes itself: what was typed, and what is wrong with it.

import {
    formatAmount,
    operatorEndpoint,
    parseAmount,
    AmountError,
    ROLE_PROVIDER,
    ROLE_VERIFIER,
    type stake,
} from '@assay/client';
import type { OperatorProfile } from '@assay/client/actions/operator';
import { isAddress } from '@solana/kit';
import { readEndpoint } from './endpoint';

export interface ProfileText {
    role: string;
    agent: string;
    endpoint: string;
    priceFloor: string;
    capacity: string;
    region: string;
}

export const EMPTY_PROFILE: ProfileText = {
    role: 'provider',
    agent: '',
    endpoint: '',
    priceFloor: '0',
    capacity: '1',
    region: '0',
};

export type ProfileErrors = Partial<Record<keyof ProfileText, string>>;

export interface ReadProfile {
    /** Missing while something is wrong. */
    profile?: OperatorProfile;
    errors: ProfileErrors;
}

export const ROLE_BITS: Record<string, number> = {
    provider: ROLE_PROVIDER,
    verifier: ROLE_VERIFIER,
    both: ROLE_PROVIDER | ROLE_VERIFIER,
};

const MOST_CAPACITY = 65_535;

/** `wallet` is the cold key, which the agent must not be; prices have `decimals`. */
export function readProfile(text: ProfileText, wallet: string | undefined, decimals: number): ReadProfile {
    const agent = text.agent.trim();
    const { endpoint, error: endpointError } = readEndpoint(text.endpoint);
    const price = readPrice(text.priceFloor, decimals);
    const capacity = /^\d{1,5}$/.test(text.capacity.trim()) ? Number(text.capacity) : 0;
    const errors: ProfileErrors = {
        agent: agentError(agent, wallet),
        endpoint: endpointError ?? missingEndpoint(text.role, endpoint),
        priceFloor: typeof price === 'string' ? price : undefined,
        capacity:
            capacity >= 1 && capacity <= MOST_CAPACITY ? undefined : `Give a whole number from 1 to ${MOST_CAPACITY}.`,
    };
    if (Object.values(errors).some((error) => error !== undefined)) return { errors };
    if (!isAddress(agent) || typeof price === 'string' || endpoint === undefined) return { errors };
    return { errors, profile: { agent, endpoint, priceFloor: price, capacity, region: Number(text.region) || 0 } };
}

function agentError(agent: string, wallet: string | undefined): string | undefined {
    if (agent === '') return 'Give the address of the agent: `assay worker init` prints it.';
    if (looksSecret(agent)) {
        return 'That looks like a secret key. Nobody needs it here: clear the field, and give the public address that `assay worker init` prints.';
    }
    if (!isAddress(agent)) return `"${agent}" is not an address. \`assay worker init\` prints the agent's.`;
    if (agent === wallet) {
        return 'The agent is your wallet. Its key lies on the machine, so give it one of its own; the wallet alone can move the bond.';
    }
    return undefined;
}

/** A keypair file, or 64 bytes in base58. */
function looksSecret(text: string): boolean {
    return text.startsWith('[') || /^[1-9A-HJ-NP-Za-km-z]{80,90}$/.test(text);
}

function missingEndpoint(role: string, endpoint: string | undefined): string | undefined {
    const provides = role !== 'verifier';
    return provides && endpoint === ''
        ? 'Clients and verifiers fetch results from a provider: say where it answers.'
        : undefined;
}

function readPrice(text: string, decimals: number): bigint | string {
    try {
        return parseAmount(text.trim() === '' ? '0' : text, decimals);
    } catch (error) {
        if (error instanceof AmountError) return error.message;
        throw error;
    }
}

/** The form as the chain has it. */
export function profileText(operator: stake.Operator, decimals: number): ProfileText {
    const role = Object.entries(ROLE_BITS).find(([, bits]) => bits === operator.roles)?.[0] ?? 'provider';
    return {
        role,
        agent: operator.agent,
        endpoint: operatorEndpoint(operator),
        priceFloor: formatAmount(operator.priceFloor, decimals),
        capacity: String(operator.capacity),
        region: String(operator.region),
    };
}

export interface CommissionLimits {
    current: number;
    highest: number;
    step: number;
    backed: boolean;
}

/** A commission in percent, as basis points, or the sentence that says why it cannot be announced. */
export function readCommission(
    text: string,
    { current, highest, step, backed }: CommissionLimits,
): { bps?: number; error?: string } {
    if (text.trim() === '') return {};
    let bps: number;
    try {
        bps = Number(parseAmount(text.replace(/\s*%\s*$/, ''), 2));
    } catch (error) {
        if (error instanceof AmountError)
            return { error: error.message.replace('this token has 2', 'a commission has 2') };
        throw error;
    }
    const percent = (value: number) => `${formatAmount(BigInt(value), 2)} %`;
    if (bps > highest) return { error: `${percent(bps)} is above the pool's limit, which is ${percent(highest)}.` };
    if (backed && bps > current + step) {
        return {
            error: `It can rise by ${percent(step)} at one time, to ${percent(Math.min(highest, current + step))} now.`,
        };
    }
    return { bps };
}
