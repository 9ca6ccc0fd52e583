import { act, renderHook } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { useDraft } from './useDraft';

beforeEach(() => sessionStorage.clear());

const draftOf = (empty: { endpoint: string; price: string }) =>
    renderHook(({ empty }) => useDraft('test', empty), { initialProps: { empty } });

const before = { endpoint: 'https://one', price: '1' };
const after = { endpoint: 'https://two', price: '2' };

it('shows what is on chain where nobody typed, and after it was sent', () => {
    const { result, rerender } = draftOf(before);
    act(() => result.current.change({ endpoint: 'https://two' }));
    expect(result.current.value).toEqual({ endpoint: 'https://two', price: '1' });
    rerender({ empty: { ...before, price: '2' } });
    expect(result.current.value).toEqual({ endpoint: 'https://two', price: '2' });
    // Cleared by what was rendered before the chain was read again.
    const { clear } = result.current;
    rerender({ empty: after });
    act(clear);
    rerender({ empty: { ...after, price: '3' } });
    expect(result.current.value).toEqual({ endpoint: 'https://two', price: '3' });
});

it('survives a reload as far as it was typed', () => {
    const first = draftOf(before);
    act(() => first.result.current.change({ price: '9' }));
    first.unmount();
    expect(draftOf(after).result.current.value).toEqual({ endpoint: 'https://two', price: '9' });
});
