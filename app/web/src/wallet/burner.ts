import type { Connection } from '@assay/client';
import {
    getAddressFromPublicKey,
    getTransactionDecoder,
    getTransactionEncoder,
    signBytes,
    type Address,
} from '@solana/kit';
import { getWallets } from '@wallet-standard/app';
import type { WalletAccount } from '@wallet-standard/base';
import { openDB } from 'idb';
import { useEffect } from 'react';
import { askFaucet, type LocalConfig } from '../cluster/local';
import type { SolanaWallet } from './standard';

export const BURNER_NAME = 'Local burner';

const ICON =
    'data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCAyNCAyNCI+PHJlY3Qgd2lkdGg9IjI0IiBoZWlnaHQ9IjI0IiByeD0iNSIgZmlsbD0iIzdkNTIwMCIvPjxwYXRoIGQ9Ik0xMiA0YzMgNCA0IDYgNCA5YTQgNCAwIDAgMS04IDBjMC0yIDEtMyAyLTQgMCAyIDEgMyAyIDMgMS0yIDEtNSAwLTh6IiBmaWxsPSIjZmZmIi8+PC9zdmc+';
const CHAIN = 'solana:localnet';

export interface KeyStore {
    read(genesis: string): Promise<CryptoKeyPair | undefined>;
    write(genesis: string, keys: CryptoKeyPair): Promise<void>;
}

/** Keys are kept as the browser's own key objects: it signs with them and gives them to nobody, this app included. */
export function browserKeys(): KeyStore {
    const database = () => openDB('assay-burner', 1, { upgrade: (created) => void created.createObjectStore('keys') });
    return {
        async read(genesis) {
            return (await database()).get('keys', genesis);
        },
        async write(genesis, keys) {
            await (await database()).put('keys', keys, genesis);
        },
    };
}

async function makeKeys(): Promise<CryptoKeyPair> {
    try {
        return (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair;
    } catch {
        throw new Error('This browser cannot make Ed25519 keys. Use a newer one, or a wallet.');
    }
}

/** A throw-away wallet for the local chain whose genesis hash `config` names, and for no other. */
export function makeBurner(
    config: Pick<LocalConfig, 'genesisHash'>,
    connection: Pick<Connection, 'rpc'>,
    keys: KeyStore = browserKeys(),
    fund: (address: string) => Promise<void> = askFaucet,
): SolanaWallet {
    let pair: CryptoKeyPair | undefined;
    let accounts: readonly WalletAccount[] = [];
    const listeners = new Set<(change: { accounts: readonly WalletAccount[] }) => void>();
    const change = (next: readonly WalletAccount[]) => {
        accounts = next;
        listeners.forEach((listener) => listener({ accounts }));
    };

    const requireOwnChain = async () => {
        const genesis = await connection.rpc.getGenesisHash().send();
        if (genesis !== config.genesisHash) {
            throw new Error(
                `This wallet is a throw-away of the local chain ${config.genesisHash}; the cluster is ${genesis}. It signs nothing for it.`,
            );
        }
    };
    const open = async (silent: boolean) => {
        await requireOwnChain();
        const known = await keys.read(config.genesisHash);
        if (!known && silent) return;
        const found = known ?? (await makeKeys());
        const address = await getAddressFromPublicKey(found.publicKey);
        if (!known) {
            await keys.write(config.genesisHash, found);
            await fund(address);
        }
        pair = found;
        const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', found.publicKey));
        change([{ address, publicKey, chains: [CHAIN], features: ['solana:signTransaction'], label: 'Throw-away' }]);
    };
    const sign = async (bytes: Uint8Array) => {
        if (!pair) throw new Error('The local burner is not connected.');
        await requireOwnChain();
        const transaction = getTransactionDecoder().decode(bytes);
        const address = accounts[0]?.address as Address;
        if (!(address in transaction.signatures)) throw new Error(`${address} does not sign this transaction.`);
        const signature = await signBytes(pair.privateKey, transaction.messageBytes);
        const signed = { ...transaction, signatures: { ...transaction.signatures, [address]: signature } };
        return new Uint8Array(getTransactionEncoder().encode(signed));
    };

    return {
        version: '1.0.0',
        name: BURNER_NAME,
        icon: ICON,
        chains: [CHAIN],
        get accounts() {
            return accounts;
        },
        features: {
            'standard:connect': {
                version: '1.0.0',
                connect: async (input) => {
                    if (accounts.length === 0) await open(input?.silent ?? false);
                    return { accounts };
                },
            },
            'standard:disconnect': {
                version: '1.0.0',
                disconnect: async () => {
                    pair = undefined;
                    change([]);
                },
            },
            'standard:events': {
                version: '1.0.0',
                on: (_event, listener) => {
                    listeners.add(listener);
                    return () => listeners.delete(listener);
                },
            },
            'solana:signTransaction': {
                version: '1.0.0',
                supportedTransactionVersions: ['legacy', 0],
                signTransaction: async (...inputs) =>
                    Promise.all(
                        inputs.map(async ({ transaction }) => ({ signedTransaction: await sign(transaction) })),
                    ),
            },
        },
    };
}

/** Offers the burner while the chain that is in use is the local server's, and takes it away otherwise. */
export function useBurner(config: LocalConfig | null, connection: Connection, genesis: string | undefined): void {
    const own = config !== null && genesis === config.genesisHash;
    useEffect(() => {
        if (!own) return;
        return getWallets().register(makeBurner(config, connection));
    }, [own, config, connection]);
}
