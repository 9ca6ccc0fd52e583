import { Badge, Status, type Tone } from '../../components';
import { tellHealth, type Health } from './endpoint';
import type { OperatorRow, Standing } from './row';
import { useHealth } from './useOperators';

const tones: Record<Standing, Tone> = { 'in service': 'good', jailed: 'bad', retired: 'neutral', 'no bond': 'warn' };

export function StandingBadge({ standing }: { standing: Standing }) {
    return <Status tone={tones[standing]}>{standing}</Status>;
}

export function Roles({ roles }: Pick<OperatorRow, 'roles'>) {
    return (
        <span className="row nowrap" style={{ gap: 4, flexWrap: 'nowrap' }}>
            {roles.map((role) => (
                <Badge key={role}>{role.toLowerCase()}</Badge>
            ))}
        </span>
    );
}

const healthTones: Record<Health['state'], Tone> = { well: 'good', unwell: 'warn', silent: 'bad', none: 'neutral' };

/** What the endpoint answers to this browser; others may reach it although this one does not, and the reverse. */
export function HealthBadge({ endpoint }: { endpoint: string }) {
    const { data } = useHealth(endpoint);
    if (endpoint === '') return <Badge>no endpoint</Badge>;
    if (!data) return <span className="muted">asking…</span>;
    const reason = data.state === 'silent' ? data.reason : data.state === 'unwell' ? data.text : undefined;
    return (
        <span title={reason}>
            <Status tone={healthTones[data.state]}>{tellHealth(data)}</Status>
        </span>
    );
}
