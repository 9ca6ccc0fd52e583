import { useState } from 'react';
import { useCluster } from '../../cluster';
import { Address, Card, Tabs } from '../../components';
import { commandsAfter, type Machine } from '../../features/operators/commands';
import { useClasses } from './Classes';
import { Commands } from './Commands';
import type { OwnProps } from './Manage';

/** What to run on the machine, with this operator's address in it. */
export function NextSteps({ row }: OwnProps) {
    const { cluster } = useCluster();
    const { data: classes } = useClasses();
    const roles = row.roles.map((role) => role.toLowerCase() as Machine['role']);
    const [chosen, setChosen] = useState<Machine['role']>();
    const role = chosen ?? roles[0] ?? 'provider';
    const strongest = classes?.at(-1)?.data.terms.class;
    const lines = commandsAfter({
        url: cluster.rpcUrl,
        operator: row.address,
        role,
        class: row.operator.data.class === 0 ? strongest : undefined,
    });
    const body = (
        <>
            <p className="small">
                On the machine that runs the daemon, with the key of agent <Address address={row.operator.data.agent} />
                . It pays for its own transactions: keep some SOL there.
            </p>
            <Commands lines={lines} />
        </>
    );
    return (
        <Card title="On your machine">
            {roles.length < 2 ? (
                body
            ) : (
                <Tabs
                    label="Role"
                    tabs={roles.map((key) => ({ key, label: key === 'provider' ? 'Provider' : 'Verifier' }))}
                    selected={role}
                    onSelect={(key) => setChosen(key as Machine['role'])}
                >
                    {body}
                </Tabs>
            )}
        </Card>
    );
}
