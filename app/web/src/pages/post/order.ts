import {
    formatAmount,
    formatDuration,
    TIER_COMMITTEE,
    TIER_OPTIMISTIC,
    type escrow,
    type JobOrder,
} from '@assay/client';
import type { PaidIn } from '../../features/jobs/names';
import type { Content } from './useContent';
import type { PostForm } from './usePostForm';

/** What the form asks for; the form is complete. */
export function orderOf(content: Content, form: PostForm): JobOrder {
    return {
        uri: content.uri,
        specRoot: content.parsed.specRoot,
        inputRoot: content.inputRoot,
        price: form.price.units!,
        acceptSeconds: form.accept.value! * 60,
        runSeconds: form.run.value! * 60,
        tier: form.committee ? TIER_COMMITTEE : TIER_OPTIMISTIC,
        maxExternalValue: form.externalValue.units ?? 0n,
        heartbeatSeconds: form.heartbeat.value!,
        minReputation: form.minReputation.value!,
        minClass: form.minClass.value!,
    };
}

/** What is locked until when, what can be lost, and when it comes back. */
export function orderNotes(form: PostForm, { params }: escrow.Market, paidIn: PaidIn, reward: PaidIn): string[] {
    const text = (units: bigint, { decimals, symbol }: PaidIn) =>
        `${formatAmount(units, decimals, { group: true })} ${symbol}`;
    const minutes = (count: number) => formatDuration(BigInt(count) * 60n);
    const window = formatDuration(params.challengeSeconds[form.committee ? 1 : 0] ?? 0);
    return [
        `${text(form.price.units!, paidIn)} is locked in the job's escrow until the job is over. Until a provider accepts, you can cancel and have all of it back.`,
        `If nobody accepts within ${minutes(form.accept.value!)}, or the provider does not commit within ${minutes(form.run.value!)} after that, all of it comes back.`,
        `It is paid once ${form.committee ? `${params.quorum} of ${params.committeeSize} verifiers accept and ` : ''}the challenge window of ${window} passed without a conviction. A conviction refunds you in full, with a share of the provider's bond of ${text(form.fees!.requiredBond, reward)}.`,
        'The seed for the draw of the committee is kept in this browser, and revealed when the committee is drawn. Without it the draw waits a little longer.',
    ];
}
