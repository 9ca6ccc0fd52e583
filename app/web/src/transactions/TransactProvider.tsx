import type { Receipt } from '@assay/client';
import { createContext, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from 'react';
import { useToast } from '../app/toasts';
import { useConnection, useInvalidateChain, usePulse } from '../cluster';
import { useWallet } from '../wallet';
import { isBusy, Transaction, type Step, type TransactRequest } from './machine';
import { ReviewDialog } from './ReviewDialog';

type Transact = (request: TransactRequest) => Promise<Receipt | undefined>;

const TransactContext = createContext<Transact | undefined>(undefined);

/** `transact(request)` shows what a transaction does and sends it. Resolves with undefined when it was not confirmed. */
export function useTransact(): Transact {
    const transact = useContext(TransactContext);
    if (!transact) throw new Error('useTransact is used outside of TransactProvider.');
    return transact;
}

interface Running {
    transaction: Transaction;
    /** Confirmed; its dialog may still be open. */
    done?: boolean;
    resolve(receipt: Receipt | undefined): void;
}

export function TransactProvider({ children }: { children: ReactNode }) {
    const connection = useConnection();
    const { signer } = useWallet();
    const { state } = usePulse();
    const invalidate = useInvalidateChain();
    const toast = useToast();
    const running = useRef<Running>(undefined);
    const [request, setRequest] = useState<TransactRequest>();
    const [step, setStep] = useState<Step>({ at: 'idle' });

    const transact = useCallback<Transact>(
        async (asked) => {
            // What follows at once takes the place of what is done and only still shown.
            if (running.current && !running.current.done) return undefined;
            running.current?.transaction.close();
            if (state === 'other-chain') {
                toast({ tone: 'bad', title: 'Nothing is signed while another chain answers' });
                return undefined;
            }
            if (!signer) {
                toast({ tone: 'warn', title: 'No wallet is connected', detail: 'Connect one at the top of the page.' });
                return undefined;
            }
            const transaction = new Transaction(asked, connection, signer, setStep);
            return new Promise<Receipt | undefined>((resolve) => {
                running.current = { transaction, resolve };
                setRequest(asked);
                void transaction.prepare();
            });
        },
        [connection, signer, state, toast],
    );

    const finish = useCallback((receipt?: Receipt) => {
        const last = running.current;
        running.current = undefined;
        last?.transaction.close();
        setRequest(undefined);
        setStep({ at: 'idle' });
        last?.resolve(receipt);
    }, []);

    const confirm = useCallback(async () => {
        const now = running.current;
        const receipt = await now?.transaction.confirm();
        if (!now || !receipt) return;
        void invalidate();
        now.done = true;
        now.resolve(receipt);
    }, [invalidate]);

    const close = useCallback(() => {
        if (isBusy(step)) return;
        finish(step.at === 'done' ? step.receipt : undefined);
    }, [finish, step]);

    return (
        <TransactContext value={transact}>
            {children}
            {useMemo(
                () =>
                    request && (
                        <ReviewDialog
                            request={request}
                            step={step}
                            onConfirm={() => void confirm()}
                            onRetry={() => void running.current?.transaction.prepare()}
                            onClose={close}
                        />
                    ),
                [request, step, confirm, close],
            )}
        </TransactContext>
    );
}
