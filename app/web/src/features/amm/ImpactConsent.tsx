import { formatBps } from '@assay/client';
import { Note } from '../../components';

/** From here on a trade is worth a warning, and from there on a consent. */
export const WARN_IMPACT_BPS = 100;
export const CONSENT_IMPACT_BPS = 500;

interface ImpactConsentProps {
    bps: number;
    consents: boolean;
    onConsent(consents: boolean): void;
}

export function ImpactConsent({ bps, consents, onConsent }: ImpactConsentProps) {
    if (bps <= WARN_IMPACT_BPS) return null;
    const heavy = bps > CONSENT_IMPACT_BPS;
    return (
        <Note tone={heavy ? 'bad' : 'warn'} title={`This moves the price by ${formatBps(bps)}`}>
            <p>You get a worse price than the one shown for small amounts. Trade less, or in parts over time.</p>
            {heavy && (
                <label className="check">
                    <input type="checkbox" checked={consents} onChange={(event) => onConsent(event.target.checked)} />
                    <span>I accept that this moves the price by {formatBps(bps)}.</span>
                </label>
            )}
        </Note>
    );
}
