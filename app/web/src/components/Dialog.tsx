import { useEffect, useId, useRef, type ReactNode } from 'react';

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
export function Dialog({ title, open, onClose, closable = true, foot, children }: DialogProps) {
    const id = useId();
    const dialog = useRef<HTMLDialogElement>(null);
    useEffect(() => {
        const element = dialog.current;
        if (!element) return;
        if (open && !element.open) element.showModal();
        if (!open && element.open) element.close();
    }, [open]);
    if (!open) return null;
    return (
        <dialog
            ref={dialog}
            className="dialog"
            aria-labelledby={id}
            onCancel={(event) => {
                event.preventDefault();
                if (closable) onClose();
            }}
            onClose={() => closable && onClose()}
        >
            <div className="dialog-head">
                <h2 id={id}>{title}</h2>
                {closable && (
                    <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
                        <svg
                            width="14"
                            height="14"
                            viewBox="0 0 14 14"
                            stroke="currentColor"
                            strokeWidth="1.6"
                            aria-hidden="true"
                        >
                            <path d="m2 2 10 10M12 2 2 12" />
                        </svg>
                    </button>
                )}
            </div>
            <div className="dialog-body">{children}</div>
            {foot && <div className="dialog-foot">{foot}</div>}
        </dialog>
    );
}
