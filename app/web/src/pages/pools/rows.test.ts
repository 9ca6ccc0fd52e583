import { describe, expect, it } from 'vitest';
import { sortingOf } from './rows';

describe('how the list is sorted', () => {
    it('is read from the address of the page', () => {
        expect(sortingOf('-volume')).toEqual({ key: 'volume', descending: true });
        expect(sortingOf('pair')).toEqual({ key: 'pair', descending: false });
        expect(sortingOf(null)).toBeUndefined();
    });
});
