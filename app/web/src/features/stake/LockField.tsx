import { Button, Field } from '../../components';
import { dateOf, DAY_SECONDS, MAX_LOCK_DAYS, PRESETS, type ReadDays } from './lock';
import { formatMultiplier } from './rates';

interface LockFieldProps {
    text: string;
    onChange(text: string): void;
    read: ReadDays;
    /** What the lock makes of the weight, by the program's arithmetic. */
    multiplierBps?: number;
    /** When a lock of this length would end if it were released now. */
    until?: bigint;
    /** Shorter ones are not offered, seconds. */
    least?: number;
}

/** A length in days: a slider, a number and the usual lengths, all for the same value. */
export function LockField({ text, onChange, read, multiplierBps, until, least = 0 }: LockFieldProps) {
    const days = Math.round((read.seconds ?? least) / DAY_SECONDS);
    const locked = read.seconds !== undefined && read.seconds > 0;
    const hint =
        locked && multiplierBps !== undefined && until !== undefined
            ? `Weighs ${formatMultiplier(multiplierBps)}. The lock stands until you release it; released today, it would end on ${dateOf(until)}.`
            : least > 0
              ? 'The longer the lock, the more it weighs: up to 4 × for 4 years.'
              : 'Without a lock it weighs 1 × and can be unstaked at any time, after the cooldown.';
    return (
        <div className="stack-tight">
            <Field label="Lock, days" hint={read.error ? undefined : hint} error={read.error}>
                {(ids) => (
                    <div className="lock-row">
                        <input
                            type="range"
                            aria-label="Lock, days, slider"
                            min={0}
                            max={MAX_LOCK_DAYS}
                            step={1}
                            value={days}
                            onChange={(event) => onChange(event.target.value)}
                        />
                        <input
                            {...ids}
                            className="input"
                            inputMode="numeric"
                            autoComplete="off"
                            placeholder="0"
                            value={text}
                            onChange={(event) => onChange(event.target.value)}
                        />
                    </div>
                )}
            </Field>
            <div className="row" role="group" aria-label="Usual lengths">
                {PRESETS.filter(([, preset]) => least === 0 || preset * DAY_SECONDS > least).map(([label, preset]) => (
                    <Button key={label} small aria-pressed={days === preset} onClick={() => onChange(String(preset))}>
                        {label}
                    </Button>
                ))}
            </div>
        </div>
    );
}
