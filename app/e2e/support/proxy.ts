import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
    connect as connectTcp,
    createServer as createTcp,
    type AddressInfo,
    type Server as TcpServer,
    type Socket,
} from 'node:net';

interface Call {
    id: unknown;
    method: string;
    params: unknown[];
}

/** What a proxy answers by itself; undefined passes the call on. */
export type Answer = (call: Call) => unknown;

/** Stands between the page and the real chain, so that the connection can be lost, slowed down, or lead elsewhere. */
export class Proxy {
    answer: Answer = () => undefined;
    delayMs = 0;
    private http: Server | undefined;
    private tcp: TcpServer | undefined;
    private readonly sockets = new Set<Socket>();
    private ports: [number, number] = [0, 0];

    private constructor(
        private readonly rpcUrl: string,
        private readonly wsUrl: URL,
    ) {}

    static async before(rpcUrl: string, wsUrl: string): Promise<Proxy> {
        const proxy = new Proxy(rpcUrl, new URL(wsUrl));
        await proxy.start();
        return proxy;
    }

    get rpc(): string {
        return `http://127.0.0.1:${this.ports[0]}`;
    }

    get ws(): string {
        return `ws://127.0.0.1:${this.ports[1]}`;
    }

    /** Listens, where it did before if it was stopped. */
    async start(): Promise<void> {
        this.http = createServer((request, response) => void this.pass(request, response));
        this.tcp = createTcp((socket) => this.tunnel(socket));
        for (const server of [this.http, this.tcp]) server.on('connection', (socket: Socket) => this.track(socket));
        const listen = (server: Server | TcpServer, port: number) =>
            new Promise<number>((resolve) => {
                server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
            });
        this.ports = [await listen(this.http, this.ports[0]), await listen(this.tcp, this.ports[1])];
    }

    /** Breaks every connection and refuses new ones. */
    async stop(): Promise<void> {
        const closed = [this.http, this.tcp].map(
            (server) => new Promise<void>((resolve) => server?.close(() => resolve())),
        );
        this.sockets.forEach((socket) => socket.destroy());
        await Promise.all(closed);
    }

    private track(socket: Socket): void {
        this.sockets.add(socket);
        socket.on('close', () => this.sockets.delete(socket));
        socket.on('error', () => socket.destroy());
    }

    private tunnel(socket: Socket): void {
        const inner = connectTcp(Number(this.wsUrl.port), this.wsUrl.hostname);
        this.track(inner);
        socket.pipe(inner).pipe(socket);
        socket.on('close', () => inner.destroy());
        inner.on('close', () => socket.destroy());
    }

    private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const headers = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };
        if (request.method === 'OPTIONS') {
            response.writeHead(204, headers).end();
            return;
        }
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        const body = Buffer.concat(chunks).toString('utf8');
        await new Promise((resolve) => setTimeout(resolve, this.delayMs));
        const call = JSON.parse(body) as Call;
        const own = this.answer(call);
        const text =
            own === undefined
                ? await fetch(this.rpcUrl, {
                      method: 'POST',
                      headers: { 'content-type': 'application/json' },
                      body,
                  }).then((it) => it.text())
                : JSON.stringify({ jsonrpc: '2.0', id: call.id, result: own });
        response.writeHead(200, { ...headers, 'content-type': 'application/json' }).end(text);
    }
}
