// What to run on the machine. The app knows addresses only; keys are made and kept there.

export interface Machine {
    /** As `--url` wants it. */
    url: string;
    operator?: string;
    role: 'provider' | 'verifier';
    endpoint?: string;
    class?: number;
}

export interface CommandLine {
    what: string;
    line: string;
}

const SETTINGS = '--settings assay-worker/worker.toml --keypair assay-worker/agent.json';

/** Before there is an operator: its agent's address is what the form asks for. */
export function commandsBefore({ url, endpoint }: Machine): CommandLine[] {
    const at = quoted(endpoint || 'https://gpu.example');
    return [
        {
            what: "Make the agent's key and the daemon's settings; prints the agent's address",
            line: `assay --url ${quoted(url)} worker init --endpoint ${at}`,
        },
    ];
}

export function commandsAfter({ url, operator, role, class: wanted }: Machine): CommandLine[] {
    const assay = `assay --url ${quoted(url)}`;
    if (role === 'verifier') {
        return [
            {
                what: 'Check jobs, attest, convict',
                line: `${assay} verifier run --operator ${operator} --data-dir assay-verifier --keypair assay-worker/agent.json`,
            },
            {
                what: 'Bond, chance to be drawn, and whether the daemon is well',
                line: `${assay} verifier status --operator ${operator}`,
            },
        ];
    }
    return [
        {
            what: 'Try the backends, the operator and the endpoint',
            line: `${assay} worker doctor --operator ${operator} ${SETTINGS}`,
        },
        ...(wanted === undefined
            ? []
            : [
                  {
                      what: `Show hardware of class ${wanted} on chain`,
                      line: `${assay} worker benchmark --class ${wanted} --operator ${operator} ${SETTINGS}`,
                  },
              ]),
        {
            what: 'Accept jobs, run them, prove them, be paid',
            line: `${assay} worker run --operator ${operator} ${SETTINGS}`,
        },
    ];
}

/** For a shell: what is no plain word goes between quotes. */
function quoted(text: string): string {
    return /^[\w:/.@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
