import type { Learner } from '../learner/learner.ts';
import { statementsOf, type Statement } from '../learner/xapi.ts';
import { keyOf } from './kept-records.ts';
import { keepVisitOpen, openVisits } from './open-visits.ts';
import type { Session } from './progress.ts';
import { reportedLearners } from './reported.ts';
import { pack } from './pack.ts';

// Sending to a Learning Record Store (xAPI 1.0.3, part three §2.1): in order of time, at least once, in batches. A statement counts as
// sent when the LRS has said so; what it has got and could not acknowledge goes again under the same id.

const BATCH = 50;
const TIMEOUT = 30_000;
const FIRST_PAUSE = 2000;
const LONGEST_PAUSE = 300_000;
/** What an LRS asks for beyond this it does not get: timers take a pause of a month for none. */
const LONGEST_ASKED = 3_600_000;
/** Statements that happen together go together. */
const GATHER = 1000;

export interface Lrs {
  /** Sends what is not acknowledged yet, now and whenever there is more. */
  send(session: Session): void;
  readonly state: () => { readonly waiting: number; readonly problem: '' | 'key' | 'offline' };
  /** Keeps what goes into the header Authorization, and sends with it. */
  setKey(session: Session, key: string): Promise<void>;
}

interface Due {
  readonly learner: Learner;
  readonly lesson: string;
  readonly statement: Statement;
}
type Outcome = 'sent' | 'refused' | 'key' | { readonly again: number };

export function connectLrs(): Lrs {
  const address = `${(pack.lrs || '').replace(/\/+$/, '')}/statements`;
  const keyKey = `satchel/~key/${encodeURIComponent(pack.lrs || '')}`;
  const refused = new Set<string>();
  let waiting = 0;
  let problem: '' | 'key' | 'offline' = '';
  let failures = 0;
  let running = false;
  let more = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  let notBefore = 0;

  const later = (session: Session, pause: number): void => {
    clearTimeout(timer);
    // A clock that was put back is not waited for.
    const wait = Math.min(LONGEST_ASKED, notBefore - Date.now());
    timer = setTimeout(() => void run(session), Math.max(pause, wait));
  };
  const run = async (session: Session): Promise<void> => {
    more = running;
    if (running) return;
    running = true;
    try {
      const pause = await sendDue(session);
      notBefore = Date.now() + (pause || 0);
      if (pause !== undefined || more) later(session, GATHER);
    } catch {
      later(session, LONGEST_PAUSE);
    }
    running = false;
  };

  /** The pause after which to go on, if something is left. */
  const sendDue = async (session: Session): Promise<number | undefined> => {
    const due = (await dueIn(session)).filter(({ statement }) => !refused.has(statement.id));
    const authorization = (await session.store.get(keyKey)) || '';
    waiting = due.length;
    let size = BATCH;
    for (let at = 0; at < due.length;) {
      const batch = due.slice(at, at + size);
      const outcome = await post(address, authorization, batch);
      if (outcome === 'key') {
        problem = 'key';
        return undefined;
      }
      if (typeof outcome === 'object') {
        problem = 'offline';
        return Math.max(outcome.again, Math.min(LONGEST_PAUSE, FIRST_PAUSE * Math.pow(2, failures++)));
      }
      failures = 0;
      problem = '';
      // One of the batch is at fault: each goes alone.
      if (outcome === 'refused' && batch.length > 1) {
        size = 1;
        continue;
      }
      if (outcome === 'refused') batch.forEach(({ statement }) => refused.add(statement.id));
      else await acknowledge(session, batch);
      at += batch.length;
      if (at % BATCH === 0) size = BATCH;
      waiting = due.length - at;
    }
    return undefined;
  };

  return {
    send(session) {
      keepVisitOpen(session);
      // What is kept only until the page is left is sent all the same.
      for (const told of ['satchel:kept', 'satchel:lost'])
        document.addEventListener(told, () => later(session, GATHER));
      addEventListener('online', () => {
        notBefore = 0;
        later(session, 0);
      });
      void run(session);
    },
    state: () => ({ waiting, problem }),
    async setKey(session, key) {
      await session.store.change(keyKey, () => key.slice(0, 2000) || null);
      void run(session);
    },
  };
}

async function dueIn(session: Session): Promise<Due[]> {
  const due: Due[] = [];
  const isOpen = openVisits(session);
  for (const { learner, actor, records } of await reportedLearners(session)) {
    const prefix = sentKey(learner, '');
    const sent = new Map(
      (await session.store.list(prefix)).map(([key, text]) => [key.slice(prefix.length), text]),
    );
    for (const { lesson, statement } of statementsOf(pack, actor, records, isOpen))
      if ((sent.get(lesson) || '').indexOf(shortId(statement)) < 0) due.push({ learner, lesson, statement });
  }
  return due.sort((a, b) =>
    a.statement.timestamp < b.statement.timestamp
      ? -1
      : Number(a.statement.timestamp > b.statement.timestamp),
  );
}

async function acknowledge({ store }: Session, batch: readonly Due[]): Promise<void> {
  for (const { learner, lesson, statement } of batch) {
    const id = shortId(statement);
    await store.change(sentKey(learner, lesson), (text) =>
      (text || '').indexOf(id) < 0 ? `${(text || '').slice(-100_000)}${id} ` : text,
    );
  }
}

function sentKey(learner: Learner, lesson: string): string {
  return keyOf(learner, `~sent/${lesson}`);
}

/** Enough of an id to know it among those of one lesson. */
function shortId({ id }: Statement): string {
  return id.slice(0, 18);
}

/** XMLHttpRequest has its own timeout, which fetch lacks in browsers without AbortController. */
function post(address: string, authorization: string, batch: readonly Due[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const fail = (): void => resolve({ again: 0 });
    request.onerror = request.ontimeout = request.onabort = fail;
    request.onload = () => {
      const { status } = request;
      if (status >= 200 && status < 300) resolve('sent');
      // A statement of that id is there.
      else if (status === 409) resolve(batch.length > 1 ? 'refused' : 'sent');
      else if (status === 401 || status === 403) resolve('key');
      else if (status === 400 || status === 413 || status === 422) resolve('refused');
      else {
        const asked = Number(request.getResponseHeader('Retry-After')) || 0;
        resolve({ again: Math.min(LONGEST_ASKED, asked * 1000) });
      }
    };
    try {
      request.open('POST', address);
      request.timeout = TIMEOUT;
      request.setRequestHeader('Content-Type', 'application/json');
      request.setRequestHeader('X-Experience-API-Version', '1.0.3');
      if (authorization) request.setRequestHeader('Authorization', authorization);
      request.send(JSON.stringify(batch.map(({ statement }) => statement)));
    } catch {
      fail();
    }
  });
}
