import { formatDuration } from '@assay/client';
import { at } from '@assay/client/actions/amm';
import { claimLiquidity, closeFarmStake, farmOf, stakeLiquidity, unstakeLiquidity } from '@assay/client/actions/farm';
import type { Instruction } from '@solana/kit';
import { Button, Empty, Facts, Note, useDraft } from '../../components';
import type { PoolView } from '../../features/amm/model';
import { amountText, LP, rateText, shareText } from '../../features/amm/texts';
import { epochStream, farmRate } from '../../features/amm/useFarms';
import { usePoolTransact } from '../../features/amm/usePoolTransact';
import type { Quotes } from '../../quotes';
import { ConnectPrompt, useWallet } from '../../wallet';
import { LiquidityInput, readLiquidity } from './LiquidityInput';
import type { Position } from './usePosition';

interface Form {
    amount: string;
    out: boolean;
}

const EMPTY: Form = { amount: '', out: false };

interface FarmProps {
    view: PoolView;
    quotes: Quotes;
    now: bigint;
    position: Position;
}

export function FarmPanel({ view, quotes, now, position }: FarmProps) {
    const { address: owner } = useWallet();
    const { value: form, change, clear } = useDraft<Form>(`farm ${view.address}`, EMPTY);
    const send = usePoolTransact(view);
    const { farms, farm, staked, free } = position;
    if (!farms || !farm) {
        return (
            <Empty title="This pool has no farm">
                Governance decides which pools’ liquidity earns a share of the emission.
            </Empty>
        );
    }
    const reward = at(view.mints, view.reward);
    const mine = staked?.data.amount ?? 0n;
    const most = form.out ? mine : free;
    const typed = readLiquidity(form.amount, most);
    const { units } = typed;
    const pending = staked
        ? quotes.stake.farmStake({ pool: farms.stakePool.raw, farm: farm.raw, stake: staked.raw, now }).pending
        : 0n;
    const rate = farmRate(farms, farm, view, quotes, now);
    const seconds = farms.stakePool.data.epochSeconds;
    const ended = farm.data.weight === 0n;
    const run = async (
        title: string,
        make: (at: Awaited<ReturnType<typeof farmOf>>) => Promise<Instruction[]>,
        notes: string[],
    ) => {
        const where = await farmOf(farms.stakePool.address, reward.address, view.at.lpMint);
        return send(title, async () => ({ instructions: await make(where), notes }));
    };
    const submit = async () => {
        if (!owner || !units) return;
        const done = form.out
            ? await run('Unstake liquidity', (where) => unstakeLiquidity(where, owner, units), [
                  'It arrives at once. What it has earned until now stays yours to claim.',
              ])
            : await run('Stake liquidity', (where) => stakeLiquidity(where, owner, units, !staked), [
                  'It earns reward tokens every second, and can be taken out at any time, at once.',
                  'While it is staked it still earns the pool’s fees.',
              ]);
        if (done) clear();
    };
    const claim = () =>
        owner &&
        run('Claim what the farm earned', (where) => claimLiquidity(where, owner), [
            'What is staked stays staked and goes on earning.',
        ]);
    const close = () =>
        owner && run('Close the empty stake', (where) => closeFarmStake(where, owner), ['Its rent comes back.']);
    return (
        <div className="stack">
            {ended && (
                <Note tone="warn" title="This farm has ended">
                    It earns nothing any more. What is staked can be taken out at any time.
                </Note>
            )}
            <Facts
                numbers
                items={[
                    ['Rate a year', rate === undefined ? 'nobody stakes yet' : rateText(rate)],
                    [`Stream in ${formatDuration(seconds)}`, amountText(epochStream(farms, farm, quotes), reward)],
                    ['Staked by everybody', amountText(farm.data.staked, LP)],
                    ...(owner
                        ? ([
                              ['Staked by you', `${amountText(mine, LP)} · ${shareText(mine, farm.data.staked)}`],
                              ['To claim', amountText(pending, reward)],
                          ] as [string, string][])
                        : []),
                ]}
            />
            {!owner && <ConnectPrompt>Connect the wallet that has the liquidity.</ConnectPrompt>}
            {owner && (
                <>
                    <div className="row">
                        <Button disabled={pending === 0n} onClick={() => void claim()}>
                            Claim
                        </Button>
                        {staked && mine === 0n && staked.data.owed === 0n && pending === 0n && (
                            <Button onClick={() => void close()}>Close the empty stake</Button>
                        )}
                    </div>
                    <form
                        className="stack"
                        aria-label="Farm"
                        onSubmit={(event) => {
                            event.preventDefault();
                            void submit();
                        }}
                    >
                        <div className="choices" role="group" aria-label="Into or out of the farm">
                            <Button small aria-pressed={!form.out} onClick={() => change({ out: false, amount: '' })}>
                                Stake
                            </Button>
                            <Button small aria-pressed={form.out} onClick={() => change({ out: true, amount: '' })}>
                                Unstake
                            </Button>
                        </div>
                        <LiquidityInput
                            label={form.out ? 'Liquidity that you unstake' : 'Liquidity that you stake'}
                            text={form.amount}
                            read={typed}
                            most={most}
                            change={change}
                        />
                        <Button type="submit" kind="primary" wide disabled={!units}>
                            {units ? 'Review' : 'Enter an amount'}
                        </Button>
                    </form>
                </>
            )}
        </div>
    );
}
