import { formatBps } from '@assay/client';
import { Amount, Stats } from '../../components';
import { useMine, useRealmRules } from '../../features/governance/hooks';
import { REWARD_DECIMALS } from '../../features/governance/names';
import { weightOf, type RealmState } from '../../features/governance/read';
import { useQuotes } from '../../quotes';

const weight = (units: bigint | undefined) =>
    units === undefined ? '…' : <Amount units={units} decimals={REWARD_DECIMALS} maxDecimals={2} />;

export function Figures({ state }: { state: RealmState }) {
    const rules = useRealmRules(state);
    const mine = useMyWeight(state);
    const { params } = state.realm.data;
    return (
        <Stats
            items={[
                { label: 'All voting weight', value: weight(rules?.totalVotes), note: 'Stake, by its locks' },
                {
                    label: 'Quorum',
                    value: weight(rules?.quorum),
                    note: `${formatBps(params.quorumBps)} for or abstaining`,
                },
                { label: 'Needed to propose', value: weight(rules?.threshold), note: formatBps(params.thresholdBps) },
                {
                    label: 'Your weight',
                    value: mine ? weight(mine.own + mine.delegated) : '–',
                    note: mine ? delegatedNote(mine.delegated) : 'No wallet is connected',
                },
            ]}
        />
    );
}

const delegatedNote = (units: bigint) =>
    units === 0n ? 'Nothing is delegated to you' : <>of it {weight(units)} delegated to you</>;

function useMyWeight(state: RealmState): { own: bigint; delegated: bigint } | undefined {
    const { data: mine } = useMine(state);
    const { data: quotes } = useQuotes();
    if (!mine || !quotes) return undefined;
    const sum = (own: boolean) =>
        mine.positions.filter((it) => it.own === own).reduce((total, it) => total + weightOf(quotes, it).now, 0n);
    return { own: sum(true), delegated: sum(false) };
}
