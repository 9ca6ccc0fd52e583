import type { Receipt } from '@assay/client';
import type { ReactNode } from 'react';

export function EventsProvider({ children }: { children: ReactNode }) {
    return children;
}

export function useNoteReceipt(): (receipt: Receipt) => void {
    return () => undefined;
}
