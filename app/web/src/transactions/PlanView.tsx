import { formatAmount, programName, type Effect, type Plan } from '@assay/client';
import type { ReactNode } from 'react';
import { useToken } from '../cluster';
import { Amount } from '../components/Amount';
import { Note } from '../components/Notes';
import { Facts } from '../components/Stat';
import { shortAddress } from '../components/shortAddress';

export function PlanView({ plan, notes, done }: { plan: Plan; notes: readonly string[]; done: boolean }) {
    if (plan.failure) {
        return (
            <Note tone="bad" title="This would fail, so it cannot be signed">
                <p>{plan.failure.sentence}</p>
                {plan.failure.hint && <p>{plan.failure.hint}</p>}
            </Note>
        );
    }
    const own = plan.effects.filter((effect) => effect.owner === plan.feePayer);
    const others = plan.effects.filter((effect) => effect.owner !== plan.feePayer);
    return (
        <>
            <Effects title={done ? 'Left' : 'Leaves your wallet'} effects={own.filter(({ delta }) => delta < 0n)} />
            <Effects title={done ? 'Arrived' : 'Arrives'} effects={own.filter(({ delta }) => delta > 0n)} />
            {own.length === 0 && <p className="muted">No balance of yours changes, apart from the fee.</p>}
            <Effects title="Others" effects={others} withOwner />
            {notes.length > 0 && (
                <ul className="stack-tight" style={{ paddingLeft: 18 }}>
                    {notes.map((note) => (
                        <li key={note}>{note}</li>
                    ))}
                </ul>
            )}
            <Facts items={costs(plan)} />
        </>
    );
}

function Effects({ title, effects, withOwner }: { title: string; effects: Effect[]; withOwner?: boolean }) {
    const token = useToken();
    if (effects.length === 0) return null;
    return (
        <div className="stack-tight">
            <h3>{title}</h3>
            <Facts
                numbers
                items={effects.map((effect): [ReactNode, ReactNode] => [
                    withOwner
                        ? `${token(effect.mint).symbol} of ${shortAddress(effect.owner)}`
                        : token(effect.mint).symbol,
                    <Amount
                        key={effect.account}
                        units={effect.delta}
                        decimals={effect.decimals}
                        symbol={token(effect.mint).symbol}
                        sign
                    />,
                ])}
            />
        </div>
    );
}

const sol = (lamports: bigint) => `${formatAmount(lamports, 9, { group: true })} SOL`;

function costs(plan: Plan): [ReactNode, ReactNode][] {
    const opened = plan.rents.filter(({ lamports }) => lamports > 0n).length;
    const rent: [ReactNode, ReactNode] = [
        'Rent',
        `${sol(plan.rentLamports)} kept in ${opened} new ${opened === 1 ? 'account' : 'accounts'}; it comes back when ${opened === 1 ? 'it is' : 'they are'} closed`,
    ];
    const names = [...new Set(plan.instructions.map(({ programAddress }) => nameOf(programAddress)))];
    return [['Network fee', sol(plan.feeLamports)], ...(opened > 0 ? [rent] : []), ['Programs', names.join(', ')]];
}

function nameOf(program: Parameters<typeof programName>[0]): string {
    return programName(program) ?? `unknown program ${program}`;
}
