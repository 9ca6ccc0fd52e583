import type { PoolAddress } from '@assay/client/actions/operator';
import type { Address } from '@solana/kit';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { buttonClass, Stats, Amount } from '../../components';
import { REWARD_DECIMALS } from '@assay/client';
import { StandingBadge } from '../../features/operators/Cells';
import type { OperatorRow } from '../../features/operators/row';
import { useRewardToken } from '../../features/operators/useOperators';
import type { StakeSnapshot } from '../../features/stake/snapshot';
import type { Quotes } from '../../quotes';
import { Bond } from './Bond';
import { Commission } from './Commission';
import { EditProfile } from './EditProfile';
import { Earnings } from './Earnings';
import { Leave } from './Leave';
import { Lottery } from './Lottery';
import { NextSteps } from './NextSteps';
import { Tickets } from './Tickets';

export interface ManageProps {
    wallet: Address;
    row: OperatorRow;
    snapshot: StakeSnapshot;
    quotes: Quotes;
}

/** What every card of the page gets. */
export interface OwnProps extends ManageProps {
    pool: PoolAddress;
}

export function Manage(props: ManageProps) {
    const { row, snapshot } = props;
    const { symbol } = useRewardToken();
    const { address, data } = snapshot.pool;
    const pool = useMemo(() => ({ address, rewardMint: data.rewardMint }), [address, data.rewardMint]);
    const own = { ...props, pool };
    const tokens = (units: bigint) => <Amount units={units} decimals={REWARD_DECIMALS} symbol={symbol} />;
    return (
        <>
            <Stats
                items={[
                    {
                        label: 'Your operator',
                        value: <StandingBadge standing={row.standing} />,
                        note: <Link to={`/providers/${row.address}`}>As others see it</Link>,
                    },
                    { label: 'Own bond', value: tokens(row.operator.data.ownBond) },
                    {
                        label: 'Backing',
                        value: tokens(row.backing),
                        note: `${row.backers} ${row.backers === 1 ? 'backer' : 'backers'}`,
                    },
                    { label: 'Locked for jobs', value: tokens(row.operator.data.locked) },
                    { label: 'Free for new jobs', value: tokens(row.quote.freeBond) },
                ]}
            />
            <div className="columns">
                <Bond {...own} />
                <Earnings {...own} />
                <Commission {...own} />
                {row.roles.includes('Verifier') && <Lottery {...own} />}
            </div>
            <Tickets {...own} />
            <NextSteps {...own} />
            <div className="columns">
                <EditProfile {...own} />
                <Leave {...own} />
            </div>
            <p>
                <Link to="/activity" className={buttonClass({ small: true })}>
                    What you did so far
                </Link>
            </p>
        </>
    );
}
