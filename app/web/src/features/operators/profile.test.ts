import { describe, expect, it } from 'vitest';
import { commandsAfter, commandsBefore } from './commands';
import { EMPTY_PROFILE, readCommission, readProfile } from './profile';

const AGENT = 'JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFG';
const typed = {
    ...EMPTY_PROFILE,
    agent: AGENT,
    endpoint: 'https://gpu.example/',
    priceFloor: '1,234.5',
    region: '276',
};

describe('the form of an operator', () => {
    it('becomes a profile', () => {
        expect(readProfile(typed, 'W', 6)).toMatchObject({
            profile: {
                agent: AGENT,
                endpoint: 'https://gpu.example',
                priceFloor: 1_234_500_000n,
                capacity: 1,
                region: 276,
            },
        });
    });

    it.each([
        ['agent', '', 'Give the address of the agent'],
        ['agent', 'nonsense', 'is not an address'],
        ['agent', '[12,200,3]', 'looks like a secret key'],
        ['agent', '5'.repeat(88), 'looks like a secret key'],
        ['endpoint', '', 'say where it answers'],
        ['endpoint', 'gpu.example', 'is not a URL'],
        ['priceFloor', '-1', 'it cannot be negative'],
        ['priceFloor', '0.0000001', 'has 7 decimals, but this token has 6'],
        ['capacity', '0', 'from 1 to 65535'],
        ['capacity', '1.5', 'from 1 to 65535'],
    ] as const)('with %s "%s" says why not', (field, text, sentence) => {
        const { profile, errors } = readProfile({ ...typed, [field]: text }, undefined, 6);
        expect(profile).toBeUndefined();
        expect(errors[field]).toContain(sentence);
        expect(Object.values(errors).filter(Boolean)).toHaveLength(1);
    });

    it('keeps hot and cold key apart', () => {
        expect(readProfile(typed, AGENT, 6).errors.agent).toContain('The agent is your wallet');
    });

    it('lets a verifier have no endpoint', () => {
        expect(readProfile({ ...typed, role: 'verifier', endpoint: '' }, undefined, 6).profile?.endpoint).toBe('');
    });
});

describe('a commission', () => {
    const limits = { current: 500, highest: 2_000, step: 100, backed: true };

    it('is read exactly, in percent', () => {
        expect(readCommission('5.25', limits)).toEqual({ bps: 525 });
        expect(readCommission('6 %', limits)).toEqual({ bps: 600 });
        expect(readCommission('', limits)).toEqual({});
    });

    it('has limits, and rises in steps while somebody backs the operator', () => {
        expect(readCommission('20.01', limits).error).toBe("20.01 % is above the pool's limit, which is 20 %.");
        expect(readCommission('6.01', limits).error).toBe('It can rise by 1 % at one time, to 6 % now.');
        expect(readCommission('20', { ...limits, backed: false })).toEqual({ bps: 2_000 });
        expect(readCommission('5.255', limits).error).toContain('a commission has 2');
    });
});

describe('commands', () => {
    it('name the operator and the cluster, and never a key of the wallet', () => {
        const machine = { url: 'http://127.0.0.1:8899', operator: AGENT, role: 'provider' as const, class: 24 };
        const lines = commandsAfter(machine).map(({ line }) => line);
        expect(lines).toHaveLength(3);
        expect(lines.every((line) => line.includes(`--operator ${AGENT}`) && line.includes('agent.json'))).toBe(true);
        expect(commandsAfter({ ...machine, role: 'verifier' })[0]?.line).toContain('verifier run');
    });

    it('quote what a shell would take apart', () => {
        expect(commandsBefore({ url: 'https://rpc.example/?key=a&b', role: 'provider' })[0]?.line).toContain(
            "--url 'https://rpc.example/?key=a&b'",
        );
    });
});
