import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';

interface DialogProps {
    title: string;
    open: boolean;
    onClose(): void;
    /** False while closing would lose something; Escape then does nothing. */
    closable?: boolean;
    foot?: ReactNode;
    children: ReactNode;
}

/** The browser's modal dialog: it keeps the focus inside, closes on Escape and gives the focus back. */
export function Dialog({ open, ...rest }: DialogProps) {
    return open ? <OpenDialog {...rest} /> : null;
}

function OpenDialog({ title, onClose, closable = true, foot, children }: Omit<DialogProps, 'open'>) {
    const id = useId();
    const dialog = useRef<HTMLDialogElement>(null);
    useLayoutEffect(() => {
        const element = dialog.current;
        element?.showModal();
        // Closed before it is taken away, or the focus would be lost with it.
        return () => element?.close();
    }, []);
    const closed = () => {
        if (dialog.current?.open) return;
        if (closable) onClose();
        // Some browsers close on a second Escape whatever the page says.
        else dialog.current?.showModal();
    };
    return (
        <dialog
            ref={dialog}
            className="dialog"
            aria-labelledby={id}
            onCancel={(event) => {
                event.preventDefault();
                if (closable) onClose();
            }}
            onClose={closed}
        >
            <div className="dialog-head">
                <h2 id={id}>{title}</h2>
                {closable && (
                    <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
                        <CloseIcon />
                    </button>
                )}
            </div>
            <div className="dialog-body">{children}</div>
            {foot && <div className="dialog-foot">{foot}</div>}
        </dialog>
    );
}

export function CloseIcon() {
    return (
        <svg width="14" height="14" viewBox="0 0 14 14" stroke="currentColor" strokeWidth="1.6" aria-hidden="true">
            <path d="m2 2 10 10M12 2 2 12" />
        </svg>
    );
}
