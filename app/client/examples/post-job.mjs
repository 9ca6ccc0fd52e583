// Posts a job, waits until it is settled, and downloads its result.
//
//     npm run build -w client
//     node client/examples/post-job.mjs --url http://127.0.0.1:8899 --keypair ~/.config/solana/id.json \
//         --uri http://127.0.0.1:8901/models/digits --price 5

import { readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
    connect,
    discover,
    downloadResult,
    explain,
    fetchContent,
    formatAmount,
    isJobOver,
    jobStatus,
    keypairSigner,
    loadQuotes,
    newJob,
    parseAmount,
    parseCluster,
    plan,
    send,
    TIER_COMMITTEE,
    TIER_OPTIMISTIC,
    toHex,
    waitForJob,
} from '@assay/client';

const TIERS = { committee: TIER_COMMITTEE, optimistic: TIER_OPTIMISTIC };

const USAGE = `Usage: node post-job.mjs --uri BASE --price AMOUNT [options]

  --uri BASE        Folder with spec.bin, weights.safetensors and inputs.safetensors, over HTTP
  --price AMOUNT    What the job pays, the fee included, in the market's token
  --url URL         JSON-RPC of the cluster [http://127.0.0.1:8899]
  --ws URL          Its subscriptions [derived from the URL]
  --keypair FILE    Keypair file that pays and signs [~/.config/solana/id.json]
  --mint ADDRESS    Reward token, where the cluster has more than one pool
  --output FILE     Where the result goes [output.safetensors]
  --tier TIER       Who has to be satisfied before it is paid: committee, or optimistic for the challenge window alone
                    [committee]
  --timeout SECONDS How long to wait for the settlement [900]`;

/** Times that a job gives: to be accepted, and to run. */
const ACCEPT_SECONDS = 120;
const RUN_SECONDS = 300;

class UsageError extends Error {}

function options() {
    const text = { type: 'string' };
    const { values } = parseArgs({
        options: {
            uri: text,
            price: text,
            url: { ...text, default: 'http://127.0.0.1:8899' },
            ws: text,
            keypair: { ...text, default: `${homedir()}/.config/solana/id.json` },
            mint: text,
            output: { ...text, default: 'output.safetensors' },
            tier: { ...text, default: 'committee' },
            timeout: { ...text, default: '900' },
            help: { type: 'boolean', default: false },
        },
    });
    if (values.help) return values;
    if (!values.uri) throw new UsageError('--uri is missing: where the content is.');
    if (!values.price) throw new UsageError('--price is missing: what the job pays.');
    if (!(values.tier in TIERS)) throw new UsageError(`--tier is ${values.tier}; give committee or optimistic.`);
    if (!/^[1-9]\d*$/.test(values.timeout)) throw new UsageError(`--timeout is ${values.timeout}; give whole seconds.`);
    return values;
}

async function readKeypair(file) {
    let bytes;
    try {
        bytes = Uint8Array.from(JSON.parse(await readFile(file, 'utf8')));
    } catch (error) {
        throw new UsageError(
            `${file} cannot be read as a keypair: ${error.message}. Make one with \`solana-keygen new\`, or name it with --keypair.`,
        );
    }
    if (bytes.length !== 64) throw new UsageError(`${file} holds ${bytes.length} numbers, and a keypair has 64.`);
    return keypairSigner(bytes);
}

function explorer(cluster, signature) {
    const at =
        cluster.name === 'devnet' ? 'cluster=devnet' : `cluster=custom&customUrl=${encodeURIComponent(cluster.rpcUrl)}`;
    return `https://explorer.solana.com/tx/${signature}?${at}`;
}

async function post(connection, wallet, quotes, given) {
    const deployment = await discover(connection, given.mint);
    const market = deployment.markets[0];
    if (!market) throw new UsageError(`The pool of ${deployment.rewardMint} has no market. Ask whoever runs it.`);
    const decimals = market.data.paymentDecimals;
    const price = parseAmount(given.price, decimals);

    console.log(`Reading ${given.uri}`);
    const content = await fetchContent(given.uri, quotes);
    console.log(`spec root    ${content.parsed.specRoot}`);
    console.log(`input root   ${content.inputRoot}`);
    console.log(
        `work         ${formatAmount(content.parsed.multiplyAccumulates, 0, { group: true })} multiply-accumulates`,
    );

    const order = {
        uri: given.uri,
        specRoot: content.parsed.specRoot,
        inputRoot: content.inputRoot,
        price,
        acceptSeconds: ACCEPT_SECONDS,
        runSeconds: RUN_SECONDS,
        tier: TIERS[given.tier],
    };
    const job = await newJob(market, wallet.address, order, quotes);
    const planned = await plan(connection, { instructions: job.instructions, feePayer: wallet.address });
    if (planned.failure) throw planned.failure;
    for (const { delta, decimals: places, mint } of planned.effects) {
        console.log(`changes      ${formatAmount(delta, places, { sign: true })} ${mint}`);
    }
    console.log(`network fee  ${formatAmount(planned.feeLamports, 9)} SOL`);
    const receipt = await send(connection, planned, wallet);
    console.log(`job          ${job.address}`);
    console.log(`seed         ${toHex(job.seed)} (keep it until the committee is drawn)`);
    console.log(`posted       ${receipt.signature}`);
    console.log(`             ${explorer(connection.cluster, receipt.signature)}`);
    return { job: job.address, content };
}

async function wait(connection, job, seconds) {
    let last = '';
    const found = await waitForJob(connection, job, (state) => state === undefined || isJobOver(state.data), {
        signal: AbortSignal.timeout(seconds * 1_000),
        onChange(state) {
            const status = state ? jobStatus(state.data) : 'closed';
            if (status !== last) console.log(`status       ${status}`);
            last = status;
        },
    });
    if (found && jobStatus(found.data) === 'Settled') return found;
    throw new Error(
        `The job ended as ${found ? jobStatus(found.data) : 'closed'}; there is no result to trust, and what was not earned went back to you.`,
    );
}

async function main() {
    const given = options();
    if (given.help) return console.log(USAGE);
    const wallet = await readKeypair(given.keypair);
    const connection = connect(parseCluster(given.url, given.ws));
    const quotes = await loadQuotes(await readFile(fileURLToPath(import.meta.resolve('@assay/client/assay.wasm'))));
    const { job, content } = await post(connection, wallet, quotes, given);
    const settled = await wait(connection, job, Number(given.timeout));
    const result = await downloadResult(connection, settled, quotes, { spec: content.spec });
    await writeFile(given.output, result.file);
    console.log(`output root  ${result.outputRoot}`);
    console.log(`result       ${given.output} (${result.shape.text}), its root is the one on the chain`);
}

try {
    await main();
} catch (error) {
    if (error instanceof UsageError || error?.code?.startsWith?.('ERR_PARSE_ARGS')) {
        console.error(`${error.message}\n\n${USAGE}`);
        process.exitCode = 2;
    } else if (error?.name === 'TimeoutError') {
        console.error('The job is not over yet. Its money is safe in the escrow; look at it later.');
        process.exitCode = 1;
    } else {
        console.error(explain(error).message);
        process.exitCode = 1;
    }
}
process.exit();
