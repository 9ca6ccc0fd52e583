import { formatAmount, REWARD_DECIMALS } from '@assay/client';
import { claimOperator, syncOperator } from '@assay/client/actions/operator';
import { useChainTime } from '../../cluster';
import { Amount, Button, Card, Facts, Note } from '../../components';
import { useRewardToken } from '../../features/operators/useOperators';
import { useTransact } from '../../transactions';
import type { OwnProps } from './Manage';

export function Earnings({ wallet, pool, row, snapshot, quotes }: OwnProps) {
    const { symbol } = useRewardToken();
    const transact = useTransact();
    const now = useChainTime() ?? snapshot.pool.data.accruedAt;
    const quote = quotes.stake.operator({ pool: snapshot.pool.raw, operator: row.operator.raw, now });
    const tokens = (units: bigint) => (
        <Amount units={units} decimals={REWARD_DECIMALS} symbol={symbol} maxDecimals={2} />
    );
    const { frozen } = row.operator.data;
    const claim = () =>
        transact({
            title: `Claim ${formatAmount(quote.pending, REWARD_DECIMALS, { group: true })} ${symbol} or more`,
            build: () => claimOperator(pool, wallet),
            notes: [
                'What is earned until it is executed is paid as well. Payments for jobs went to your wallet already.',
            ],
        });
    const sync = () =>
        transact({
            title: 'Bring the operator up to date',
            build: async () => [await syncOperator(pool, row.operator.address)],
            notes: ['Since the conviction nothing is earned; from now on it is again, if the jail is over.'],
        });
    return (
        <Card title="Earnings">
            <Facts
                numbers
                items={[
                    ['To claim', tokens(quote.pending)],
                    ['Own bond, projected a year', tokens(quote.yearly.own)],
                    ['Commission, projected a year', tokens(quote.yearly.commission)],
                    ['Earned so far', tokens(quote.earned.commission + quote.earned.bond + quote.earned.work)],
                ]}
            />
            {frozen === 1 && (
                <Note tone="warn" title="It earns nothing since a conviction">
                    <p>When the jail is over, bring it up to date. Anyone may.</p>
                    <div>
                        <Button small onClick={() => void sync()} disabled={now < row.operator.data.jailedUntil}>
                            Bring up to date
                        </Button>
                    </div>
                </Note>
            )}
            <div>
                <Button kind="primary" disabled={quote.pending === 0n} onClick={() => void claim()}>
                    Claim
                </Button>
            </div>
            <p className="small muted">
                Projections assume that the emission goes on as scheduled and that no stake moves.
            </p>
        </Card>
    );
}
