// What a first visit to the market loads, compressed, against the budget.
import { readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

const BUDGET = 300 * 1024;
const dist = resolve(import.meta.dirname, '../dist');
const assets = resolve(dist, 'assets');
const gzip = (file) => gzipSync(readFileSync(resolve(assets, file)), { level: 9 }).length;
const kb = (bytes) => (bytes / 1024).toFixed(1).padStart(8);

const staticImports = (file) => {
    const source = readFileSync(resolve(assets, file), 'utf8');
    const found = source.matchAll(
        /(?:^|[;\s}])(?:import|export)\s*(?:[^;'"()]*?\sfrom\s*|[^;'"()]*?from\s*)?["']\.\/([\w.-]+\.js)["']/g,
    );
    return [...found].map((match) => match[1]);
};
const closure = (entries) => {
    const seen = new Set();
    const visit = (file) => {
        if (seen.has(file)) return;
        seen.add(file);
        staticImports(file).forEach(visit);
    };
    entries.forEach(visit);
    return seen;
};

const html = readFileSync(resolve(dist, 'index.html'), 'utf8');
const entries = [...html.matchAll(/(?:src|href)="\/assets\/([\w.-]+\.js)"/g)].map((match) => match[1]);
const scripts = readdirSync(assets).filter((file) => file.endsWith('.js'));
const market = scripts.filter((file) => /^market-/.test(file));
if (entries.length === 0 || market.length !== 1) {
    console.error(`No entry script, or not one chunk for the market page, under ${assets}; is the build complete?`);
    process.exit(1);
}
const first = closure([...entries, ...market]);
console.log('    gzip KB  script (* first load of the market)');
for (const file of scripts.sort((a, b) => gzip(b) - gzip(a))) {
    if (first.has(file) || gzip(file) > 4096)
        console.log(`  ${kb(gzip(file))}  ${first.has(file) ? '*' : ' '} ${file}`);
}
const total = [...first].reduce((sum, file) => sum + gzip(file), 0);
console.log(`  ${kb(total)}  first load, of ${BUDGET / 1024} allowed`);
if (total > BUDGET) {
    console.error('The first load is over its budget: load what is not needed at once lazily.');
    process.exit(1);
}
