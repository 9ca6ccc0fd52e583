import { formatBps, formatDuration } from '@assay/client';
import { useId } from 'react';
import { Button, Field } from '../../components';
import type { ReadSettings, Settings } from './settings';

interface SettingsPanelProps extends ReadSettings {
    settings: Settings;
    change(change: Partial<Settings>): void;
    /** Liquidity of both sides does not depend on the price: no mean then. */
    withMean?: boolean;
}

const SLIPPAGES = ['0.1', '0.5', '1'];
const DEADLINES = [30, 60, 300, 1_200];
const WINDOWS = [60, 600, 1_800, 3_600];

export function SettingsPanel(props: SettingsPanelProps) {
    const { settings, tolerance, change, withMean = true } = props;
    const told = tolerance ? formatBps(tolerance.slippageBps) : 'wrong';
    const open = props.slippageError !== undefined || props.meanError !== undefined;
    return (
        <details className="settings" open={open || undefined}>
            <summary>
                Slippage {told}, deadline {formatDuration(settings.deadlineSeconds)}
                {tolerance && tolerance.meanBps > 0 && `, within ${formatBps(tolerance.meanBps)} of the mean`}
            </summary>
            <div className="stack-tight" style={{ paddingTop: 8 }}>
                <Slippage {...props} />
                <Field label="Deadline, by the chain's clock">
                    {(ids) => (
                        <select
                            {...ids}
                            className="select"
                            value={settings.deadlineSeconds}
                            onChange={(event) => change({ deadlineSeconds: Number(event.target.value) })}
                        >
                            {DEADLINES.map((seconds) => (
                                <option key={seconds} value={seconds}>
                                    {formatDuration(seconds)} after you review it
                                </option>
                            ))}
                        </select>
                    )}
                </Field>
                {withMean && <WithinMean {...props} />}
            </div>
        </details>
    );
}

function Slippage({ settings, slippageError, warning, change }: SettingsPanelProps) {
    const id = useId();
    const describedBy = [`${id}-hint`, slippageError && `${id}-error`].filter(Boolean).join(' ');
    return (
        <div className="field" role="group" aria-labelledby={id}>
            <span id={id} className="field-label">
                Slippage: how much worse it may become
            </span>
            <div className="choices">
                {SLIPPAGES.map((percent) => (
                    <Button
                        key={percent}
                        small
                        aria-pressed={settings.slippage === percent}
                        onClick={() => change({ slippage: percent })}
                    >
                        {percent} %
                    </Button>
                ))}
                <input
                    className="input"
                    inputMode="decimal"
                    autoComplete="off"
                    aria-label="Slippage in percent"
                    aria-describedby={describedBy}
                    aria-invalid={slippageError ? true : undefined}
                    value={settings.slippage}
                    onChange={(event) => change({ slippage: event.target.value })}
                />
                <span className="muted">%</span>
            </div>
            <div id={`${id}-hint`} className="field-hint">
                {warning ?? 'Beyond it nothing happens, and only the network fee is paid.'}
            </div>
            {slippageError && (
                <div id={`${id}-error`} className="field-error" role="alert">
                    {slippageError}
                </div>
            )}
        </div>
    );
}

function WithinMean({ settings, meanError, change }: SettingsPanelProps) {
    return (
        <Field
            label="Only while the price is near its mean, percent"
            hint="Protects from a price that somebody pushed away for a moment. Leave it empty to ask for nothing."
            error={meanError}
        >
            {(ids) => (
                <div className="choices">
                    <input
                        {...ids}
                        className="input"
                        inputMode="decimal"
                        autoComplete="off"
                        placeholder="off"
                        value={settings.withinMean}
                        onChange={(event) => change({ withinMean: event.target.value })}
                    />
                    <span className="muted">% of the mean over</span>
                    <select
                        className="select"
                        style={{ width: 'auto', minHeight: 28, padding: '2px 8px' }}
                        aria-label="Time of the mean"
                        value={settings.meanSeconds}
                        onChange={(event) => change({ meanSeconds: Number(event.target.value) })}
                    >
                        {WINDOWS.map((seconds) => (
                            <option key={seconds} value={seconds}>
                                {formatDuration(seconds)}
                            </option>
                        ))}
                    </select>
                </div>
            )}
        </Field>
    );
}
