import { formatSpan, parseField, UnitError, valueText, type Decimals, type Unit } from './units';

// Parameters that proposals set. Their limits are said in the fields; whether a combination is allowed is decided by the
// program, on which every action is run before anybody pays for it.

export interface ParamSpec {
    key: string;
    /** Place in an array. */
    at?: number;
    label: string;
    unit: Unit;
    min: bigint;
    max: bigint;
    hint?: string;
}

export type Params = Record<string, unknown>;

const U64 = 2n ** 64n - 1n;
const HOUR = 3_600n;
const DAY = 24n * HOUR;
const WINDOW = { unit: 'seconds', min: 1n, max: 7n * DAY } as const;
const SHARE = { unit: 'bps', min: 0n, max: 10_000n } as const;

export const MARKET_PARAMS: ParamSpec[] = [
    { key: 'feeBps', label: 'Fee', unit: 'bps', min: 0n, max: 2_000n, hint: 'Share of what a job pays.' },
    { key: 'burnBps', label: 'Burnt share of the fee', ...SHARE },
    {
        key: 'verifierBps',
        label: 'Verifiers’ share of the fee',
        ...SHARE,
        hint: 'What is neither burnt nor theirs goes to the treasury.',
    },
    { key: 'minPrice', label: 'Lowest price of a job', unit: 'payment', min: 1n, max: U64 },
    { key: 'maxPrice', label: 'Highest price of a job', unit: 'payment', min: 1n, max: U64 },
    { key: 'verifierBond', label: 'Verifier’s bond for one attestation', unit: 'reward', min: 1n, max: U64 },
    { key: 'collateralBps', label: 'Provider’s bond, share of the price', unit: 'bps', min: 10_000n, max: 65_535n },
    { key: 'detectionBps', label: 'Chance of detection times the slashed share', unit: 'bps', min: 1n, max: 10_000n },
    { key: 'maxRunSeconds', label: 'Longest run of a job', unit: 'seconds', min: 1n, max: 30n * DAY },
    { key: 'revealSeconds', label: 'From commit to reveal', ...WINDOW },
    { key: 'seedSeconds', label: 'For the client’s seed', unit: 'seconds', min: 1n, max: 180n },
    { key: 'attestSeconds', label: 'For the committee to attest', ...WINDOW },
    { key: 'challengeSeconds', at: 0, label: 'Challenge window, optimistic tier', ...WINDOW },
    { key: 'challengeSeconds', at: 1, label: 'Challenge window, committee tier', ...WINDOW },
    { key: 'answerSeconds', label: 'For the answer to a demand', unit: 'seconds', min: 1n, max: DAY },
    { key: 'demandBond', label: 'Bond of a demand', unit: 'sol', min: 100_000n, max: 1_000_000_000n },
    {
        key: 'challengerBps',
        label: 'Challenger’s share of a slash',
        unit: 'bps',
        min: 0n,
        max: 8_000n,
        hint: 'At least 20 % of a slash is burnt.',
    },
    { key: 'clientBps', label: 'Client’s share of a slash', unit: 'bps', min: 0n, max: 8_000n },
    {
        key: 'expiryPenaltyBps',
        label: 'Share of the bond lost for a missed deadline',
        unit: 'bps',
        min: 0n,
        max: 5_000n,
    },
    { key: 'committeeSize', label: 'Seats of a committee', unit: 'count', min: 1n, max: 7n },
    {
        key: 'quorum',
        label: 'Seats that must accept',
        unit: 'count',
        min: 1n,
        max: 7n,
        hint: 'More than half of the seats.',
    },
    {
        key: 'buybackSlippageBps',
        label: 'Farthest from the mean price for buying reward tokens',
        unit: 'bps',
        min: 0n,
        max: 9_999n,
    },
    {
        key: 'buybackMeanSeconds',
        label: 'Time of that mean',
        unit: 'seconds',
        min: 0n,
        max: DAY,
        hint: '0s: fees buy nothing.',
    },
    {
        key: 'requireProofOfVerification',
        label: 'Verifiers must prove what they computed (1) or may (0)',
        unit: 'count',
        min: 0n,
        max: 1n,
    },
];

export const POOL_PARAMS: ParamSpec[] = [
    { key: 'minBond', label: 'Least bond of an operator', unit: 'reward', min: 1n, max: U64 },
    { key: 'cooldownSeconds', label: 'Cooldown of stake', unit: 'seconds', min: 1n, max: 30n * DAY },
    { key: 'jailSeconds', label: 'Jail after a conviction', unit: 'seconds', min: 0n, max: 90n * DAY },
    {
        key: 'commissionDelaySeconds',
        label: 'Notice for a higher commission',
        unit: 'seconds',
        min: 0n,
        max: 90n * DAY,
    },
    {
        key: 'bondFactorBps',
        label: 'Part of its weight that an operator’s own bond must be',
        unit: 'bps',
        min: 1n,
        max: 10_000n,
    },
    { key: 'saturation', label: 'Operators among which stake is to spread', unit: 'count', min: 1n, max: 1_000n },
    { key: 'maxCommissionBps', label: 'Highest commission', unit: 'bps', min: 0n, max: 5_000n },
    { key: 'commissionStepBps', label: 'Most that a commission rises at one time', unit: 'bps', min: 1n, max: 5_000n },
    {
        key: 'securityBps',
        label: 'Share of the emission for stake',
        ...SHARE,
        hint: 'The five shares are 100 % together.',
    },
    { key: 'workBps', label: 'Share of the emission for work', ...SHARE },
    { key: 'verificationBps', label: 'Share of the emission for verification', ...SHARE },
    { key: 'liquidityBps', label: 'Share of the emission for farms', ...SHARE },
    { key: 'treasuryBps', label: 'Share of the emission for the treasury', ...SHARE },
];

export const TIER_FEES: ParamSpec[] = [
    { key: 'feeBps', label: 'Fee of a trade', unit: 'bps', min: 1n, max: 200n },
    {
        key: 'protocolBps',
        label: 'Protocol’s share of the fee',
        unit: 'bps',
        min: 0n,
        max: 5_000n,
        hint: 'With the creator’s at most 50 %.',
    },
    { key: 'burnBps', label: 'Burnt share of the protocol’s reward tokens', ...SHARE },
    { key: 'creatorBps', label: 'Creator’s share of the fee', unit: 'bps', min: 0n, max: 5_000n },
    { key: 'surchargeShareBps', label: 'Surcharge, share of the distance from the mean price', ...SHARE },
    { key: 'surchargeMostBps', label: 'Highest surcharge', unit: 'bps', min: 0n, max: 500n },
    { key: 'surchargeSeconds', label: 'Time of that mean', unit: 'seconds', min: 1n, max: HOUR },
    {
        key: 'observationSeconds',
        label: 'Time between observations of the price',
        unit: 'seconds',
        min: 1n,
        max: HOUR,
        hint: 'New pools only.',
    },
    { key: 'launchBps', label: 'Highest fee of a launch', unit: 'bps', min: 0n, max: 5_000n },
    { key: 'launchHours', label: 'Longest launch', unit: 'hours', min: 0n, max: 168n, hint: '0: no launches.' },
];

export const REALM_PARAMS: ParamSpec[] = [
    { key: 'deposit', label: 'Deposit of a proposal', unit: 'sol', min: 1_000_000n, max: 10_000_000_000n },
    { key: 'thresholdBps', label: 'Weight needed to propose, share of all', unit: 'bps', min: 0n, max: 500n },
    { key: 'quorumBps', label: 'Quorum, share of all weight', unit: 'bps', min: 100n, max: 5_000n },
    { key: 'approvalBps', label: 'Approval', unit: 'bps', min: 5_000n, max: 9_000n },
    {
        key: 'criticalApprovalBps',
        label: 'Approval of critical proposals',
        unit: 'bps',
        min: 5_000n,
        max: 9_000n,
        hint: 'At least the approval of others.',
    },
    { key: 'votingSeconds', label: 'Vote is open for', unit: 'seconds', min: HOUR, max: 30n * DAY },
    {
        key: 'lateSeconds',
        label: 'End of a vote in which turning it extends it',
        unit: 'seconds',
        min: 0n,
        max: 30n * DAY,
        hint: 'At most the length of the vote.',
    },
    { key: 'extensionSeconds', label: 'Extended by', unit: 'seconds', min: 0n, max: 7n * DAY },
    { key: 'timelockSeconds', label: 'Time lock', unit: 'seconds', min: HOUR, max: 30n * DAY },
    {
        key: 'exitSeconds',
        label: 'Critical proposals wait longer than the cooldown by',
        unit: 'seconds',
        min: HOUR,
        max: 30n * DAY,
    },
    { key: 'executionSeconds', label: 'Time to execute', unit: 'seconds', min: DAY, max: 30n * DAY },
];

export const specId = ({ key, at }: ParamSpec): string => (at === undefined ? key : `${key}.${at}`);

export function valueOf(params: Params, { key, at }: ParamSpec): bigint {
    const value = params[key];
    const one = at === undefined ? value : (value as unknown[])[at];
    return BigInt(one as bigint | number | boolean);
}

/** The parameters with one value changed, in the type that it has there. */
export function withValue(params: Params, { key, at }: ParamSpec, value: bigint): Params {
    const typed = (before: unknown) => (typeof before === 'bigint' ? value : Number(value));
    const before = params[key];
    if (at === undefined) return { ...params, [key]: typed(before) };
    return { ...params, [key]: (before as unknown[]).map((one, index) => (index === at ? typed(one) : one)) };
}

export function limitsText({ unit, min, max, hint }: ParamSpec, decimals: Decimals): string {
    const text = (value: bigint) => (unit === 'seconds' ? formatSpan(value) : valueText(unit, value, decimals));
    const limits = max === U64 ? `At least ${text(min)}.` : `${text(min)} to ${text(max)}.`;
    return hint ? `${limits} ${hint}` : limits;
}

export interface Edited {
    params: Params;
    /** By the id of the spec. */
    errors: Record<string, string>;
    changes: { label: string; before: string; after: string }[];
}

/** What somebody typed, over the present values. Fields that are not in `texts` stay as they are. */
export function edit(
    specs: readonly ParamSpec[],
    present: Params,
    texts: Record<string, string>,
    decimals: Decimals,
): Edited {
    let params = present;
    const errors: Record<string, string> = {};
    const changes: Edited['changes'] = [];
    for (const spec of specs) {
        const text = texts[specId(spec)];
        if (text === undefined) continue;
        try {
            const [before, after] = [valueOf(present, spec), parseField(spec.unit, text, decimals)];
            if (after < spec.min || after > spec.max)
                throw new UnitError(`Outside of the limits: ${limitsText(spec, decimals)}`);
            if (after === before) continue;
            params = withValue(params, spec, after);
            const told = (value: bigint) => valueText(spec.unit, value, decimals);
            changes.push({ label: spec.label, before: told(before), after: told(after) });
        } catch (error) {
            if (!(error instanceof UnitError)) throw error;
            errors[specId(spec)] = error.message;
        }
    }
    return { params, errors, changes };
}

const snake = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const BY_PLACE: Record<string, ParamSpec[]> = {
    'escrow Market': MARKET_PARAMS,
    'stake Pool': POOL_PARAMS,
    'amm FeeConfig': TIER_FEES,
    'governor Realm': REALM_PARAMS,
};

/** The parameter that a field of an account is, as `decode_account` names both. */
export function specOf(account: string, path: string): ParamSpec | undefined {
    const name = path.replace(/^(params|fees)\./, '');
    return BY_PLACE[account]?.find(({ key, at }) => name === (at === undefined ? snake(key) : `${snake(key)}.${at}`));
}
