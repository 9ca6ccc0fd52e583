import { specOf } from './params';
import { valueText, type Decimals } from './units';

// Names of what the programs call things by.

const CALLS: Record<string, string> = {
    'escrow set_market_params': 'Sets the parameters of a market',
    'escrow set_market_pause': 'Pauses or resumes a market',
    'escrow withdraw_treasury': 'Spends fee income of a market',
    'escrow set_buyback': 'Names the pool in which fees buy reward tokens',
    'stake set_params': 'Sets the parameters of the stake pool',
    'stake set_pause': 'Pauses or resumes entries into the stake pool',
    'stake set_farm_weight': 'Sets the weight of a farm',
    'stake lower_emission': 'Lowers the emission, for good',
    'stake withdraw_treasury': 'Withdraws the treasury’s share of the emission',
    'amm set_fees': 'Sets the fees of an AMM tier',
    'amm set_pause': 'Pauses or resumes AMM pools',
    'governor set_params': 'Sets how votes are held',
    'governor set_guardian': 'Names the guardian',
    'governor create_stream': 'Pays out of the treasury bit by bit',
    'governor cancel_stream': 'Ends a stream; what is not released comes back',
    'system transfer': 'Pays SOL out of the treasury',
    'token transfer_checked': 'Pays tokens out of the treasury',
    'loader upgrade': 'Replaces a program by another build',
};

export function callWords(program: string, name: string): string {
    const known = CALLS[`${program} ${name}`] ?? CALLS[`${program.replace(/[-_ ]?2022$/, '')} ${name}`];
    return known ? `${known}.` : `Calls ${name.replaceAll('_', ' ')} of the program ${program}.`;
}

const ACCOUNTS: Record<string, string> = {
    'escrow Market': 'Market',
    'stake Pool': 'Stake pool',
    'amm FeeConfig': 'AMM tier',
    'governor Realm': 'Rules of votes',
    'governor Stream': 'Stream',
};

/** What an account is, such as "escrow Market". */
export const accountWords = (what: string): string => ACCOUNTS[what] ?? what;

const ACCOUNT_OF: Record<string, string> = {
    'escrow set_market_params': 'escrow Market',
    'stake set_params': 'stake Pool',
    'amm set_fees': 'amm FeeConfig',
    'governor set_params': 'governor Realm',
};

/** An argument by the name of the parameter that it is, in its unit; else as it stands. */
export function fieldWords(
    program: string,
    name: string,
    path: string,
    value: string,
    decimals: Decimals,
): { label: string; value: string } {
    const account = ACCOUNT_OF[`${program} ${name}`];
    const spec = account ? specOf(account, path) : undefined;
    if (spec && /^\d+$/.test(value)) return { label: spec.label, value: valueText(spec.unit, BigInt(value), decimals) };
    if (program === 'system' && path === 'lamports' && /^\d+$/.test(value)) {
        return { label: 'amount', value: valueText('sol', BigInt(value), decimals) };
    }
    if (
        /^(until|start|cliff|end)$|\.(start|cliff|end)$/.test(path) &&
        /^\d+$/.test(value) &&
        BigInt(value) < 2n ** 40n
    ) {
        return { label: path.split('.').at(-1)!, value: new Date(Number(value) * 1_000).toLocaleString() };
    }
    return { label: path.replaceAll('_', ' ').replaceAll('.', ' '), value };
}
