import { useSyncExternalStore } from 'react';
import { readStored, store } from '../storage';

export type Theme = 'system' | 'light' | 'dark';

const listeners = new Set<() => void>();
let version = 0;

function read(): Theme {
    const stored = readStored('theme');
    return stored === 'light' || stored === 'dark' ? stored : 'system';
}

function changed() {
    version += 1;
    listeners.forEach((listener) => listener());
}

export function setTheme(theme: Theme): void {
    store('theme', theme === 'system' ? undefined : theme);
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
    changed();
}

function subscribe(listener: () => void): () => void {
    const system = window.matchMedia('(prefers-color-scheme: dark)');
    listeners.add(listener);
    system.addEventListener('change', changed);
    return () => {
        listeners.delete(listener);
        system.removeEventListener('change', changed);
    };
}

export function useTheme(): Theme {
    return useSyncExternalStore(subscribe, read);
}

/** Changes whenever colours may have: for what is drawn on a canvas. */
export function useThemeVersion(): number {
    return useSyncExternalStore(subscribe, () => version);
}
