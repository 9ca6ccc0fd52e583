import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { BrowserRouter } from 'react-router';
import { ClusterProvider } from '../cluster';
import { EventsProvider } from '../events';
import { TransactProvider } from '../transactions';
import { WalletProvider } from '../wallet';
import { AppRoutes } from './AppRoutes';
import { ErrorBoundary } from './ErrorBoundary';
import { ToastProvider } from './toasts';

/** Reads are retried by the client's transport; a second layer would only make a dead RPC look slow. */
const makeClient = () =>
    new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 5_000, refetchOnWindowFocus: false } } });

export function App() {
    const [client] = useState(makeClient);
    return (
        <ErrorBoundary place="The app">
            <QueryClientProvider client={client}>
                <ToastProvider>
                    <ClusterProvider>
                        <WalletProvider>
                            <EventsProvider>
                                <BrowserRouter>
                                    <TransactProvider>
                                        <AppRoutes />
                                    </TransactProvider>
                                </BrowserRouter>
                            </EventsProvider>
                        </WalletProvider>
                    </ClusterProvider>
                </ToastProvider>
            </QueryClientProvider>
        </ErrorBoundary>
    );
}
