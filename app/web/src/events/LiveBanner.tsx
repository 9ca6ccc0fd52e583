import { usePulse } from '../cluster';
import { useHistoryState } from './EventsProvider';

/** Says when the chain can be read but does not tell by itself what is new. */
export function LiveBanner() {
    const state = useHistoryState();
    const pulse = usePulse();
    const chainAnswers = pulse.state === 'up' || pulse.state === 'slow';
    if (!chainAnswers || state.status !== 'reconnecting') return null;
    return (
        <div className="banner banner-warn" role="status">
            <div>
                Live updates are interrupted; connecting again. Nothing is lost: what happened meanwhile is read as soon
                as the connection is back.
            </div>
        </div>
    );
}
