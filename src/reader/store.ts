import { element } from './element.ts';
import { alone, up } from './pack.ts';

/** Texts by keys that begin with `satchel/`. What it gives is as hostile as any file. */
export interface Store {
  /** Whether it is kept for all versions of the pack, for this one alone, or only until the page is left. */
  readonly kept: 'well' | 'here' | 'not';
  get(key: string): Promise<string | null>;
  /** All entries whose key begins so, in order. */
  list(prefix: string): Promise<[key: string, value: string][]>;
  /** Changes one entry, whatever other tabs do meanwhile: `change` may run more than once. */
  change(key: string, change: (value: string | null) => string | null): Promise<void>;
}

/** How long progress.html may take. */
const PATIENCE = 2000;
const MAX_ENTRIES = 50_000;

interface Answer {
  readonly value?: unknown;
  readonly error?: string;
}

/** The store that all versions of the pack share, behind progress.html; where that does not answer, the page's own. */
export function openStore(): Promise<Store> {
  return new Promise((resolve) => {
    if (alone) return resolve(ownStore());
    const frame = element('iframe');
    const waiting = new Map<number, (answer: Answer) => void>();
    let last = 0;
    const ask = (request: object): Promise<Answer> =>
      new Promise((answered) => {
        const id = ++last;
        const end = (answer: Answer): void => {
          waiting.delete(id);
          answered(answer);
        };
        waiting.set(id, end);
        setTimeout(() => end({ error: 'late' }), PATIENCE * 5);
        // A file's origin is "null", to which nothing can be addressed.
        frame.contentWindow?.postMessage({ ...request, satchel: 1, id }, '*');
      });
    const timer = setTimeout(() => {
      frame.remove();
      resolve(ownStore());
    }, PATIENCE);
    addEventListener('message', ({ source, data }: MessageEvent<unknown>) => {
      if (source !== frame.contentWindow || typeof data !== 'object' || data === null) return;
      const { satchel, id, value, error } = data as { satchel?: unknown; id?: unknown } & Answer;
      if (satchel !== 1 || typeof id !== 'number') return;
      if (id === 0) {
        clearTimeout(timer);
        resolve(brokerStore(ask));
      } else waiting.get(id)?.(error === undefined ? { value } : { error });
    });
    frame.hidden = true;
    frame.title = 'progress';
    frame.src = `${up}../progress.html`;
    document.body.appendChild(frame);
  });
}

function brokerStore(ask: (request: object) => Promise<Answer>): Store {
  const sure = async (request: object): Promise<unknown> => {
    const { value, error } = await ask(request);
    if (error !== undefined) throw new Error(error);
    return value;
  };
  const get = async (key: string): Promise<string | null> => {
    const value = await sure({ do: 'get', key });
    return typeof value === 'string' ? value : null;
  };
  return {
    kept: 'well',
    get,
    async list(prefix) {
      const all: [string, string][] = [];
      for (;;) {
        const after = all.length > 0 ? { after: all[all.length - 1]?.[0] } : {};
        const some = await sure({ do: 'list', prefix, ...after });
        const sound = (Array.isArray(some) ? some : []).filter(isEntry);
        all.push(...sound);
        if (sound.length < 1000 || all.length > MAX_ENTRIES) return all;
      }
    },
    async change(key, change) {
      for (let n = 0; n < 50; n++) {
        const expected = await get(key);
        const value = change(expected);
        if (value === expected) return;
        const { error } = await ask({ do: 'set', key, value, expected });
        if (error === undefined) return;
        if (error !== 'changed') throw new Error(error);
      }
      throw new Error('changed');
    },
  };
}

function isEntry(entry: unknown): entry is [string, string] {
  return Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'string';
}

/** What this page may keep by itself: used where the shared store is missing, and for the last moment of a page. */
export function ownStore(): Store {
  let kept: Store['kept'] = 'here';
  const memory = new Map<string, string>();
  try {
    localStorage.setItem('satchel', '1');
    localStorage.removeItem('satchel');
  } catch {
    kept = 'not';
  }
  const keys = (): string[] =>
    kept === 'not'
      ? Array.from(memory.keys())
      : Array.from({ length: localStorage.length }, (_, n) => localStorage.key(n) || '');
  const read = (key: string): string | null =>
    kept === 'not' ? (memory.get(key) ?? null) : localStorage.getItem(key);
  return {
    kept,
    get: async (key) => read(key),
    list: async (prefix) =>
      keys()
        .filter((key) => key.startsWith(prefix))
        .sort()
        .map((key): [string, string] => [key, read(key) || '']),
    // Done before it returns: a page that is left has no later.
    change(key, change) {
      try {
        const value = change(read(key));
        if (kept === 'not') value === null ? memory.delete(key) : memory.set(key, value);
        else if (value === null) localStorage.removeItem(key);
        else localStorage.setItem(key, value);
        return Promise.resolve();
      } catch (error) {
        return Promise.reject(error as Error);
      }
    },
  };
}
