import { lazy, type ComponentType } from 'react';
import { matchPath, Route, Routes } from 'react-router';
import { Layout } from './Layout';
import { NotFound } from './NotFound';

const pages: [path: string, page: () => Promise<{ default: ComponentType }>][] = [
    ['/', () => import('../pages/market')],
    ['/jobs/:address', () => import('../pages/job')],
    ['/post', () => import('../pages/post')],
    ['/providers', () => import('../pages/providers')],
    ['/providers/:address', () => import('../pages/provider')],
    ['/operate', () => import('../pages/operate')],
    ['/stake', () => import('../pages/stake')],
    ['/swap', () => import('../pages/swap')],
    ['/pools', () => import('../pages/pools')],
    ['/pools/:address', () => import('../pages/pool')],
    ['/governance', () => import('../pages/governance')],
    ['/governance/new', () => import('../pages/propose')],
    ['/governance/:number', () => import('../pages/proposal')],
    ['/fairness', () => import('../pages/fairness')],
    ['/activity', () => import('../pages/activity')],
];

const routes = pages.map(([path, page]) => ({ path, Page: lazy(page) }));

/** Has the code of a page loaded while the chain is still being asked. */
export function preloadPage(pathname: string): void {
    const found = pages.find(([path]) => matchPath(path, pathname));
    // What cannot be loaded is told where the page would be.
    found?.[1]().catch(() => undefined);
}

export function AppRoutes() {
    return (
        <Routes>
            <Route element={<Layout />}>
                {routes.map(({ path, Page }) => (
                    <Route key={path} path={path} element={<Page />} />
                ))}
                <Route path="*" element={<NotFound />} />
            </Route>
        </Routes>
    );
}
