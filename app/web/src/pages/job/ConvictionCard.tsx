import { formatAmount, type escrow, type Loaded } from '@assay/client';
import type { Signature } from '@solana/kit';
import { Address, Card, Facts, shortAddress, When } from '../../components';
import { useChainQuery, useExplorer } from '../../cluster';
import type { Conviction } from '../../features/jobs/conviction';
import { useOperatorName } from '../../features/jobs/names';
import { named, type Recorded } from '../../features/jobs/records';
import { useAmounts } from './Timeline';

interface ConvictionCardProps {
    conviction: Conviction;
    job: Loaded<escrow.Job>;
    events: Recorded[];
}

/** Down to the single number: what was claimed, what is right, who showed it and who got what. */
export function ConvictionCard({ conviction, job, events }: ConvictionCardProps) {
    const { paid, reward } = useAmounts(job.data.market);
    const name = useOperatorName();
    const explorer = useExplorer();
    const units = useUnits(conviction.signature);
    const { number, leaf, shares } = conviction;
    const punished = named(events, 'SeatPunished');
    return (
        <Card title="How it was convicted">
            <p>
                The provider was convicted because {conviction.what}. The chain recomputed it in one transaction; nobody
                had to be believed.
            </p>
            {number && (
                <Facts
                    items={[
                        ['Op', `${number.op}`],
                        ['Row', `${number.row}`],
                        ['Column', `${number.column}`],
                        ['Claimed', <strong key="claimed">{`${number.claimed}`}</strong>],
                        ['Expected', <strong key="expected">{`${number.expected}`}</strong>],
                    ]}
                />
            )}
            {leaf && (
                <Facts
                    items={[
                        ['Op', `${leaf.op}`],
                        ['Row', `${leaf.row}`],
                        ['Leaf', `${leaf.leaf}`],
                    ]}
                />
            )}
            <h3>Who paid, and who got it</h3>
            <Facts
                items={[
                    [
                        'Provider',
                        <Address
                            key="provider"
                            address={conviction.operator}
                            name={name(conviction.operator)}
                            to={`/providers/${conviction.operator}`}
                        />,
                    ],
                    ['Shown by', <Address key="challenger" address={conviction.challenger} explorer />],
                    ['Price refunded', paid(conviction.refund)],
                    ['Bond slashed', reward(conviction.slashed)],
                    ...(shares
                        ? ([
                              ['– to who showed it', reward(shares.toChallenger)],
                              ['– to the client', reward(shares.toClient)],
                              ['– burnt', reward(shares.burnt)],
                              ['Bond before, after', `${reward(shares.bondBefore)}, ${reward(shares.bondAfter)}`],
                          ] as [string, string][])
                        : []),
                    ...punished.map(({ data }): [string, string] => [
                        `Seat ${data.seat} accepted it`,
                        `lost ${reward(data.slashed)}`,
                    ]),
                    ['When', conviction.blockTime === null ? 'unknown' : <When key="when" at={conviction.blockTime} />],
                    [
                        'Transaction',
                        <a
                            key="transaction"
                            href={explorer('tx', conviction.signature)}
                            target="_blank"
                            rel="noreferrer"
                            className="mono"
                        >
                            {shortAddress(conviction.signature)}
                        </a>,
                    ],
                    [
                        'Compute units',
                        units === undefined
                            ? '…'
                            : units === null
                              ? 'unknown to this node'
                              : formatAmount(units, 0, { group: true }),
                    ],
                ]}
            />
        </Card>
    );
}

/** Compute units that a transaction took; null where the node does not know any more. */
function useUnits(signature: string): bigint | null | undefined {
    const { data } = useChainQuery(
        ['units', signature],
        async ({ rpc }) => {
            const config = { commitment: 'confirmed', encoding: 'base64', maxSupportedTransactionVersion: 0 } as const;
            const record = await rpc.getTransaction(signature as Signature, config).send();
            return record?.meta?.computeUnitsConsumed ?? null;
        },
        { staleTime: Infinity },
    );
    return data;
}
