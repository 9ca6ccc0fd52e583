import { useCluster } from '../cluster';
import { setTheme, useTheme, type Theme } from './theme';

export function Footer() {
    const theme = useTheme();
    const { cluster } = useCluster();
    return (
        <footer className="footer">
            <span>Read from the chain by this browser through {cluster.rpcUrl}. Nothing is stored elsewhere.</span>
            <label className="row">
                Theme
                <select value={theme} onChange={(event) => setTheme(event.target.value as Theme)}>
                    <option value="system">as the system</option>
                    <option value="light">light</option>
                    <option value="dark">dark</option>
                </select>
            </label>
        </footer>
    );
}
