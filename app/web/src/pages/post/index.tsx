import { NATIVE_MINT, newJob, REWARD_DECIMALS, type escrow, type Loaded } from '@assay/client';
import type { Address } from '@solana/kit';
import { useCallback, useState } from 'react';
import { useNavigate } from 'react-router';
import { useToast } from '../../app/toasts';
import { Button, Card, ErrorNote, Field, Page, tell } from '../../components';
import { useDraft } from '../../components/useDraft';
import { useDeployment, useToken } from '../../cluster';
import { usePaidIn } from '../../features/jobs/names';
import { keepSeed } from '../../features/jobs/seeds';
import { useEstimate } from '../../features/jobs/useEstimate';
import { useQuotes } from '../../quotes';
import { useTransact } from '../../transactions';
import { ConnectPrompt, useWallet } from '../../wallet';
import { useBalance } from '../../wallet/balances';
import { ContentSection } from './ContentSection';
import { EMPTY, type PostDraft } from './draft';
import { orderNotes, orderOf } from './order';
import { PayWithField } from './PayWithField';
import { PriceSection } from './PriceSection';
import { TermsSection } from './TermsSection';
import type { Content } from './useContent';
import { usePayWith, type PayWith } from './usePayWith';
import { isComplete, usePostForm, type PostForm } from './usePostForm';
import './post.css';

export default function PostPage() {
    const { markets } = useDeployment();
    const [chosen, setChosen] = useState(markets[0]?.address);
    const market = markets.find(({ address }) => address === chosen) ?? markets[0];
    const token = useToken();
    if (!market) return <Page title="Post a job">There is no market on this cluster yet.</Page>;
    return (
        <Page
            title="Post a job"
            lead="Your price is escrowed on chain. It is paid when the result stood every check, and comes back to you otherwise."
        >
            {markets.length > 1 && (
                <Field label="Market" hint="What the price is paid in.">
                    {(ids) => (
                        <select
                            {...ids}
                            className="select"
                            value={market.address}
                            onChange={(event) => setChosen(event.target.value as Address)}
                        >
                            {markets.map(({ address, data }) => (
                                <option key={address} value={address}>
                                    {token(data.paymentMint).symbol}
                                </option>
                            ))}
                        </select>
                    )}
                </Field>
            )}
            <PostForm key={market.address} market={market} />
        </Page>
    );
}

function PostForm({ market }: { market: Loaded<escrow.Market> }) {
    const draft = useDraft('post', EMPTY);
    const [content, setContent] = useState<Content>();
    const form = usePostForm(draft, market);
    const { address: wallet } = useWallet();
    const paidIn = usePaidIn()(market.address);
    const reward = useToken()(market.data.rewardMint).symbol;
    const balance = useBalance(wallet, market.data.paymentMint);
    const pay = usePayWith(draft, market, wallet, form.price.units);
    const otherBalance = useBalance(wallet, pay.chosen?.address === NATIVE_MINT ? 'SOL' : pay.chosen?.address);
    const estimate = useEstimate(market, {
        specRoot: content?.parsed.specRoot,
        minClass: form.minClass.value ?? 0,
        minReputation: form.minReputation.value ?? 0,
    });
    const take = useCallback((next: Content | undefined) => setContent(next), []);
    const { params } = market.data;
    return (
        <form className="post" onSubmit={(event) => event.preventDefault()} noValidate>
            <ContentSection draft={draft} onContent={take} />
            <div className="stack">
                <PriceSection
                    form={form}
                    paidIn={paidIn}
                    bounds={params}
                    balance={pay.chosen ? undefined : balance}
                    {...estimate}
                >
                    <PayWithField draft={draft} pay={pay} paidIn={paidIn} balance={otherBalance} />
                </PriceSection>
                <TermsSection draft={draft} form={form} params={params} paidIn={paidIn} reward={reward} />
                <Submit draft={draft} market={market} form={form} content={content} reward={reward} pay={pay} />
            </div>
        </form>
    );
}

interface SubmitProps {
    draft: PostDraft;
    market: Loaded<escrow.Market>;
    form: PostForm;
    content?: Content;
    reward: string;
    pay: PayWith;
}

function Submit({ draft, market, form, content, reward, pay }: SubmitProps) {
    const { address: wallet } = useWallet();
    const { post, running, error } = usePost(market, draft, pay);
    const paidIn = usePaidIn()(market.address);
    const complete = content !== undefined && isComplete(form) && (!pay.chosen || pay.quote?.value !== undefined);
    if (!wallet) return <ConnectPrompt>What you typed stays. Connect a wallet to post the job.</ConnectPrompt>;
    return (
        <Card>
            <Button
                kind="primary"
                wide
                disabled={!complete || running}
                onClick={() =>
                    content &&
                    void post(
                        orderOf(content, form),
                        orderNotes(form, market.data, paidIn, { symbol: reward, decimals: REWARD_DECIMALS }),
                    )
                }
            >
                Review and post
            </Button>
            {!complete && <p className="field-hint">{missing(content, form)}</p>}
            {error !== undefined && <ErrorNote title="The job was not posted" error={error} />}
        </Card>
    );
}

function missing(content: Content | undefined, form: PostForm): string {
    if (!content) return 'Choose what to run first.';
    if (form.price.units === undefined) return 'Give a price.';
    return 'Correct what is marked above.';
}

/** Posts a job once at a time. Its seed is kept before the chain knows of it. */
function usePost(market: Loaded<escrow.Market>, draft: PostDraft, pay: PayWith) {
    const { address: wallet } = useWallet();
    const { genesisHash } = useDeployment();
    const { data: quotes } = useQuotes();
    const transact = useTransact();
    const navigate = useNavigate();
    const toast = useToast();
    const [running, setRunning] = useState(false);
    const [error, setError] = useState<unknown>();
    const post = async (order: Parameters<typeof newJob>[2], notes: string[]) => {
        if (!wallet || !quotes || running) return;
        setRunning(true);
        setError(undefined);
        try {
            const job = await newJob(market, wallet, order, quotes);
            await keepSeed(genesisHash, job.address, job.seed);
            const receipt = await transact({
                title: 'Post a job',
                build: () => pay.build(job),
                notes,
                confirmLabel: 'Sign and post',
            });
            if (!receipt) return;
            draft.clear();
            void navigate(`/jobs/${job.address}`);
        } catch (thrown) {
            setError(thrown);
            toast({ tone: 'bad', title: 'The job was not posted', detail: tell(thrown).sentence });
        } finally {
            setRunning(false);
        }
    };
    return { post, running, error };
}
