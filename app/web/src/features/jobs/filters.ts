import { JOB_STATUSES, jobStatus, type JobStatus, type JobSummary } from '@assay/client';
import type { Sorting } from '../../components';

export interface JobFilters {
    status: 'all' | 'active' | JobStatus;
    /** Only jobs of the wallet, as their client or their provider. */
    mine: boolean;
    provider: string;
    text: string;
    /** Undefined is the newest first. */
    sort: Sorting | undefined;
}

export const STATUS_CHOICES: JobFilters['status'][] = ['all', 'active', ...JOB_STATUSES];
const ACTIVE: JobStatus[] = ['Open', 'Running', 'Committed', 'Challengeable'];
const NEWEST: Sorting = { key: 'posted', descending: true };

export function readFilters(params: URLSearchParams): JobFilters {
    const status = params.get('status') as JobFilters['status'];
    return {
        status: STATUS_CHOICES.includes(status) ? status : 'all',
        mine: params.get('mine') === '1',
        provider: params.get('provider') ?? '',
        text: params.get('q') ?? '',
        sort: readSort(params.get('sort')),
    };
}

/** `key` sorts up, `-key` down. */
function readSort(text: string | null): Sorting {
    if (!text || !/^-?[a-z]+$/.test(text)) return NEWEST;
    return text.startsWith('-') ? { key: text.slice(1), descending: true } : { key: text, descending: false };
}

/** Only what differs from the defaults, so that plain addresses stay plain. */
export function writeFilters(filters: JobFilters): URLSearchParams {
    const params = new URLSearchParams();
    if (filters.status !== 'all') params.set('status', filters.status);
    if (filters.mine) params.set('mine', '1');
    if (filters.provider) params.set('provider', filters.provider);
    if (filters.text) params.set('q', filters.text);
    const { sort = NEWEST } = filters;
    if (sort.key !== NEWEST.key || sort.descending !== NEWEST.descending) {
        params.set('sort', `${sort.descending ? '-' : ''}${sort.key}`);
    }
    return params;
}

export interface Mine {
    wallet?: string;
    /** Operator accounts that belong to the wallet. */
    operators: ReadonlySet<string>;
}

export function filterJobs<Row extends { data: JobSummary }>(
    rows: readonly Row[],
    filters: Pick<JobFilters, 'status' | 'mine' | 'provider'>,
    mine: Mine,
): readonly Row[] {
    const { status, provider } = filters;
    if (status === 'all' && !filters.mine && !provider) return rows;
    return rows.filter(({ data }) => {
        const is = jobStatus(data);
        if (status === 'active' ? !ACTIVE.includes(is) : status !== 'all' && is !== status) return false;
        if (filters.mine && data.client !== mine.wallet && !mine.operators.has(data.operator)) return false;
        return !provider || data.operator === provider;
    });
}
