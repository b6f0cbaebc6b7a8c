import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { folderOrigin } from '../channel/folder-origin.ts';
import { METADATA_FOLDER, TIMESTAMP_PATH } from '../channel/layout.ts';
import type { Origin } from '../channel/origin.ts';
import { SatchelError } from '../diagnostic.ts';
import { CHANNEL_FOLDER } from '../drop/layout.ts';
import { isDrop } from '../drop/read-drop.ts';
import { httpOrigin, type HttpOptions } from './http-origin.ts';

/** Where a channel is, as people named it. */
export interface Source {
  readonly origin: Origin;
  /** It came by hand: news that has expired on its way is told, and taken. */
  readonly carried: boolean;
  /** How it is called from whatever folder one stands in: an address, or an absolute file name. */
  readonly address: string;
}

/** The channel at an address of the web, in a folder, or on a drop. Throws SatchelError (`update-address-odd`, `channel-missing`). */
export function originOf(channel: string, options: HttpOptions = {}): Source {
  // A Windows drive (`E:\`) is no protocol; protocols of one letter there are none.
  if (/^[a-z][a-z0-9+.-]+:/i.test(channel)) {
    const base = webAddress(channel);
    return { origin: httpOrigin(channel, base, options), carried: false, address: base.href };
  }
  const folder = resolve(channel);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new SatchelError('channel-missing', { channel, file: `${METADATA_FOLDER}/1.root.json` });
  const origin = isDrop(folder) ? dropOrigin(channel, folder) : folderOrigin(channel, folder);
  return { origin, carried: true, address: folder };
}

function webAddress(channel: string): URL {
  const odd = (reason: string): never => {
    throw new SatchelError('update-address-odd', { channel, reason });
  };
  const url = URL.canParse(channel) ? new URL(channel) : odd('it is not written as addresses are');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') odd(`${url.protocol} is not read from`);
  if (url.username !== '' || url.password !== '') odd('it has a password in it');
  url.hash = '';
  url.search = '';
  url.pathname = url.pathname.replace(/\/?(?:index\.html)?$/, '/');
  return url;
}

/** The channel that a drop carries. Nothing on a drop is ever replaced: each timestamp has a name of its own. */
function dropOrigin(name: string, drop: string): Origin {
  const folder = join(drop, CHANNEL_FOLDER);
  const inside = folderOrigin(name, folder);
  return {
    ...inside,
    read: (path, limit) => inside.read(path === TIMESTAMP_PATH ? newestTimestamp(folder) : path, limit),
  };
}

function newestTimestamp(folder: string): string {
  const status = statSync(join(folder, METADATA_FOLDER), { throwIfNoEntry: false });
  const numbers = (status?.isDirectory() ? readdirSync(join(folder, METADATA_FOLDER)) : [])
    .map((file) => /^([1-9]\d{0,9})\.timestamp\.json$/.exec(file)?.[1])
    .filter((number) => number !== undefined)
    .map(Number);
  return numbers.length === 0 ? TIMESTAMP_PATH : `${METADATA_FOLDER}/${Math.max(...numbers)}.timestamp.json`;
}
