import { REWARD_DECIMALS } from '@assay/client';
import { useDeployment } from '../../cluster';
import type { Decimals } from './units';

/** Of the amounts in parameters: prices in the first market's token, bonds in the reward token. */
export function useDecimals(): Decimals {
    const { markets } = useDeployment();
    return { payment: markets[0]?.data.paymentDecimals ?? REWARD_DECIMALS, reward: REWARD_DECIMALS };
}
