import { Component, type ReactNode } from 'react';
import { ErrorNote } from '../components/Notes';

interface Props {
    place: string;
    children: ReactNode;
}

/** A part that broke says so and can be tried again; the rest goes on. */
export class ErrorBoundary extends Component<Props, { error?: unknown }> {
    override state: { error?: unknown } = {};

    static getDerivedStateFromError(error: unknown) {
        return { error };
    }

    override render() {
        const { error } = this.state;
        if (error === undefined) return this.props.children;
        if (isStaleBuild(error)) {
            return (
                <ErrorNote
                    title="The app was updated"
                    error="This page's code is not served any more, because a newer version of the app is."
                    retry={() => window.location.reload()}
                />
            );
        }
        return (
            <ErrorNote
                title={`${this.props.place} stopped with an error`}
                error={error}
                retry={() => this.setState({ error: undefined })}
            />
        );
    }
}

function isStaleBuild(error: unknown): boolean {
    return (
        error instanceof TypeError && /dynamically imported module|Importing a module script failed/.test(error.message)
    );
}
