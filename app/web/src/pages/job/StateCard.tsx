import { Card, Countdown, Steps, When } from '../../components';
import type { Recorded } from '../../features/jobs/records';
import type { Job } from '../../features/jobs/status';
import { jobSteps } from '../../features/jobs/steps';

const ENDS = ['JobSettled', 'JobConvicted', 'JobExpired', 'JobCancelled'];

/** The job's way through its states, with what is awaited until when. */
export function StateCard({ job, events }: { job: Job; events: Recorded[] }) {
    const end = events.find(({ name }) => ENDS.includes(name));
    const steps = jobSteps(job, end?.blockTime ?? undefined);
    return (
        <Card title="State">
            <Steps
                label="States of the job"
                steps={steps.map(({ key, title, state, at, until, detail }) => ({
                    key,
                    title,
                    state,
                    detail,
                    time:
                        until !== undefined ? (
                            <Countdown until={until} prefix="in " over="due" />
                        ) : at !== undefined ? (
                            <When at={at} />
                        ) : undefined,
                }))}
            />
        </Card>
    );
}
