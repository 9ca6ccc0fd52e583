import { useEffect, useRef, type ReactNode } from 'react';

interface PageProps {
    title: string;
    /** What the tab says, where the heading alone would not tell pages apart. */
    tabTitle?: string;
    lead?: ReactNode;
    actions?: ReactNode;
    children: ReactNode;
}

/** Every page is one of these: it names the tab and takes the focus after a change of page. */
export function Page({ title, tabTitle, lead, actions, children }: PageProps) {
    const heading = useRef<HTMLHeadingElement>(null);
    useEffect(() => {
        document.title = `${tabTitle ?? title} · Assay`;
    }, [title, tabTitle]);
    useEffect(() => {
        // On the first load the browser's own focus is right; later a screen reader must hear the new page.
        if (document.activeElement !== document.body || window.history.state?.idx > 0) {
            heading.current?.focus({ preventScroll: true });
        }
    }, []);
    return (
        <>
            <div className="page-head">
                <div>
                    <h1 ref={heading} tabIndex={-1}>
                        {title}
                    </h1>
                    {lead && <p>{lead}</p>}
                </div>
                {actions && <div className="row">{actions}</div>}
            </div>
            {children}
        </>
    );
}
