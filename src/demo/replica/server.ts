import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { byteplusPage, type ByteplusState } from './byteplus.ts';
import { falListing, falLlms, type FalState } from './fal.ts';
import { flatkeyPayload, type FlatkeyState } from './flatkey.ts';

/** What the three providers say at one moment of the play. */
export interface ReplicaState {
  readonly flatkey: FlatkeyState;
  readonly fal: FalState;
  readonly byteplus: ByteplusState;
  /** How the gateway answers: as it should, not at all, or with half its body. */
  readonly gateway: 'up' | 'down' | 'truncated';
  /** Which of its many orders the gateway serves its rows in. */
  readonly turn: number;
}

export interface Replica {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the providers on loopback, each below its own path, always from the state of the moment. */
export async function startReplica(state: () => ReplicaState): Promise<Replica> {
  const server = createServer((request, response) => answer(request, response, state()));
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve, reject) => { server.close((error) => { if (error) reject(error); else resolve(); }); server.closeAllConnections(); }),
  };
}

function answer(request: IncomingMessage, response: ServerResponse, state: ReplicaState): void {
  const { pathname } = new URL(request.url ?? '/', 'http://replica.invalid');
  if (pathname === '/flatkey/api/pricing') return answerGateway(response, state);
  if (pathname === '/fal/api/models') return send(response, 'application/json', falListing(state.fal));
  const llms = /^\/fal\/models\/(.+)\/llms\.txt$/.exec(pathname)?.[1];
  const route = state.fal.routes.find(({ id }) => id === llms);
  if (route !== undefined) return send(response, 'text/markdown; charset=utf-8', falLlms(route));
  if (pathname === '/byteplus/docs/ModelArk/1544106') return send(response, 'text/html; charset=utf-8', byteplusPage(state.byteplus));
  response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
}

function answerGateway(response: ServerResponse, state: ReplicaState): void {
  const body = flatkeyPayload(state.flatkey, state.turn);
  switch (state.gateway) {
    case 'up': return send(response, 'application/json', body);
    case 'down': response.writeHead(503, { 'content-type': 'application/json' }).end('{"error":{"message":"upstream unavailable","type":"new_api_error"}}'); return;
    case 'truncated': return send(response, 'application/json', body.slice(0, body.length / 2));
    default: state.gateway satisfies never;
  }
}

function send(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { 'content-type': type }).end(body);
}
