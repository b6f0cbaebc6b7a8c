import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the LRS does with the next request. */
export type Mood =
  | 'takes'
  | 'drops'
  | 'loses-answer'
  | 'delays'
  | 'refuses-key'
  | 'too-busy'
  | 'busy-for-months'
  | 'knows-one';

interface Said {
  readonly id: string;
  readonly timestamp: string;
  readonly verb: { readonly id: string; readonly display: { readonly en: string } };
  readonly actor: { readonly name?: string };
}

export interface Lrs {
  readonly url: string;
  /** Taken in turn, one a request; 'takes' when there is none left. */
  readonly moods: Mood[];
  /** What it keeps, in the order in which it was first taken. */
  readonly kept: Map<string, Said>;
  /** Every statement of every request, again and again. */
  readonly heard: Said[];
  /** Forgets all, and does not hear what is still under way. */
  readonly reset: () => void;
  /** Waits until it keeps so many statements. */
  readonly until: (count: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A Learning Record Store that drops, delays and forgets to answer. */
export async function startLrs(): Promise<Lrs> {
  const moods: Mood[] = [];
  const kept = new Map<string, Said>();
  const heard: Said[] = [];
  let told = (): void => undefined;
  let life = 0;
  const server = createServer((request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Allow-Headers', 'authorization,content-type,x-experience-api-version');
    response.setHeader('Access-Control-Expose-Headers', 'retry-after');
    if (request.method === 'OPTIONS') return void response.end();
    const born = life;
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      if (born !== life) return void request.socket.destroy();
      const mood = moods.shift() ?? 'takes';
      const right =
        request.url === '/xapi/statements' &&
        request.method === 'POST' &&
        request.headers['x-experience-api-version'] === '1.0.3';
      const statements = JSON.parse(body) as Said[];
      const end = (status: number): void => void response.writeHead(right ? status : 500).end('[]');
      const take = (): void => {
        heard.push(...statements);
        for (const statement of statements) if (!kept.has(statement.id)) kept.set(statement.id, statement);
        told();
      };
      if (mood === 'drops') return void request.socket.destroy();
      if (mood === 'refuses-key' && request.headers.authorization !== 'Basic a2V5') {
        moods.unshift(mood);
        end(401);
        return;
      }
      if (mood === 'too-busy' || mood === 'busy-for-months') {
        response.setHeader('Retry-After', mood === 'too-busy' ? '1' : '9999999');
        end(503);
        return;
      }
      // xAPI 1.0.3, part three §2.1.2: one that is there is a conflict for the whole batch.
      if (mood === 'knows-one' && statements.length > 0) {
        moods.unshift(...(statements.length > 1 ? (['knows-one'] as const) : []));
        end(409);
        return;
      }
      take();
      if (mood === 'loses-answer') return void request.socket.destroy();
      if (mood === 'delays')
        return void setTimeout(() => {
          end(200);
        }, 1500);
      end(200);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/xapi`,
    ...{ moods, kept, heard },
    reset() {
      life++;
      moods.length = heard.length = 0;
      kept.clear();
      told = () => undefined;
      server.closeAllConnections();
    },
    until: (count) =>
      new Promise((resolve) => {
        told = () => {
          if (kept.size >= count) resolve();
        };
        told();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
