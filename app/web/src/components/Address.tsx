import { Link } from 'react-router';
import { CopyButton } from './CopyButton';
import { shortAddress } from './shortAddress';
import { useExplorer } from '../cluster';

interface AddressProps {
    address: string;
    /** A page of ours about it. */
    to?: string;
    /** A name that people know it by, shown instead of the address. */
    name?: string;
    /** Link to the explorer of the cluster, where there is one. */
    explorer?: boolean;
    /** Without a button that copies it: for long lists, whose rows lead to pages that have one. */
    bare?: boolean;
}

export function Address({ address, to, name, explorer, bare }: AddressProps) {
    const link = useExplorer();
    const url = explorer ? link('address', address) : undefined;
    const text = <span className={name ? undefined : 'mono'}>{name ?? shortAddress(address)}</span>;
    return (
        <span className="address" title={address}>
            {to ? (
                <Link to={to}>{text}</Link>
            ) : url ? (
                <a href={url} target="_blank" rel="noreferrer">
                    {text}
                </a>
            ) : (
                text
            )}
            {!bare && <CopyButton text={address} label={`Copy the address ${name ?? shortAddress(address)}`} />}
        </span>
    );
}
