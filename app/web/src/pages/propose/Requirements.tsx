import { formatAmount } from '@assay/client';
import { Link } from 'react-router';
import { Amount, Card, Facts } from '../../components';
import { REWARD_DECIMALS } from '../../features/governance/names';
import type { RealmState } from '../../features/governance/read';
import { ConnectPrompt, useWallet } from '../../wallet';

interface RequirementsProps {
    state: RealmState;
    /** The deposit of the draft is. */
    paid: boolean;
    threshold: bigint | undefined;
    weight: bigint | undefined;
    hasPosition: boolean;
}

/** The weight and the deposit that a proposal needs. */
export function Requirements({ state, paid, threshold, weight, hasPosition }: RequirementsProps) {
    const { address } = useWallet();
    const { deposit } = state.realm.data.params;
    const amount = (units: bigint | undefined) =>
        units === undefined ? '…' : <Amount units={units} decimals={REWARD_DECIMALS} maxDecimals={4} />;
    const missing =
        threshold !== undefined && weight !== undefined && weight < threshold ? threshold - weight : undefined;
    return (
        <Card title="What it takes">
            <Facts
                numbers
                items={[
                    ['Weight needed', amount(threshold)],
                    ['Your largest position', address ? (hasPosition ? amount(weight) : 'none') : '–'],
                    ['Deposit', paid ? 'paid with the draft' : `${formatAmount(deposit, 9)} SOL`],
                ]}
            />
            <p className="small">
                The weight is that of one position, staked before now. The deposit keeps proposals from being spam: it
                comes back once the proposal is over, and goes to the treasury when the quorum is missed or the guardian
                vetoes it.
            </p>
            {!address && <ConnectPrompt>Connect the wallet that proposes.</ConnectPrompt>}
            {address && (!hasPosition || missing !== undefined) && (
                <p className="field-error" role="status">
                    {missing === undefined ? 'You have no position. ' : <>You miss {amount(missing)}. </>}
                    <Link to="/stake">Stake, lock or merge positions</Link>.
                </p>
            )}
        </Card>
    );
}
