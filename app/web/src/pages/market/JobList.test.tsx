import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { MemoryRouter } from 'react-router';
import { expect, test, vi } from 'vitest';
import type { JobFilters } from '../../features/jobs/filters';
import { readFilters } from '../../features/jobs/filters';
import { loadedJob } from '../../features/jobs/testing';
import { JobList } from './JobList';

// The chain's clock and the explorer need a cluster; the list itself does not.
vi.mock('../../cluster', () => ({
    useAtChainTime: (read: (now: bigint) => unknown) => read(1_000n),
    useExplorer: () => () => '#',
}));

// jsdom lays nothing out, and a list without height shows no row.
vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(560);
vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(1_000);

const COUNT = 10_000;

function generated() {
    return Array.from({ length: COUNT }, (_, at) =>
        loadedJob(`Job${String(at).padStart(40, 'x')}`, {
            status: at % 8,
            tier: at % 2,
            client: `Client${at % 97}` as never,
            operator: `Operator${at % 31}` as never,
            market: 'market' as never,
            price: BigInt(at * 37),
            postedAt: BigInt(at),
            acceptBy: 1_600n,
        }),
    );
}

const lookups = {
    models: [],
    paidIn: () => ({ symbol: 'ASSAY', decimals: 6 }),
    operatorName: () => undefined,
};
const mine = { wallet: undefined, operators: new Set<string>() };

function Listed({ jobs }: { jobs: ReturnType<typeof generated> }) {
    const [filters, setFilters] = useState<JobFilters>(readFilters(new URLSearchParams()));
    return (
        <MemoryRouter>
            <JobList
                jobs={jobs}
                filters={filters}
                onFilters={(change) => setFilters((now) => ({ ...now, ...change }))}
                mine={mine}
                lookups={lookups}
            />
        </MemoryRouter>
    );
}

const rows = () =>
    within(screen.getByRole('table', { name: 'Jobs' }))
        .getAllByRole('row')
        .slice(1);

test(`${COUNT} jobs: few are in the page, filters and sorts look through all of them`, async () => {
    const jobs = generated();
    render(<Listed jobs={jobs} />);
    expect(screen.getByRole('status')).toHaveTextContent('10,000');
    expect(rows().length).toBeGreaterThan(10);
    expect(rows().length).toBeLessThan(60);
    // The newest first, unless asked otherwise.
    expect(rows()[0]).toHaveTextContent('Jobx…9999');

    const user = userEvent.setup();
    await user.selectOptions(screen.getByLabelText('Status'), 'Settled');
    expect(screen.getByRole('status')).toHaveTextContent('1,250');

    await user.click(screen.getByRole('button', { name: 'Price' }));
    expect(rows()[0]).toHaveTextContent('Jobx…xxx4');

    await user.type(screen.getByLabelText(/Search/), 'client3 ');
    expect(screen.getByRole('status')).toHaveTextContent(/of 1,250$/);
}, 60_000);
