import { formatDuration, NO_ADDRESS, seatVerdict } from '@assay/client';
import { Address, Badge, Card, Countdown, Table, type Column, type Tone } from '../../components';
import { verdictText } from '../../features/jobs/eventText';
import { useOperatorName } from '../../features/jobs/names';
import { accepts, type Job } from '../../features/jobs/status';

type Seat = Job['seats'][number] & { number: number };

const TONES: Record<ReturnType<typeof seatVerdict>, Tone> = {
    None: 'neutral',
    Accept: 'good',
    Reject: 'bad',
    Unavailable: 'warn',
};

/** Who checks the job, and what each of them says. */
export function Committee({ job }: { job: Job }) {
    const name = useOperatorName();
    const seats = job.seats.map((seat, number) => ({ ...seat, number })).filter((seat) => seat.operator !== NO_ADDRESS);
    const { committeeSize, quorum } = job.terms;
    const columns: Column<Seat>[] = [
        { key: 'seat', header: 'Seat', cell: ({ number }) => number },
        {
            key: 'operator',
            header: 'Verifier',
            cell: ({ operator }) => <Address address={operator} name={name(operator)} to={`/providers/${operator}`} />,
        },
        {
            key: 'verdict',
            header: 'Verdict',
            cell: (seat) => <Badge tone={TONES[seatVerdict(seat)]}>{verdictText(seat.verdict)}</Badge>,
        },
        {
            key: 'shown',
            header: 'Shows what it computed',
            cell: (seat) => (seat.verdict === 0 ? '' : seat.verificationRoot.some((byte) => byte !== 0) ? 'yes' : 'no'),
        },
        {
            key: 'done',
            header: 'Bond',
            cell: (seat) => (seat.verdict === 0 ? 'none locked' : seat.done === 1 ? 'released' : 'locked'),
        },
    ];
    return (
        <Card title="Committee">
            <p>
                {accepts(job)} of {committeeSize} seats accept; {quorum} are needed.
                {job.round > 1 && ` This is committee ${job.round}: the ones before did not reach a quorum.`}
                {job.attestBy > 0n && job.status === 3 && (
                    <>
                        {' '}
                        Time to attest: <Countdown until={job.attestBy} />.
                    </>
                )}
            </p>
            {seats.length > 0 ? (
                <Table
                    label="Seats of the committee"
                    columns={columns}
                    rows={seats}
                    rowKey={({ number }) => `${number}`}
                />
            ) : (
                <p className="muted">
                    It is drawn by stake once the result is revealed, from your seed and a later slot&apos;s hash;
                    without the seed after {formatDuration(job.terms.seedSeconds)} from the slot&apos;s hash alone.
                </p>
            )}
        </Card>
    );
}
