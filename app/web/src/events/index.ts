export { EventsProvider, useNoteReceipt } from './EventsProvider';
