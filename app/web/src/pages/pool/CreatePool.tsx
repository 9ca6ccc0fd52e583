import { NATIVE_MINT, REWARD_DECIMALS, TOKEN_PROGRAM, formatRate } from '@assay/client';
import { createPool, poolOf } from '@assay/client/actions/amm';
import { isAddress, type Address } from '@solana/kit';
import { useMemo } from 'react';
import { Link, useNavigate } from 'react-router';
import { useChainQuery, useConnection, useDeployment, useTokens } from '../../cluster';
import { Button, Card, Empty, Field, Note, Page, readAmount, TokenInput, useDraft } from '../../components';
import { readMints, viewMint, type AmmAccounts, type MintView, type PoolView } from '../../features/amm/model';
import { spendable } from '../../features/amm/quoting';
import { percent } from '../../features/amm/texts';
import { UnknownTokens } from '../../features/amm/UnknownTokens';
import { useOwned } from '../../features/amm/useOwned';
import type { Quotes } from '../../quotes';
import { useTransact } from '../../transactions';
import { ConnectPrompt, useBalances, useWallet } from '../../wallet';
import { creationNotes, EMPTY, readLaunch, type CreateForm } from './create';
import { LaunchFields } from './LaunchFields';

interface CreatePoolProps {
    pools: readonly PoolView[];
    accounts: AmmAccounts;
    quotes: Quotes;
    now: bigint;
}

const DEADLINE_SECONDS = 120n;

export default function CreatePool({ pools, accounts, quotes }: CreatePoolProps) {
    const { rewardMint } = useDeployment();
    const connection = useConnection();
    const navigate = useNavigate();
    const transact = useTransact();
    const tokens = useTokens();
    const { address: owner } = useWallet();
    const { data: balances } = useBalances(owner);
    const { value: form, change, clear } = useDraft<CreateForm>('create pool', EMPTY);
    const named = form.mint.trim();
    const other = useMint(named, accounts, quotes);
    const reward = useRewardMint(accounts, quotes);
    const config = accounts.configs.find(({ address }) => address === form.tier) ?? accounts.configs[0];
    const rewardBalance = useOwned(owner, rewardMint);
    const tokenBalance = useOwned(owner, (other.mint?.address ?? NATIVE_MINT) as Address);
    const rewardAmount = readAmount(form.reward, reward.decimals, bound(rewardBalance));
    const tokenAmount = readAmount(form.token, other.mint?.decimals ?? 9, other.mint ? bound(tokenBalance) : {});
    const choices = useMemo(() => {
        const held = (balances?.tokens ?? []).filter(({ mint, units }) => units > 0n && mint !== rewardMint);
        const lpTokens = new Set<string>(accounts.pools.map(({ data }) => data.lpMint));
        return [
            NATIVE_MINT as string,
            ...held.map(({ mint }) => mint as string).filter((mint) => mint !== NATIVE_MINT && !lpTokens.has(mint)),
        ];
    }, [balances, rewardMint, accounts.pools]);
    if (!config) {
        return (
            <Page title="Create a pool">
                <Empty title="There is no tier of fees yet">
                    Governance makes tiers; pools are made with one of them.
                </Empty>
            </Page>
        );
    }
    const taken = pools.find(
        ({ pool, at }) => pool.data.config === config.address && at.mints.some(({ address }) => address === named),
    );
    const launch = readLaunch(form, config.data.fees);
    const { units: rewardUnits } = rewardAmount;
    const { units: tokenUnits } = tokenAmount;
    const ready = owner && other.mint && !taken && rewardUnits && tokenUnits && launch.value && form.sure;
    const submit = async () => {
        const [token, terms] = [other.mint, launch.value];
        if (!ready || !owner || !token || !terms || !rewardUnits || !tokenUnits) return;
        const where = await poolOf(config.address, reward, token);
        const amounts: [bigint, bigint] =
            where.mints[0].address === token.address ? [tokenUnits, rewardUnits] : [rewardUnits, tokenUnits];
        const creation = {
            reward,
            token,
            amounts: { reward: rewardUnits, token: tokenUnits },
            fees: config.data.fees,
            launch: terms,
            creatorShare: form.creatorShare,
        };
        const receipt = await transact({
            title: `Create the pool ${token.symbol} / ${reward.symbol}`,
            notes: creationNotes(creation),
            build: async () => {
                const deadline = (await connection.unixTime()) + DEADLINE_SECONDS;
                return createPool(where, owner, { amounts, launch: terms, creatorShare: form.creatorShare, deadline });
            },
        });
        if (!receipt) return;
        clear();
        void navigate(`/pools/${where.address}`);
    };
    return (
        <Page
            title="Create a pool"
            lead="Put the reward token and another one into a pool that everybody can trade in."
        >
            <Card>
                <form
                    className="stack"
                    style={{ maxWidth: 620 }}
                    aria-label="Create a pool"
                    onSubmit={(event) => {
                        event.preventDefault();
                        void submit();
                    }}
                >
                    <Field
                        label="The other token"
                        hint="The address of its mint; those in your wallet are offered."
                        error={named !== '' ? other.error : undefined}
                    >
                        {(ids) => (
                            <>
                                <input
                                    {...ids}
                                    className="input mono"
                                    list="own-mints"
                                    autoComplete="off"
                                    spellCheck={false}
                                    placeholder="Address of the mint"
                                    value={form.mint}
                                    onChange={(event) => change({ mint: event.target.value })}
                                />
                                <datalist id="own-mints">
                                    {choices.map((mint) => (
                                        <option key={mint} value={mint}>
                                            {tokens.find((token) => token.mint === mint)?.symbol ?? mint}
                                        </option>
                                    ))}
                                </datalist>
                            </>
                        )}
                    </Field>
                    {other.mint && <UnknownTokens mints={[other.mint]} />}
                    <Field label="Tier of fees" hint={tierHint(config.data.fees)}>
                        {(ids) => (
                            <select
                                {...ids}
                                className="select"
                                value={config.address}
                                onChange={(event) => change({ tier: event.target.value })}
                            >
                                {accounts.configs.map(({ address, data }) => (
                                    <option key={address} value={address}>
                                        {percent(data.fees.feeBps)} of each trade
                                    </option>
                                ))}
                            </select>
                        )}
                    </Field>
                    {taken && (
                        <Note tone="bad" title="This pool is there already">
                            <p>
                                <Link to={`/pools/${taken.address}`}>Add liquidity to it</Link>, or choose another tier.
                            </p>
                        </Note>
                    )}
                    <TokenInput
                        label={`${reward.symbol} of the first deposit`}
                        field={{
                            text: form.reward,
                            setText: (text) => change({ reward: text }),
                            decimals: reward.decimals,
                            ...rewardAmount,
                        }}
                        symbol={reward.symbol}
                        balance={owner && rewardBalance}
                    />
                    {other.mint && (
                        <TokenInput
                            label={`${other.mint.symbol} of the first deposit`}
                            field={{
                                text: form.token,
                                setText: (text) => change({ token: text }),
                                decimals: other.mint.decimals,
                                ...tokenAmount,
                            }}
                            symbol={other.mint.symbol}
                            balance={owner && tokenBalance}
                            max={owner && spendable(other.mint.address, tokenBalance)}
                        />
                    )}
                    {other.mint && rewardUnits && tokenUnits ? (
                        <Note tone="info" title="The first price">
                            <p>
                                1 {reward.symbol} ={' '}
                                {formatRate(
                                    { units: rewardUnits, decimals: reward.decimals },
                                    { units: tokenUnits, decimals: other.mint.decimals },
                                )}{' '}
                                {other.mint.symbol}. If others think otherwise, they trade it to theirs at your cost.
                            </p>
                        </Note>
                    ) : null}
                    <LaunchFields form={form} change={change} errors={launch.errors} fees={config.data.fees} />
                    <Note tone="warn" title="What cannot be undone">
                        <p>
                            The tier, the launch and the creator’s share stay as they are now. The pool cannot be
                            closed, the rent of its accounts does not come back, and 0.001 LP of the first deposit stays
                            with nobody for ever.
                        </p>
                        <label className="check">
                            <input
                                type="checkbox"
                                checked={form.sure}
                                onChange={(event) => change({ sure: event.target.checked })}
                            />
                            <span>I have read this.</span>
                        </label>
                    </Note>
                    {owner ? (
                        <Button type="submit" kind="primary" wide disabled={!ready}>
                            Review the new pool
                        </Button>
                    ) : (
                        <ConnectPrompt>Connect the wallet that makes the first deposit.</ConnectPrompt>
                    )}
                </form>
            </Card>
        </Page>
    );
}

const bound = (max: bigint | undefined) => (max === undefined ? {} : { max });

function tierHint({ protocolBps, creatorBps, launchHours }: AmmAccounts['configs'][number]['data']['fees']): string {
    const launches = launchHours === 0 ? 'no launches' : `launches up to ${launchHours} h`;
    return `Of each fee ${percent(protocolBps)} is the protocol’s, up to ${percent(creatorBps)} the creator’s, the rest the liquidity’s; ${launches}.`;
}

function useMint(address: string, accounts: AmmAccounts, quotes: Quotes): { mint?: MintView; error?: string } {
    const { rewardMint } = useDeployment();
    const tokens = useTokens();
    const valid = isAddress(address);
    const { data, error, isPending } = useChainQuery(
        ['amm', 'mint', address],
        async (connection) => (await readMints(connection, [address as Address]))[0] ?? null,
        { enabled: valid, staleTime: 60_000 },
    );
    if (!valid) return { error: `"${address}" is not an address.` };
    if (address === rewardMint)
        return { error: 'That is the reward token itself. Name the token that it is traded against.' };
    if (error) return { error: error.message };
    if (isPending) return {};
    if (!data) return { error: `There is no mint at ${address}. Check the address and the cluster.` };
    return { mint: viewMint(data, tokens, quotes, accounts.epoch) };
}

function useRewardMint(accounts: AmmAccounts, quotes: Quotes): MintView {
    const { rewardMint } = useDeployment();
    const tokens = useTokens();
    const raw = accounts.mints.find(({ address }) => address === rewardMint);
    // The stake program accepts only such a mint.
    return viewMint(
        raw ?? { address: rewardMint, tokenProgram: TOKEN_PROGRAM, decimals: REWARD_DECIMALS },
        tokens,
        quotes,
        accounts.epoch,
    );
}
