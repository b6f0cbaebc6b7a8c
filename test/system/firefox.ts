import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

// Debian's firefox-esr, driven by Marionette, which it brings itself. What automation changes for its own convenience stays as
// learners have it: with `remote.prefs.recommended` files share one store and may fetch each other, and tests pass falsely.
const PREFERENCES = {
  'remote.prefs.recommended': false,
  'security.fileuri.strict_origin_policy': true,
  'marionette.port': 0,
  // Lets the driver hand a file to a page of a server, as a learner's choice does.
  'dom.file.createInChild': true,
};

export interface Firefox {
  /** Opens an address; comes back when the page is loaded. */
  readonly go: (url: string) => Promise<void>;
  /** What an expression gives in the page. */
  readonly value: <T>(expression: string, ...args: unknown[]) => Promise<T>;
  /** Waits until an expression is truthy, and gives what it gives. */
  readonly until: <T>(expression: string, ...args: unknown[]) => Promise<T>;
  /** Waits for an element that is seen, and clicks it; `text`: what its text or its label holds. */
  readonly click: (selector: string, text?: string) => Promise<void>;
  /** Waits for a field that is seen and types into it; a file field gets a file. */
  readonly type: (selector: string, text: string) => Promise<void>;
  /** Presses keys one after the other, wherever the focus is. */
  readonly press: (...keys: string[]) => Promise<void>;
  /** The page as it would be printed: a PDF. */
  readonly print: () => Promise<Buffer>;
  /** Errors and warnings of the console that speak of an address that begins so. */
  readonly complaints: (address: string) => Promise<string[]>;
  readonly close: () => Promise<void>;
}

/** WebDriver's name for an element in JSON (W3C WebDriver §12.1). */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
/** Milliseconds that a condition may take. */
const PATIENCE = 20_000;
const PAUSE = 30;

async function comes<T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const start = Date.now();
  while (Date.now() - start < PATIENCE) {
    const found = await look();
    if (found) return found;
    await pause(PAUSE);
  }
  throw new Error(`waited in vain for ${what}`);
}

/** Starts Firefox with a profile in `folder`, which is also its home: downloads lie in `Downloads` below it. */
export async function startFirefox(
  folder: string,
  preferences: Readonly<Record<string, boolean | number>> = {},
): Promise<Firefox> {
  const profile = join(folder, 'profile');
  mkdirSync(profile, { recursive: true });
  const lines = Object.entries({ ...PREFERENCES, ...preferences });
  writeFileSync(
    join(profile, 'user.js'),
    lines.map(([name, value]) => `user_pref("${name}", ${String(value)});\n`).join(''),
  );
  const portFile = join(profile, 'MarionetteActivePort');
  rmSync(portFile, { force: true });
  const args = ['--headless', '--no-remote', '--marionette', '--remote-allow-system-access'];
  const child = spawn('firefox-esr', [...args, '--profile', profile], {
    env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: process.env['TMPDIR'], LANG: 'C.UTF-8' },
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.on('exit', () => {
      resolve();
    });
    child.on('error', reject);
  });
  const port = await Promise.race([
    ended.then(() => Promise.reject(new Error('firefox-esr ended'))),
    comes('Marionette', () => (existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) : undefined)),
  ]);
  const send = await talkTo(port);
  await send('WebDriver:NewSession', { capabilities: { alwaysMatch: {} } });

  const run = async <T>(script: string, args: readonly unknown[]): Promise<T> => {
    const { value } = (await send('WebDriver:ExecuteScript', { script, args, sandbox: null })) as {
      value: T;
    };
    return value;
  };
  const value = <T>(expression: string, ...args: unknown[]): Promise<T> =>
    run<T>(`return (${expression})`, args);
  const until = <T>(expression: string, ...args: unknown[]): Promise<T> =>
    // A page that is about to go says so by an error.
    comes(`${expression} ${JSON.stringify(args)}`, () =>
      value<T>(expression, ...args).catch(() => undefined),
    );
  const element = async (selector: string, text: string): Promise<{ id: string }> => {
    const found = await until<Record<string, string>>(
      `[...document.querySelectorAll(arguments[0])].find((one) => one.getClientRects().length > 0 && !one.disabled &&
        ((one.getAttribute('aria-label') ?? '') + ' ' + one.textContent).includes(arguments[1]))`,
      selector,
      text,
    );
    return { id: found[ELEMENT] ?? '' };
  };

  return {
    go: async (url) => {
      await send('WebDriver:Navigate', { url });
    },
    value,
    until,
    click: async (selector, text = '') => {
      await send('WebDriver:ElementClick', await element(selector, text));
    },
    type: async (selector, text) => {
      await send('WebDriver:ElementSendKeys', { ...(await element(selector, '')), text });
    },
    press: async (...keys) => {
      const actions = keys.flatMap((key) => [
        { type: 'keyDown', value: key },
        { type: 'keyUp', value: key },
      ]);
      await send('WebDriver:PerformActions', { actions: [{ type: 'key', id: 'keys', actions }] });
    },
    print: async () => {
      const { value } = (await send('WebDriver:Print', {})) as { value: string };
      return Buffer.from(value, 'base64');
    },
    complaints: async (address) => {
      await send('Marionette:SetContext', { value: 'chrome' });
      const { value } = (await send('WebDriver:ExecuteScript', {
        script: 'return Services.console.getMessageArray().map(({ message }) => String(message))',
        args: [],
      })) as { value: string[] };
      await send('Marionette:SetContext', { value: 'content' });
      // Driven faster than it shows pages; no fault of theirs.
      const isOurs = (message: string): boolean =>
        message.includes(address) && !message.includes('Layout was forced before the page was fully loaded');
      return value.filter(isOurs);
    },
    close: async () => {
      await send('Marionette:Quit', { flags: ['eAttemptQuit'] });
      await ended;
    },
  };
}

/** Messages are `<length>:<JSON>`: [0, id, command, parameters] there, [1, id, error, result] back. */
async function talkTo(port: number): Promise<(command: string, parameters: object) => Promise<unknown>> {
  const socket = connect(port, '127.0.0.1');
  const waiting = new Map<number, (error: { message: string } | null, result: unknown) => void>();
  let last = 0;
  let rest = Buffer.alloc(0);
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('data', (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      for (;;) {
        const colon = rest.indexOf(':');
        const end = colon + 1 + Number(rest.subarray(0, Math.max(0, colon)).toString());
        if (colon < 0 || rest.length < end) return;
        const message = JSON.parse(rest.subarray(colon + 1, end).toString()) as unknown;
        rest = rest.subarray(end);
        if (!Array.isArray(message)) resolve();
        else {
          const [, id, error, result] = message as [1, number, { message: string } | null, unknown];
          waiting.get(id)?.(error, result);
          waiting.delete(id);
        }
      }
    });
    socket.on('close', () => {
      for (const answer of waiting.values()) answer({ message: 'firefox-esr ended' }, undefined);
    });
  });
  return (command, parameters) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, (error, result) => {
        if (error) reject(new Error(`${command}: ${error.message}`));
        else resolve(result);
      });
      const text = JSON.stringify([0, id, command, parameters]);
      socket.write(`${Buffer.byteLength(text)}:${text}`);
    });
}
