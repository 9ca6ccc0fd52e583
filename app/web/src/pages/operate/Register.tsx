import { addresses, formatAmount, formatBps, formatDuration, REWARD_DECIMALS } from '@assay/client';
import { registerOperator } from '@assay/client/actions/operator';
import type { Address } from '@solana/kit';
import { useState, type FormEvent } from 'react';
import { useCluster } from '../../cluster';
import { Button, Card, Field, useDraft } from '../../components';
import { commandsBefore } from '../../features/operators/commands';
import { EMPTY_PROFILE, readProfile, ROLE_BITS } from '../../features/operators/profile';
import { usePriceToken, useRewardToken } from '../../features/operators/useOperators';
import type { Pool } from '../../features/stake/snapshot';
import { useTransact } from '../../transactions';
import { Commands } from './Commands';
import { ProfileFields } from './ProfileFields';

export function Register({ wallet, pool }: { wallet: Address; pool: Pool }) {
    const price = usePriceToken();
    const draft = useDraft('operate.register', EMPTY_PROFILE);
    const [tried, setTried] = useState(false);
    const transact = useTransact();
    const { cluster } = useCluster();
    const { profile, errors } = readProfile(draft.value, wallet, price.decimals);
    const submit = async (event: FormEvent) => {
        event.preventDefault();
        setTried(true);
        if (!profile) return;
        const at = { address: pool.address, rewardMint: pool.data.rewardMint };
        const roles = ROLE_BITS[draft.value.role] ?? 0;
        const receipt = await transact({
            title: 'Register an operator',
            build: async () => [await registerOperator(at, wallet, roles, profile)],
            notes: [
                `Your operator is ${await addresses.operator(pool.address, wallet)}.`,
                'Nothing is bonded yet: jobs come once there is a bond.',
                'Agent, endpoint, price and region are public, and can be changed at any time. The role cannot.',
                'The rent comes back when the operator is retired and closed.',
            ],
        });
        if (receipt) draft.clear();
    };
    return (
        <div className="split">
            <Card title="Register">
                <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
                    <Field label="Role" hint="What the operator may do. It cannot be changed later.">
                        {(ids) => (
                            <select
                                {...ids}
                                className="select"
                                value={draft.value.role}
                                onChange={(event) => draft.change({ role: event.target.value })}
                            >
                                <option value="provider">Provider: runs jobs</option>
                                <option value="verifier">Verifier: checks them</option>
                                <option value="both">Both</option>
                            </select>
                        )}
                    </Field>
                    <ProfileFields
                        draft={draft}
                        errors={tried ? errors : shownEarly(draft.value, errors)}
                        symbol={price.symbol}
                    />
                    <div>
                        <Button type="submit" kind="primary">
                            Register
                        </Button>
                    </div>
                </form>
            </Card>
            <div className="stack">
                <Card title="First, on your machine">
                    <Commands
                        lines={commandsBefore({
                            url: cluster.rpcUrl,
                            role: 'provider',
                            endpoint: draft.value.endpoint.trim(),
                        })}
                    />
                    <p className="small muted">The agent pays for its own transactions: send it a little SOL.</p>
                </Card>
                <Rules pool={pool} />
            </div>
        </div>
    );
}

/** Before somebody tried to send it, only what was typed can be wrong. */
function shownEarly<T extends object>(
    value: T,
    errors: Partial<Record<keyof T, string>>,
): Partial<Record<keyof T, string>> {
    return Object.fromEntries(
        Object.entries(errors).filter(([name]) => String(value[name as keyof T]) !== ''),
    ) as Partial<Record<keyof T, string>>;
}

function Rules({ pool: { data } }: { pool: Pool }) {
    const { symbol } = useRewardToken();
    return (
        <Card title="What a bond means">
            <ul className="stack-tight small" style={{ paddingLeft: 18 }}>
                <li>
                    Each job locks a part of it. At most {formatBps(data.bondFactorBps)} of the stake can be locked at
                    one time.
                </li>
                <li>
                    A wrong number costs what is locked for the job, and a jail of {formatDuration(data.jailSeconds)}.
                </li>
                <li>
                    Verifiers need {formatAmount(data.minBond, REWARD_DECIMALS, { group: true })} {symbol} of their own
                    to be drawn.
                </li>
                <li>
                    What is taken out waits for {formatDuration(data.cooldownSeconds)}, and can be slashed until then.
                </li>
            </ul>
        </Card>
    );
}
