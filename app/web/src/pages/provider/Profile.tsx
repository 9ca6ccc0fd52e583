import { formatBps, listJobRows, webLink } from '@assay/client';
import type { Address as Key } from '@solana/kit';
import { useChainQuery, useChainTime } from '../../cluster';
import { Address, Amount, Card, Countdown, Facts, When } from '../../components';
import { heartbeatsDue } from '../../features/operators/record';
import { regionName } from '../../features/operators/region';
import { useHealth, usePriceToken } from '../../features/operators/useOperators';
import { HealthBadge } from '../../features/operators/Cells';
import type { OperatorViewProps } from './OperatorView';

export function Profile(props: OperatorViewProps) {
    const { row, snapshot } = props;
    const { data } = row.operator;
    const price = usePriceToken();
    return (
        <Card title="Profile">
            <Facts
                items={[
                    ['Authority', <Address key="authority" address={data.authority} explorer />],
                    ['Agent', <Address key="agent" address={data.agent} explorer />],
                    ['Endpoint', <Endpoint key="endpoint" endpoint={row.endpoint} />],
                    ['Heartbeats', <Heartbeats key="heartbeats" {...props} />],
                    [
                        'Price floor',
                        <Amount
                            key="floor"
                            units={data.priceFloor}
                            decimals={price.decimals}
                            symbol={`${price.symbol} a job`}
                        />,
                    ],
                    ['Capacity', `${data.capacity} ${data.capacity === 1 ? 'job' : 'jobs'} at one time`],
                    [
                        'Class',
                        data.class === 0 ? 'none shown by a benchmark yet' : `${data.class}, shown by a benchmark`,
                    ],
                    ['Region', `${regionName(data.region)}, as it says itself`],
                    [
                        'Commission',
                        <Commission key="commission" row={row} highest={snapshot.pool.data.maxCommissionBps} />,
                    ],
                    ['Registered', <When key="registered" at={data.registeredAt} />],
                    ...(row.standing === 'jailed'
                        ? [
                              ['Jailed', <Countdown key="jail" until={data.jailedUntil} prefix="for another " />] as [
                                  string,
                                  React.ReactNode,
                              ],
                          ]
                        : []),
                ]}
            />
        </Card>
    );
}

function Endpoint({ endpoint }: { endpoint: string }) {
    const { data, dataUpdatedAt } = useHealth(endpoint);
    const link = webLink(endpoint);
    if (endpoint === '') return <span className="muted">none given</span>;
    const reason = data?.state === 'silent' ? data.reason : data?.state === 'unwell' ? data.text : undefined;
    return (
        <div className="stack-tight">
            <span style={{ overflowWrap: 'anywhere' }}>
                {link ? (
                    <a href={link} target="_blank" rel="noreferrer noopener">
                        {endpoint}
                    </a>
                ) : (
                    endpoint
                )}
            </span>
            <span className="row small">
                <HealthBadge endpoint={endpoint} />
                {data && (
                    <span className="muted">
                        asked by this browser at {new Date(dataUpdatedAt).toLocaleTimeString()}
                    </span>
                )}
            </span>
            {reason && <span className="small muted">{reason}</span>}
        </div>
    );
}

function Heartbeats({ row, record }: OperatorViewProps) {
    const now = useChainTime();
    const jobs = useChainQuery(
        ['jobs', 'operator', row.address],
        (connection) => listJobRows(connection, { operator: row.address as Key }),
        {
            refetchInterval: 30_000,
        },
    );
    if (!jobs.data || now === undefined) return <span className="muted">…</span>;
    const asked = jobs.data.map(({ address, data }) => ({ address, heartbeatSeconds: data.heartbeatSeconds }));
    const counted = heartbeatsDue(asked, record, now);
    if (!counted) return <>none of its jobs on chain asks for them</>;
    return (
        <>
            {counted.came} of {counted.due} that were due, in jobs that are still on chain
        </>
    );
}

function Commission({ row: { commission }, highest }: Pick<OperatorViewProps, 'row'> & { highest: number }) {
    return (
        <div>
            {formatBps(commission.bps)} of what backers earn; at most {formatBps(highest)}
            {commission.next && (
                <div>
                    {formatBps(commission.next.bps)} in <Countdown until={commission.next.at} />
                </div>
            )}
        </div>
    );
}
