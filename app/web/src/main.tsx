import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/figures.css';
import './styles/controls.css';
import './styles/messages.css';
import './styles/progress.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { preloadPage } from './app/AppRoutes';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element "root"; index.html was changed.');
preloadPage(window.location.pathname);
createRoot(root).render(
    <StrictMode>
        <App />
    </StrictMode>,
);
