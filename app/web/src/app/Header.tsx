import { useState } from 'react';
import { Link, NavLink } from 'react-router';
import { ClusterPicker } from '../cluster/ClusterPicker';
import { Button } from '../components';
import { LocalTools } from '../local/LocalTools';
import { WalletButton } from '../wallet/WalletButton';

const links: [to: string, label: string][] = [
    ['/', 'Market'],
    ['/providers', 'Providers'],
    ['/stake', 'Stake'],
    ['/swap', 'Swap'],
    ['/pools', 'Pools'],
    ['/governance', 'Governance'],
    ['/fairness', 'Fairness'],
    ['/activity', 'Activity'],
];

export function Header() {
    const [open, setOpen] = useState(false);
    return (
        <header className="header">
            <div className="header-inner">
                <Link to="/" className="brand" aria-label="Assay, to the market">
                    <img src="/icon.svg" alt="" width="24" height="24" />
                    <span>Assay</span>
                </Link>
                <nav className="nav" id="navigation" aria-label="Pages" data-open={open}>
                    {links.map(([to, label]) => (
                        <NavLink key={to} to={to} end={to === '/'} onClick={() => setOpen(false)}>
                            {label}
                        </NavLink>
                    ))}
                </nav>
                <div className="header-tools">
                    <LocalTools />
                    <ClusterPicker />
                    <WalletButton />
                    <Button
                        className="menu-button"
                        aria-expanded={open}
                        aria-controls="navigation"
                        onClick={() => setOpen(!open)}
                    >
                        Menu
                    </Button>
                </div>
            </div>
        </header>
    );
}
