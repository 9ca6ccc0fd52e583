import { NO_ADDRESS, toHex, type escrow, type Loaded } from '@assay/client';
import { isAddress, type Address as Key } from '@solana/kit';
import { Link, useParams } from 'react-router';
import { Address, Amount, Card, Empty, ErrorNote, Facts, Page, Skeleton, shortAddress } from '../../components';
import { useDeployment } from '../../cluster';
import { useEvents } from '../../events';
import { convictionOf } from '../../features/jobs/conviction';
import { isRevealed } from '../../features/jobs/actions';
import { JobStatusBadge } from '../../features/jobs/JobStatusBadge';
import { modelOf, useModels } from '../../features/jobs/models';
import { useOperatorName, usePaidIn } from '../../features/jobs/names';
import { isOptimistic } from '../../features/jobs/status';
import type { Recorded } from '../../features/jobs/records';
import { useJob } from '../../features/jobs/useJob';
import { Actions } from './Actions';
import { Committee } from './Committee';
import { ConvictionCard } from './ConvictionCard';
import { Demands } from './Demands';
import { Proof } from './Proof';
import { Result } from './Result';
import { StateCard } from './StateCard';
import { Timeline } from './Timeline';
import './job.css';

const market = <Link to="/">All jobs</Link>;

export default function JobPage() {
    const { address = '' } = useParams();
    if (!isAddress(address)) {
        return (
            <Page title="No such job">
                <Empty title="That is not an address" action={market}>
                    “{address.slice(0, 60)}” is not a Solana address, which has 32 to 44 letters and digits. Check the
                    link.
                </Empty>
            </Page>
        );
    }
    return <JobAt key={address} address={address} />;
}

function JobAt({ address }: { address: Key }) {
    const { data: job, error, refetch } = useJob(address);
    const { events, ready } = useEvents({ address });
    const title = `Job ${shortAddress(address)}`;
    if (job) return <JobView job={job} events={events} />;
    return (
        <Page title={title}>
            {error ? (
                <ErrorNote title="The job could not be read" error={error} retry={() => void refetch()} />
            ) : job === undefined || !ready ? (
                <Skeleton lines={6} label="Reading the job" />
            ) : (
                <Gone address={address} events={events} />
            )}
        </Page>
    );
}

/** No account: it was closed, or never was. */
function Gone({ address, events }: { address: Key; events: Recorded[] }) {
    const known = events.some((event) => event.name === 'JobPosted' && event.data.job === address);
    if (!known) {
        return (
            <Empty title="There is no job at this address" action={market}>
                {address} is no job on this cluster. Check the address, and the cluster at the top of the page.
            </Empty>
        );
    }
    return (
        <>
            <p>The client closed this job after it was over. What happened stays on chain:</p>
            <Timeline events={events} />
        </>
    );
}

function JobView({ job, events }: { job: Loaded<escrow.Job>; events: Recorded[] }) {
    const { markets } = useDeployment();
    const home = markets.find(({ address }) => address === job.data.market);
    const conviction = convictionOf(events, job.address);
    return (
        <Page title={`Job ${shortAddress(job.address)}`} actions={<JobStatusBadge job={job.data} />}>
            <div className="split">
                <div className="stack">
                    {conviction && <ConvictionCard conviction={conviction} job={job} events={events} />}
                    <StateCard job={job.data} events={events} />
                    {isRevealed(job.data) && <Result job={job} />}
                    {!isOptimistic(job.data) && <Committee job={job.data} />}
                    <Proof job={job} />
                    <Timeline events={events} />
                </div>
                <div className="stack">
                    {home ? (
                        <Actions job={job} market={home} />
                    ) : (
                        <Card title="What can be done">This job is of another market than the ones shown here.</Card>
                    )}
                    <About job={job} />
                    {home && <Demands job={job} market={home} />}
                </div>
            </div>
        </Page>
    );
}

function About({ job: { address, data } }: { job: Loaded<escrow.Job> }) {
    const paidIn = usePaidIn()(data.market);
    const name = useOperatorName();
    const { data: models } = useModels();
    const model = modelOf(models, data.specRoot);
    const none = <span className="muted">none yet</span>;
    return (
        <Card title="The job">
            <Facts
                items={[
                    ['Runs', model?.title ?? <span className="mono">spec {toHex(data.specRoot).slice(0, 12)}…</span>],
                    ['Price', <Amount key="price" units={data.price} {...paidIn} />],
                    ['In escrow', <Amount key="escrow" units={data.vaultBalance} {...paidIn} />],
                    ['Client', <Address key="client" address={data.client} explorer />],
                    [
                        'Provider',
                        data.operator === NO_ADDRESS ? (
                            none
                        ) : (
                            <Address
                                key="provider"
                                address={data.operator}
                                name={name(data.operator)}
                                to={`/providers/${data.operator}`}
                            />
                        ),
                    ],
                    ['Tier', isOptimistic(data) ? 'challenge window only' : 'committee and challenge window'],
                    ['Least class', data.minClass === 0 ? 'any' : `${data.minClass}`],
                    ['Account', <Address key="account" address={address} explorer />],
                ]}
            />
        </Card>
    );
}
