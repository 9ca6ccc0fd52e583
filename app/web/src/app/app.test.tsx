import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Dialog } from '../components/Dialog';
import { ErrorBoundary } from './ErrorBoundary';
import { setTheme } from './theme';

let broken = true;
function Fragile() {
    if (broken) throw new Error('The pool has no reserve.');
    return <p>mended</p>;
}

describe('a page that breaks', () => {
    afterEach(() => vi.restoreAllMocks());

    it('says what happened and can be tried again', async () => {
        vi.spyOn(console, 'error').mockImplementation(() => undefined);
        render(
            <ErrorBoundary place="This page">
                <Fragile />
            </ErrorBoundary>,
        );
        expect(screen.getByRole('alert')).toHaveTextContent('This page stopped with an error');
        expect(screen.getByRole('alert')).toHaveTextContent('The pool has no reserve.');
        broken = false;
        await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
        expect(screen.getByText('mended')).toBeVisible();
    });
});

describe('the theme', () => {
    it('is kept, and follows the system when that is chosen', () => {
        setTheme('dark');
        expect(document.documentElement.dataset['theme']).toBe('dark');
        expect(localStorage.getItem('assay.theme')).toBe('dark');
        setTheme('system');
        expect(document.documentElement.dataset['theme']).toBeUndefined();
        expect(localStorage.getItem('assay.theme')).toBeNull();
    });
});

describe('a dialog', () => {
    it('closes on Escape only when nothing is lost', () => {
        const onClose = vi.fn();
        const cancel = () => screen.getByRole('dialog').dispatchEvent(new Event('cancel', { cancelable: true }));
        const { rerender } = render(
            <Dialog title="Sent" open closable={false} onClose={onClose}>
                waiting
            </Dialog>,
        );
        expect(screen.queryByRole('button', { name: 'Close' })).toBeNull();
        cancel();
        expect(onClose).not.toHaveBeenCalled();
        rerender(
            <Dialog title="Sent" open onClose={onClose}>
                done
            </Dialog>,
        );
        cancel();
        expect(onClose).toHaveBeenCalledOnce();
        expect(screen.getByRole('dialog')).toHaveAccessibleName('Sent');
    });
});
