import { useId, type ReactNode } from 'react';

interface CardProps {
    title?: ReactNode;
    actions?: ReactNode;
    children: ReactNode;
}

export function Card({ title, actions, children }: CardProps) {
    const id = useId();
    return (
        <section className="card" aria-labelledby={title ? id : undefined}>
            {title && (
                <div className="row-between">
                    <h2 id={id}>{title}</h2>
                    {actions}
                </div>
            )}
            {children}
        </section>
    );
}
