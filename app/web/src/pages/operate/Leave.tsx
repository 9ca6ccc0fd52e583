import { NOT_REGISTERED } from '@assay/client';
import { closeOperator, retireOperator } from '@assay/client/actions/operator';
import { Button, Card } from '../../components';
import { useTransact } from '../../transactions';
import type { OwnProps } from './Manage';

export function Leave({ wallet, pool, row }: OwnProps) {
    const transact = useTransact();
    const { data } = row.operator;
    const retire = () =>
        transact({
            title: 'Retire the operator',
            build: async () => [await retireOperator(pool, wallet)],
            confirmLabel: 'Retire for good',
            notes: [
                'It takes no more work, for good: there is no way back, also not with the same wallet until it is closed.',
                'Jobs that run go on, and their bonds stay locked until they are over.',
                'Then take the bond out, withdraw it after the cooldown, and close the operator.',
            ],
        });
    const close = () =>
        transact({
            title: 'Close the operator',
            build: async () => [await closeOperator(pool, wallet)],
            notes: ['Its rent comes back. Its reputation and record of jobs are gone from chain; events stay.'],
        });
    const left = remaining(data);
    return (
        <Card title="Stop operating">
            {data.retired === 0 ? (
                <>
                    <p className="small">
                        Retiring is for good. To rest for a while, stop the daemon with `assay worker drain` instead.
                    </p>
                    <div>
                        <Button kind="danger" onClick={() => void retire()}>
                            Retire
                        </Button>
                    </div>
                </>
            ) : (
                <>
                    <p className="small">
                        {left.length === 0
                            ? 'Everything is out; it can be closed.'
                            : 'Retired. Before it can be closed:'}
                    </p>
                    {left.length > 0 && (
                        <ul className="small" style={{ paddingLeft: 18 }}>
                            {left.map((one) => (
                                <li key={one}>{one}</li>
                            ))}
                        </ul>
                    )}
                    <div>
                        <Button kind="danger" disabled={left.length > 0} onClick={() => void close()}>
                            Close
                        </Button>
                    </div>
                </>
            )}
        </Card>
    );
}

/** What has to be gone first, in the words of what to do. The program has the last word. */
function remaining(data: OwnProps['row']['operator']['data']): string[] {
    const steps: [boolean, string][] = [
        [
            data.openLocks > 0,
            `wait until ${data.openLocks} running ${data.openLocks === 1 ? 'job is' : 'jobs are'} over`,
        ],
        [data.registryIndex !== NOT_REGISTERED, 'leave the lottery of verifiers'],
        [data.ownBond > 0n, 'take the bond out'],
        [data.openTickets > 0, 'withdraw what is cooling down'],
        [data.backing.shares > 0n, 'wait until the last backer has left'],
        [data.rewards > 0n || data.workBurnt > 0n || data.attestedBurnt > 0n, 'claim what was earned'],
    ];
    return steps.filter(([is]) => is).map(([, what]) => what);
}
