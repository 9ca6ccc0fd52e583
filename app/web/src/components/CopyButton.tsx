import { useToast } from '../app/toasts';

export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
    const toast = useToast();
    const copy = async () => {
        try {
            await navigator.clipboard.writeText(text);
            toast({ title: 'Copied', tone: 'neutral', seconds: 2 });
        } catch {
            toast({ title: 'The browser did not allow copying', detail: text, tone: 'warn' });
        }
    };
    return (
        <button type="button" className="icon-button" aria-label={label} title={label} onClick={copy}>
            <svg width="14" height="14" viewBox="0 0 16 16" fill="none" stroke="currentColor" aria-hidden="true">
                <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" strokeWidth="1.4" />
                <path d="M10.5 3.5v-1h-8v8h1" strokeWidth="1.4" />
            </svg>
        </button>
    );
}
