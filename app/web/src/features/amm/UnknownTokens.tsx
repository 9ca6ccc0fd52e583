import { Address, Note } from '../../components';
import type { MintView } from './model';

/** Anybody can make a token and call it anything. */
export function UnknownTokens({ mints }: { mints: readonly MintView[] }) {
    const unknown = mints.filter(({ known }) => !known);
    if (unknown.length === 0) return null;
    return (
        <Note tone="warn" title={unknown.length === 1 ? 'Unknown token' : 'Unknown tokens'}>
            {unknown.map((mint) => (
                <p key={mint.address}>
                    {mint.name ? `“${mint.name}”` : 'This token'} is <Address address={mint.address} explorer />.
                    Anybody can give a token any name: check that this is the one you mean.
                    {mint.tax.bps > 0 && ` It takes ${mint.tax.bps / 100} % of every transfer.`}
                </p>
            ))}
        </Note>
    );
}
