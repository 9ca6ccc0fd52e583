import { useId } from 'react';
import { CHOICES, type Choice, type Shares } from '../../features/governance/ballot';

export type BallotChoice = Choice | 'divided';

const LABELS: Record<BallotChoice, string> = { for: 'For', against: 'Against', abstain: 'Abstain', divided: 'Divided' };

interface ChooseBallotProps {
    choice: BallotChoice | undefined;
    onChoice(choice: BallotChoice): void;
    shares: Shares;
    onShares(shares: Shares): void;
    error?: string;
}

export function ChooseBallot({ choice, onChoice, shares, onShares, error }: ChooseBallotProps) {
    const id = useId();
    const option = (name: BallotChoice) => (
        <label key={name} className="row" style={{ gap: 'var(--space-2)' }}>
            <input type="radio" name={id} value={name} checked={choice === name} onChange={() => onChoice(name)} />
            {LABELS[name]}
        </label>
    );
    return (
        <fieldset
            className="stack-tight"
            style={{ border: 0, margin: 0, padding: 0 }}
            aria-describedby={error ? `${id}-error` : undefined}
        >
            <legend className="field-label">How you vote</legend>
            <div className="row">{CHOICES.map(option)}</div>
            <details open={choice === 'divided' || undefined}>
                <summary className="small">More: divide the vote</summary>
                <div className="stack-tight">
                    {option('divided')}
                    <div className="row">
                        {CHOICES.map((name) => (
                            <label key={name} className="small" style={{ width: 90 }}>
                                {LABELS[name]}, %
                                <input
                                    className="input"
                                    inputMode="decimal"
                                    autoComplete="off"
                                    value={shares[name]}
                                    onFocus={() => onChoice('divided')}
                                    onChange={(event) => onShares({ ...shares, [name]: event.target.value })}
                                />
                            </label>
                        ))}
                    </div>
                </div>
            </details>
            {error && (
                <div id={`${id}-error`} className="field-error" role="alert">
                    {error}
                </div>
            )}
        </fieldset>
    );
}
