export { saveFile, toCsv } from './csv';
export {
    EventsProvider,
    useEvents,
    useHistoryState,
    useOnEvents,
    useRefreshOn,
    useTransactions,
    useWholeHistory,
    type Events,
} from './EventsProvider';
export { eventsIn, type ChainEvent, type EventFilter } from './filter';
export { LiveBanner } from './LiveBanner';
