import { useExplorer } from '../../cluster';
import { CopyButton, shortAddress } from '../../components';

export function SignatureLink({ signature }: { signature: string }) {
    const explorer = useExplorer();
    return (
        <span className="address">
            <a href={explorer('tx', signature)} target="_blank" rel="noreferrer" className="mono">
                {shortAddress(signature)}
            </a>
            <CopyButton text={signature} label={`Copy the signature ${shortAddress(signature)}`} />
        </span>
    );
}
