import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { folderOrigin } from '../channel/folder-origin.ts';
import type { Origin } from '../channel/origin.ts';
import { readState } from '../channel/state.ts';
import { SatchelError } from '../diagnostic.ts';
import type { Digest } from '../digest.ts';
import { dropOrigins } from '../drop/drop-origin.ts';
import { CHANNEL_FOLDER, newsFolder } from '../drop/layout.ts';
import { isChannel } from '../drop/news.ts';
import { isDrop, readDrop } from '../drop/read-drop.ts';
import { httpOrigin, type HttpOptions } from './http-origin.ts';

/** Where a channel is, as people named it. */
export interface Source {
  readonly origin: Origin;
  /** It came by hand: news that has expired on its way is told, and taken. */
  readonly carried: boolean;
  /** How it is called from whatever folder one stands in: an address, or an absolute file name. */
  readonly address: string;
}

/**
 * The channel at an address of the web, in a folder, or on a drop, where `wanted` is the fingerprint of the one that is followed. Throws
 * SatchelError (`update-address-odd`, `channel-not-found`, `update-packs-named`, `update-state-damaged`, `update-drop-without-news`, `update-channels-many`).
 */
export function originOf(channel: string, wanted: Digest | undefined, options: HttpOptions = {}): Source {
  // A Windows drive (`E:\`) is no protocol; protocols of one letter there are none.
  if (/^[a-z][a-z0-9+.-]+:/i.test(channel)) {
    const base = webAddress(channel);
    return { origin: httpOrigin(channel, base, options), carried: false, address: base.href };
  }
  const folder = resolve(channel);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new SatchelError('channel-not-found', { channel });
  if (isDrop(folder)) return { origin: dropOrigin(channel, folder, wanted), carried: true, address: folder };
  const followed = isChannel(folder) ? undefined : readState(folder)?.address;
  if (followed !== undefined)
    throw new SatchelError('update-packs-named', { folder: channel, address: followed });
  return { origin: folderOrigin(channel, folder), carried: true, address: folder };
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

/** The channel that a drop carries; of several the one that is followed. Throws SatchelError (`update-drop-without-news`, `channel-foreign`, `update-channels-many`). */
function dropOrigin(channel: string, root: string, wanted: Digest | undefined): Origin {
  const origins = dropOrigins(channel, readDrop(root));
  const followed = wanted && origins.find(({ folder }) => folder === newsFolder(wanted));
  if (followed) return followed;
  const [only] = origins;
  if (!only) throw new SatchelError('update-drop-without-news', { channel });
  const known = origins.map(({ folder }) => `sha256:${folder.slice(CHANNEL_FOLDER.length + 1)}…`).join(', ');
  if (wanted) throw new SatchelError('channel-foreign', { channel, fingerprint: known, trusted: wanted });
  if (origins.length === 1) return only;
  throw new SatchelError('update-channels-many', { channel, known });
}
