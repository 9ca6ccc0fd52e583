import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { Progress, share } from './Progress';
import { Table } from './Table';
import { Tabs } from './Tabs';
import { readAmount, TokenInput, useAmountField } from './TokenInput';
import { VirtualTable } from './VirtualTable';
import type { Column } from './tableModel';

describe('amounts that are typed', () => {
    it('become base units exactly', () => {
        expect(readAmount('1,234.000001', 6)).toEqual({ units: 1_234_000_001n });
        expect(readAmount('9007199254.740993', 6)).toEqual({ units: 9_007_199_254_740_993n });
    });

    it.each([
        ['1.0000001', /6 decimals|decimals/],
        ['-1', /negative|less than/i],
        ['1,5', /point/],
        ['abc', /not an amount/],
        ['99999999999999999999', /./],
    ])('say why %s is none', (text, sentence) => {
        const { units, error } = readAmount(text, 6);
        expect(units).toBeUndefined();
        expect(error).toMatch(sentence);
    });

    it('are silent while empty, and keep to limits', () => {
        expect(readAmount('', 6)).toEqual({});
        expect(readAmount('2', 6, { max: 1_500_000n }).error).toContain('1.5');
        expect(readAmount('0.1', 6, { min: 1_000_000n }).error).toContain('1');
    });

    it('tie the error to the field and fill in the most', async () => {
        function Form() {
            const field = useAmountField(6, { max: 2_500_000n });
            return <TokenInput label="Amount" field={field} symbol="USDL" balance={2_500_000n} />;
        }
        render(<Form />);
        const input = screen.getByLabelText('Amount');
        await userEvent.type(input, '3');
        expect(input).toBeInvalid();
        expect(input).toHaveAccessibleDescription(/more than the 2.5/);
        await userEvent.click(screen.getByRole('button', { name: 'Max' }));
        expect(input).toHaveValue('2.5');
        expect(input).not.toBeInvalid();
    });
});

describe('a bar with marks', () => {
    it('is exact at the edges and stays inside', () => {
        expect(share(1n, 3n)).toBe('33.33%');
        expect(share(5n, 0n)).toBe('0%');
        expect(share(7n, 5n)).toBe('100.00%');
    });

    it('says its parts and marks', () => {
        render(
            <Progress
                label="Votes"
                total={100n}
                parts={[{ label: 'For', value: 40n, text: '40' }]}
                marks={[{ label: 'Quorum', at: 20n, text: '20' }]}
            />,
        );
        expect(screen.getByRole('img')).toHaveAccessibleName('Votes: For 40, Quorum at 20');
    });
});

describe('tabs', () => {
    it('move with the arrows and around the ends', async () => {
        function Two() {
            const [tab, setTab] = useState('a');
            const tabs = [
                { key: 'a', label: 'A' },
                { key: 'b', label: 'B' },
            ];
            return (
                <Tabs label="Views" tabs={tabs} selected={tab} onSelect={setTab}>
                    panel {tab}
                </Tabs>
            );
        }
        render(<Two />);
        await userEvent.click(screen.getByRole('tab', { name: 'A' }));
        await userEvent.keyboard('{ArrowRight}');
        expect(screen.getByRole('tab', { name: 'B' })).toHaveFocus();
        expect(screen.getByRole('tabpanel', { name: 'B' })).toHaveTextContent('panel b');
        await userEvent.keyboard('{ArrowRight}');
        expect(screen.getByRole('tab', { name: 'A' })).toHaveFocus();
    });
});

interface Job {
    id: string;
    price: bigint;
}
const columns: Column<Job>[] = [
    { key: 'id', header: 'Job', cell: (job) => job.id },
    { key: 'price', header: 'Price', cell: (job) => String(job.price), sortBy: (job) => job.price },
];
const many = Array.from({ length: 10_000 }, (_, index) => ({
    id: `job-${index}`,
    price: BigInt((index * 7919) % 10_007),
}));
const keyOf = (job: Job) => job.id;

describe('a table', () => {
    it('sorts up, down, and back by its header', async () => {
        render(<Table label="Jobs" columns={columns} rows={many.slice(0, 3)} rowKey={keyOf} />);
        const header = screen.getByRole('button', { name: /Price/ });
        const first = () => screen.getAllByRole('row')[1]?.textContent;
        await userEvent.click(header);
        expect(screen.getByRole('columnheader', { name: /Price/ })).toHaveAttribute('aria-sort', 'ascending');
        expect(first()).toContain('job-0');
        await userEvent.click(header);
        expect(first()).toContain('job-1');
        await userEvent.click(header);
        expect(screen.getByRole('columnheader', { name: /Price/ })).not.toHaveAttribute('aria-sort');
    });
});

describe('a table of 10,000 rows', () => {
    // jsdom lays nothing out: the box of the list gets its size here.
    const sized = (run: () => Promise<void>) => async () => {
        const height = vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(560);
        const width = vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(900);
        try {
            await run();
        } finally {
            height.mockRestore();
            width.mockRestore();
        }
    };

    it(
        'puts only those on screen into the page, and says how many there are',
        sized(async () => {
            render(<VirtualTable label="Jobs" columns={columns} rows={many} rowKey={keyOf} />);
            const table = screen.getByRole('table', { name: 'Jobs' });
            expect(table).toHaveAttribute('aria-rowcount', '10001');
            expect(within(table).getAllByRole('row').length).toBeGreaterThan(10);
            expect(within(table).getAllByRole('row').length).toBeLessThan(60);
        }),
    );

    it(
        'filters by words and opens a row by keyboard',
        sized(async () => {
            const open = vi.fn();
            render(
                <VirtualTable
                    label="Jobs"
                    columns={columns}
                    rows={many}
                    rowKey={keyOf}
                    searchText={keyOf}
                    onOpen={open}
                />,
            );
            await userEvent.type(screen.getByRole('searchbox'), 'job-999');
            expect(screen.getByRole('status')).toHaveTextContent('11 of 10,000');
            const row = within(screen.getByRole('table')).getAllByRole('row')[1];
            row?.focus();
            await userEvent.keyboard('{ArrowDown}{Enter}');
            expect(open).toHaveBeenCalledExactlyOnceWith(many[9990]);
        }),
    );
});
