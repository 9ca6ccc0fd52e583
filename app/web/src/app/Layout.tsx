import { Suspense, useEffect } from 'react';
import { Outlet, useLocation } from 'react-router';
import { ChainGate, ConnectionBanner, useClusterKey } from '../cluster';
import { Skeleton } from '../components';
import { LiveBanner } from '../events';
import { BurnerNotice } from '../wallet';
import { ErrorBoundary } from './ErrorBoundary';
import { Footer } from './Footer';
import { Header } from './Header';

export function Layout() {
    const { pathname } = useLocation();
    const cluster = useClusterKey();
    // Newer browsers answer with a promise, which is nothing that an effect may return.
    useEffect(() => void window.scrollTo(0, 0), [pathname]);
    return (
        <>
            <a className="skip" href="#main">
                Skip to the content
            </a>
            <Header />
            <BurnerNotice />
            <ConnectionBanner />
            <LiveBanner />
            <main id="main" className="main" tabIndex={-1}>
                <ErrorBoundary key={`${cluster} ${pathname}`} place="This page">
                    <ChainGate>
                        <Suspense fallback={<Skeleton lines={6} label="Loading the page" />}>
                            <Outlet />
                        </Suspense>
                    </ChainGate>
                </ErrorBoundary>
            </main>
            <Footer />
        </>
    );
}
