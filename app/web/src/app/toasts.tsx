import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { CloseIcon } from '../components/Dialog';
import type { Tone } from '../components/Badge';

export interface Toast {
    title: string;
    detail?: ReactNode;
    tone?: Tone;
    /** How long it stays; errors and warnings stay until they are closed. */
    seconds?: number;
}

const ToastContext = createContext<(toast: Toast) => void>(() => undefined);

export const useToast = () => useContext(ToastContext);

const MOST = 4;

export function ToastProvider({ children }: { children: ReactNode }) {
    const [toasts, setToasts] = useState<(Toast & { id: number })[]>([]);
    const next = useRef(0);
    const region = useRef<HTMLDivElement>(null);
    useEffect(() => {
        // Shown anew, so that it lies above a dialog that was opened since.
        region.current?.hidePopover?.();
        region.current?.showPopover?.();
    }, [toasts]);
    const close = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
    const show = useCallback(
        (toast: Toast) => {
            const id = next.current++;
            setToasts((all) => [...all, { ...toast, id }].slice(-MOST));
            const lasting = toast.tone === 'bad' || toast.tone === 'warn';
            const seconds = toast.seconds ?? (lasting ? undefined : 6);
            if (seconds !== undefined) setTimeout(() => close(id), seconds * 1000);
        },
        [close],
    );
    return (
        <ToastContext value={show}>
            {children}
            <div ref={region} popover="manual" className="toasts" role="status" aria-live="polite">
                {useMemo(
                    () =>
                        toasts.map((toast) => <ToastView key={toast.id} toast={toast} close={() => close(toast.id)} />),
                    [toasts, close],
                )}
            </div>
        </ToastContext>
    );
}

function ToastView({ toast, close }: { toast: Toast; close: () => void }) {
    return (
        <div className={`note toast note-${toast.tone ?? 'neutral'}`}>
            <div>
                <strong>{toast.title}</strong>
                {toast.detail && <div className="small">{toast.detail}</div>}
            </div>
            <button type="button" className="icon-button" aria-label="Close the message" onClick={close}>
                <CloseIcon />
            </button>
        </div>
    );
}
