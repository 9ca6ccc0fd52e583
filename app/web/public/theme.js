// Runs before the first paint, so that a stored theme does not flash.
try {
    const theme = localStorage.getItem('assay.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
    // Storage is blocked: the system's theme applies.
}
