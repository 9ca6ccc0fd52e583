import {
    createKeyPairSignerFromBytes,
    getTransactionDecoder,
    getTransactionEncoder,
    partiallySignTransaction,
    type KeyPairSigner,
} from '@solana/kit';
import type { WalletSigner } from './send';

/** A signer from the 64 bytes of a Solana keypair file, for scripts. */
export async function keypairSigner(bytes: Uint8Array): Promise<WalletSigner & { signer: KeyPairSigner }> {
    const signer = await createKeyPairSignerFromBytes(bytes);
    return {
        address: signer.address,
        signer,
        async signTransaction(wire) {
            const transaction = getTransactionDecoder().decode(wire) as Parameters<typeof partiallySignTransaction>[1];
            return new Uint8Array(
                getTransactionEncoder().encode(await partiallySignTransaction([signer.keyPair], transaction)),
            );
        },
    };
}
