import { addresses, fetchVerifierRegistry, formatAmount, NOT_REGISTERED, REWARD_DECIMALS } from '@assay/client';
import { joinRegistry, leaveRegistry, registrySlot } from '@assay/client/actions/operator';
import { useChainQuery, useConnection } from '../../cluster';
import { Button, Card, Facts, Note, Skeleton } from '../../components';
import { useRefreshOn } from '../../events';
import { useRewardToken } from '../../features/operators/useOperators';
import { formatPart } from '../../features/stake/rates';
import { useTransact } from '../../transactions';
import type { OwnProps } from './Manage';

/** The verifiers that committees are drawn from. */
export function Lottery({ wallet, pool, row, snapshot }: OwnProps) {
    const { symbol } = useRewardToken();
    const transact = useTransact();
    const connection = useConnection();
    const read = async () => fetchVerifierRegistry(connection, await addresses.verifierRegistry(pool.address));
    useRefreshOn({ programs: ['stake'] }, ['registry', pool.address]);
    const { data: registry } = useChainQuery(['registry', pool.address], read);
    if (!registry) return <Skeleton lines={3} />;
    const { minBond } = snapshot.pool.data;
    const { registryIndex, ownBond } = row.operator.data;
    // The place may have gone to a verifier with more at stake.
    const entry = registryIndex === NOT_REGISTERED ? undefined : registry.data.entries[registryIndex];
    const isIn = entry?.operator === row.address;
    const told = (units: bigint) => `${formatAmount(units, REWARD_DECIMALS, { group: true })} ${symbol}`;
    const join = () =>
        transact({
            title: 'Enter the lottery of verifiers',
            build: async () => {
                const index = registrySlot((await read()).data, row.quote.stake);
                if (index < 0)
                    throw new Error(
                        `Every place belongs to a verifier with more at stake than your ${told(row.quote.stake)}. Bond more first.`,
                    );
                return [await joinRegistry(pool, wallet, index)];
            },
            notes: [
                'From now on your operator can be drawn to check jobs. A verdict that is missed or wrong costs bond: have the daemon running first.',
                'Your chance is your part of all that is at stake in the lottery.',
            ],
        });
    const leave = () =>
        transact({
            title: 'Leave the lottery of verifiers',
            build: async () => [await leaveRegistry(pool, wallet)],
            notes: ['Jobs that you were drawn for already are still yours to check.'],
        });
    return (
        <Card title="Verifier lottery">
            <Facts
                items={[
                    ['You', isIn ? `in it, place ${registryIndex}` : 'not in it'],
                    ['Chance of a seat', isIn ? formatPart(entry.weight, registry.data.totalWeight) : '–'],
                    ['Verifiers in it', `${registry.data.count} of ${registry.data.entries.length} places`],
                    ['Least own bond', told(minBond)],
                ]}
            />
            {!isIn && ownBond < minBond && (
                <Note tone="info">
                    <p>
                        Your own bond is {told(ownBond)}; {told(minBond - ownBond)} more are needed to enter.
                    </p>
                </Note>
            )}
            <div>
                {isIn ? (
                    <Button onClick={() => void leave()}>Leave the lottery</Button>
                ) : (
                    <Button kind="primary" disabled={ownBond < minBond} onClick={() => void join()}>
                        Enter the lottery
                    </Button>
                )}
            </div>
        </Card>
    );
}
