import { formatDuration, isJobOver, type escrow, type Loaded } from '@assay/client';
import {
    abortJob,
    acceptResult,
    cancelJob,
    closeJob,
    stepInstructions,
    type DueStep,
} from '@assay/client/actions/escrow';
import type { Instruction } from '@solana/kit';
import { useQuery } from '@tanstack/react-query';
import { Button, Card } from '../../components';
import { useChainQuery, useChainTime, useConnection, useDeployment } from '../../cluster';
import { awaitsDraw, clientActions, type OwnAction } from '../../features/jobs/actions';
import { seedOf } from '../../features/jobs/seeds';
import { settleableFrom } from '../../features/jobs/status';
import { useQuotes } from '../../quotes';
import { useTransact } from '../../transactions';
import { ConnectPrompt, useWallet } from '../../wallet';
import { useAmounts } from './Timeline';

interface ActionsProps {
    job: Loaded<escrow.Job>;
    market: Loaded<escrow.Market>;
}

interface Offer {
    key: string;
    label: string;
    text: string;
    notes: string[];
    build(): Promise<Instruction[]>;
    primary?: boolean;
}

/** What is due on the job, for this wallet or for anybody. */
export function Actions({ job, market }: ActionsProps) {
    const { address: wallet } = useWallet();
    const transact = useTransact();
    const own = useOwnOffers(job, market);
    const due = useDueOffer(job, market);
    const offers = due ? [due, ...own] : own;
    if (offers.length === 0) {
        return (
            <Card title="What can be done">
                <p className="muted">
                    {isJobOver(job.data) ? 'Nothing: it is over.' : 'Nothing for you now; the job goes on by itself.'}
                </p>
            </Card>
        );
    }
    return (
        <Card title="What can be done">
            {!wallet && <ConnectPrompt />}
            {offers.map((offer) => (
                <div key={offer.key} className="stack-tight">
                    <p className="small">{offer.text}</p>
                    <div>
                        <Button
                            kind={offer.primary ? 'primary' : undefined}
                            disabled={!wallet}
                            onClick={() =>
                                void transact({
                                    title: offer.label,
                                    build: offer.build,
                                    notes: offer.notes,
                                    validFor: 15_000,
                                })
                            }
                        >
                            {offer.label}
                        </Button>
                    </div>
                </div>
            ))}
        </Card>
    );
}

function useOwnOffers(job: Loaded<escrow.Job>, market: Loaded<escrow.Market>): Offer[] {
    const { address: wallet } = useWallet();
    const connection = useConnection();
    const now = useChainTime();
    const { paid } = useAmounts(job.data.market);
    if (now === undefined || wallet !== job.data.client) return [];
    const price = paid(job.data.price);
    const left = settleableFrom(job.data) - now;
    const offers: Record<OwnAction, Omit<Offer, 'key'>> = {
        cancel: {
            label: 'Cancel the job',
            text: `Nobody has accepted it yet: cancel it and have ${price} back.`,
            notes: [
                'The whole price comes back to your wallet at once. The account stays until you close it, which returns its rent.',
            ],
            build: () => cancelJob(market, job),
        },
        abort: {
            label: 'End the job',
            text: 'The provider has been silent for longer than you allowed: end the job and have your money back.',
            notes: ['You are refunded in full. A part of the provider’s bond is taken, and you get most of that.'],
            build: () => abortJob(market, job),
        },
        accept: {
            label: 'Accept the result now',
            text: `Pay the provider without waiting${left > 0n ? ` another ${formatDuration(left)}` : ''}. Look at the result first: after that it cannot be challenged.`,
            notes: [
                `${price} leaves the escrow for good, and the provider's bond is released. A wrong number found later convicts nobody.`,
            ],
            build: () => acceptResult(connection, market, job),
        },
        close: {
            label: 'Close the account',
            text: 'Everybody is paid. Close the account and have its rent back; its history stays on chain.',
            notes: ['This page then shows what happened from the events only.'],
            build: () => closeJob(market, job),
        },
    };
    return clientActions(job.data, now).map((key) => ({ key, ...offers[key] }));
}

const DUE: Record<DueStep['step'], { label: string; text: string; note: string }> = {
    draw: {
        label: 'Draw the committee',
        text: 'The committee can be drawn now. If you do not, a verifier draws it once the time for your seed is over.',
        note: 'Your seed, kept in this browser, becomes public with it.',
    },
    settle: {
        label: 'Settle the job',
        text: 'The window closed and nobody showed a wrong number: anyone can have the provider paid.',
        note: 'The provider, the verifiers and the treasury are paid out of the escrow.',
    },
    expire_open: {
        label: 'Send the price back',
        text: 'Nobody accepted it in time: anyone can have the client refunded.',
        note: 'The whole price goes back to the client.',
    },
    expire: {
        label: 'Expire the job',
        text: 'The provider missed its deadline: anyone can have the client refunded.',
        note: 'The client is refunded, and a part of the provider’s bond is taken.',
    },
    expire_unattested: {
        label: 'Expire the job',
        text: 'No committee reached a quorum: anyone can have the client refunded.',
        note: 'The client is refunded; the provider keeps its bond.',
    },
    pay_seat: {
        label: 'Pay a verifier',
        text: 'A verifier is still to be paid and its bond to be released.',
        note: 'The verifier gets its share of the fee and its bond is free again.',
    },
    punish_seat: {
        label: 'Slash a verifier',
        text: 'A verifier accepted what was convicted: anyone can have it slashed.',
        note: 'Its bond for this attestation is taken and shared out.',
    },
};

function useDueOffer(job: Loaded<escrow.Job>, market: Loaded<escrow.Market>): Offer | undefined {
    const { address: wallet } = useWallet();
    const connection = useConnection();
    const { genesisHash } = useDeployment();
    const { data: quotes } = useQuotes();
    const now = useChainTime();
    const { data: seed } = useQuery({
        queryKey: ['seed', genesisHash, job.address],
        queryFn: async () => (await seedOf(genesisHash, job.address).catch(() => undefined)) ?? null,
    });
    const { data: slot } = useChainQuery(['slot'], (chain) => chain.slot(), {
        enabled: awaitsDraw(job.data),
        refetchInterval: 1_500,
    });
    if (!quotes || now === undefined) return undefined;
    const due = quotes.escrow.due({ job: job.raw, now, slot: slot ?? job.slot, hasSeed: !!seed });
    if (!due) return undefined;
    const { label, text, note } = DUE[due.step];
    return {
        key: due.step,
        label,
        text,
        notes: due.step === 'draw' && !seed ? [] : [note],
        build: () => stepInstructions(connection, market, job, due, wallet!, seed ?? undefined),
        primary: true,
    };
}
