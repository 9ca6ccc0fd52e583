import { formatAmount, formatBps, NO_ADDRESS } from '@assay/client';
import type { Address as Key } from '@solana/kit';
import type { ReactNode } from 'react';
import { Address, Amount, Badge, Card, Countdown, ErrorNote, Facts, Skeleton } from '../../components';
import { useChainQuery } from '../../cluster';
import { readUpgradeAuthorities } from '../../features/governance/authorities';
import { useRealmRules } from '../../features/governance/hooks';
import { REWARD_DECIMALS } from '../../features/governance/names';
import type { RealmState } from '../../features/governance/read';
import { formatSpan } from '../../features/governance/units';

const span = (seconds: number | bigint) => formatSpan(BigInt(seconds));

/** How votes are held, in words, and who may do what. */
export function Rules({ state }: { state: RealmState }) {
    return (
        <div className="columns">
            <HowVotesAreHeld state={state} />
            <div className="stack">
                <Guardian state={state} />
                <Powers state={state} />
            </div>
        </div>
    );
}

function HowVotesAreHeld({ state }: { state: RealmState }) {
    const rules = useRealmRules(state);
    const { params } = state.realm.data;
    const { cooldownSeconds } = state.pool.data;
    const weight = (units: bigint) => <Amount units={units} decimals={REWARD_DECIMALS} maxDecimals={2} />;
    return (
        <Card title="How votes are held">
            <p>
                To propose, one position needs {formatBps(params.thresholdBps)} of all voting weight
                {rules && <>, now {weight(rules.threshold)}</>}, and a deposit of {formatAmount(params.deposit, 9)} SOL.
                The deposit comes back, unless the vote misses its quorum or is vetoed: then it goes to the treasury.
            </p>
            <p>
                A vote is open for {span(params.votingSeconds)}. What a position counts is the least of its weight when
                the vote began and its weight now; vesting stake counts nothing. A vote holds its position until the
                vote is over or the vote is withdrawn; votes can be changed and withdrawn while it is open.
            </p>
            <p>
                It passes with a quorum of {formatBps(params.quorumBps)} of all weight for it or abstaining, and{' '}
                {formatBps(params.approvalBps)} of for and against being for, more than half in any case; critical
                proposals need {formatBps(params.criticalApprovalBps)}. Critical is whatever could touch stake:
                everything but transfers, streams and the AMM.
            </p>
            {params.extensionSeconds > 0 && params.lateSeconds > 0 && (
                <p>
                    What turns a vote into a success in its last {span(params.lateSeconds)} extends it once by{' '}
                    {span(params.extensionSeconds)}, so that the last to vote does not decide. If it stops passing after
                    that, it is lost.
                </p>
            )}
            <p>
                What passed waits for a time lock of {span(params.timelockSeconds)}; something critical at least the
                cooldown of stake ({span(cooldownSeconds)}) and {span(params.exitSeconds)} more, and whoever voted
                wholly against it may leave meanwhile with a quarter of the cooldown. Then anyone may have it executed
                for {span(params.executionSeconds)}; after that it is expired.
            </p>
        </Card>
    );
}

function Guardian({ state }: { state: RealmState }) {
    const rules = useRealmRules(state);
    const { guardian, guardianUntil } = state.realm.data;
    if (guardian === NO_ADDRESS) {
        return (
            <Card title="Guardian">
                <p>There is none: nobody may veto.</p>
            </Card>
        );
    }
    return (
        <Card title="Guardian">
            <Facts
                items={[
                    ['Guardian', <Address key="guardian" address={guardian} explorer />],
                    ['Term ends in', <Countdown key="term" until={guardianUntil} over="it is over" />],
                    ['May veto', rules ? (rules.guardianInOffice ? 'yes' : 'no: the term is over') : '…'],
                ]}
            />
            <p className="small">
                The guardian can stop a vote, or what passed and is not executed. It can neither propose nor spend, and
                not veto a proposal that does nothing but name the guardian.
            </p>
        </Card>
    );
}

function Powers({ state }: { state: RealmState }) {
    const { treasury, realm } = state.governance;
    const { data: programs, error } = useChainQuery(['governor', 'upgrades'], readUpgradeAuthorities, {
        staleTime: 60_000,
    });
    const pool = state.pool.data;
    const rows: [ReactNode, ReactNode][] = [
        ['Parameters, fees, pauses', <Holder key="pool" address={pool.authority} treasury={treasury} />],
        [
            'Holding positions for votes',
            pool.governorSigner === realm ? (
                <Badge key="realm" tone="good">
                    realm, by vote
                </Badge>
            ) : (
                <Holder key="realm" address={pool.governorSigner} treasury={treasury} />
            ),
        ],
        ...(programs ?? []).map(({ name, authority }): [ReactNode, ReactNode] => [
            `Upgrades of ${name}`,
            <Holder key={name} address={authority} treasury={treasury} />,
        ]),
    ];
    return (
        <Card title="Who holds which power">
            <Facts items={rows} />
            {error && <ErrorNote title="The programs could not be read" error={error} />}
            {!programs && !error && <Skeleton lines={3} />}
            <p className="small muted">What the treasury holds is decided by votes alone.</p>
        </Card>
    );
}

function Holder({ address, treasury }: { address: Key | undefined; treasury: Key }) {
    if (address === undefined || address === NO_ADDRESS) return <Badge>nobody, for good</Badge>;
    if (address === treasury) return <Badge tone="good">treasury, by vote</Badge>;
    return (
        <span className="row">
            <Address address={address} explorer /> <Badge tone="warn">not by vote</Badge>
        </span>
    );
}
