import { jobStatus } from '@assay/client';
import { Status } from '../../components';
import { STATUS_TEXT, STATUS_TONE, type Job } from './status';

export function JobStatusBadge({ job }: { job: Pick<Job, 'status'> }) {
    const status = jobStatus(job);
    return <Status tone={STATUS_TONE[status]}>{STATUS_TEXT[status]}</Status>;
}
