import { lockLiquidity, newLockId } from '@assay/client/actions/locks';
import { isAddress } from '@solana/kit';
import { Button, Empty, Field, Note, useDraft } from '../../components';
import type { PoolView } from '../../features/amm/model';
import { usePoolTransact } from '../../features/amm/usePoolTransact';
import { ConnectPrompt, useWallet } from '../../wallet';
import { LiquidityInput, readLiquidity } from './LiquidityInput';
import { EMPTY, KINDS, lockNotes, readRelease, type LockForm } from './release';

interface LockProps {
    view: PoolView;
    now: bigint;
    free: bigint | undefined;
}

/** Liquidity that stays: for ever, until a time, or released evenly. */
export function LockLiquidity({ view, now, free }: LockProps) {
    const { address: me } = useWallet();
    const { value: form, change, clear } = useDraft<LockForm>(`lock ${view.address}`, EMPTY);
    const send = usePoolTransact(view);
    const typed = readLiquidity(form.amount, free);
    const { units } = typed;
    const release = readRelease(form, now);
    const named = form.owner.trim();
    const owner = named === '' ? me : isAddress(named) ? named : undefined;
    const ready = units !== undefined && units > 0n && release.value && owner && (form.kind !== 'ever' || form.sure);
    if (!me) return <ConnectPrompt>Connect the wallet that has the liquidity.</ConnectPrompt>;
    if (free === 0n)
        return <Empty title="You have no free liquidity here">Add some first, or unstake it from the farm.</Empty>;
    const submit = async () => {
        const { value } = release;
        if (!ready || !value || !owner || !units) return;
        const lock = { id: newLockId(), owner, liquidity: units, release: value };
        const notes = lockNotes(units, value, owner === me ? undefined : owner);
        const done = await send('Lock liquidity', async (fresh) => ({
            instructions: await lockLiquidity(fresh.at, me, lock),
            notes,
        }));
        if (done) clear();
    };
    return (
        <form
            className="stack"
            aria-label="Lock liquidity"
            onSubmit={(event) => {
                event.preventDefault();
                void submit();
            }}
        >
            <LiquidityInput
                label="Liquidity that you lock"
                text={form.amount}
                read={typed}
                most={free}
                change={change}
            />
            <Field label="How long" hint={KINDS[form.kind].hint}>
                {(ids) => (
                    <select
                        {...ids}
                        className="select"
                        value={form.kind}
                        onChange={(event) => change({ kind: event.target.value as LockForm['kind'] })}
                    >
                        {Object.entries(KINDS).map(([kind, { label }]) => (
                            <option key={kind} value={kind}>
                                {label}
                            </option>
                        ))}
                    </select>
                )}
            </Field>
            {form.kind === 'vested' && (
                <Field label="Release starts" error={release.startError}>
                    {(ids) => (
                        <input
                            {...ids}
                            className="input"
                            type="datetime-local"
                            value={form.starts}
                            onChange={(event) => change({ starts: event.target.value })}
                        />
                    )}
                </Field>
            )}
            {form.kind !== 'ever' && (
                <Field label={form.kind === 'vested' ? 'Release ends' : 'Locked until'} error={release.endError}>
                    {(ids) => (
                        <input
                            {...ids}
                            className="input"
                            type="datetime-local"
                            value={form.ends}
                            onChange={(event) => change({ ends: event.target.value })}
                        />
                    )}
                </Field>
            )}
            <Field
                label="Whose it will be"
                hint="Empty: yours. Its owner collects what it earns and what is released."
                error={named !== '' && !isAddress(named) ? `"${named}" is not an address.` : undefined}
            >
                {(ids) => (
                    <input
                        {...ids}
                        className="input mono"
                        placeholder={me}
                        value={form.owner}
                        autoComplete="off"
                        spellCheck={false}
                        onChange={(event) => change({ owner: event.target.value })}
                    />
                )}
            </Field>
            {form.kind === 'ever' && (
                <Note tone="bad" title="For ever means for ever">
                    <p>
                        Nobody can take this liquidity out again: not you, not governance. Only what it earns can be
                        collected.
                    </p>
                    <label className="check">
                        <input
                            type="checkbox"
                            checked={form.sure}
                            onChange={(event) => change({ sure: event.target.checked })}
                        />
                        <span>I give this liquidity up for ever.</span>
                    </label>
                </Note>
            )}
            <Button type="submit" kind="primary" wide disabled={!ready}>
                {units ? 'Review' : 'Enter an amount'}
            </Button>
        </form>
    );
}
