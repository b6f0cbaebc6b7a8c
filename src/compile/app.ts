import { crc32 } from 'node:zlib';
import { cachePrefix, type WorkerScript } from '../worker-script.ts';
import { readableAccent } from './accent.ts';
import { directionOf } from './direction.ts';
import { messagesFor } from './messages.ts';
import { scriptLiteral } from './navigation.ts';
import type { PagePack } from './page.ts';
import { escapeHtml } from './template.ts';

// What makes a pack an app, where it comes from a web server by https: https://www.w3.org/TR/appmanifest/

/** The colour of `--accent` in templates/style.css. */
const ACCENT = '#0f6b62';
/** Pixels of a side: what browsers ask for to offer an installation. */
export const iconSizes = [192, 512] as const;

/** `manifest.webmanifest`. Its links start at the bundle's top, where it lies. */
export function renderWebManifest(pack: PagePack, description: string | undefined, accent = ACCENT): string {
  const letter = iconLetter(pack.title);
  return `${JSON.stringify(
    {
      name: pack.title,
      ...(description === undefined ? {} : { description }),
      lang: pack.titleLanguage ?? pack.language,
      dir: directionOf(pack.titleLanguage ?? pack.language),
      start_url: 'pages/index.html',
      scope: './',
      display: 'standalone',
      background_color: '#ffffff',
      theme_color: readableAccent(accent).light,
      icons: [
        ...(letter === undefined
          ? []
          : [{ src: 'pages/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' }]),
        ...iconSizes.map((size) => ({
          src: `pages/icon-${size}.png`,
          sizes: `${size}x${size}`,
          type: 'image/png',
          purpose: 'any maskable',
        })),
      ],
    },
    null,
    1,
  )}\n`;
}

/** `pages/icon.svg`: the first letter of the title, drawn by the device, which has a font for it; undefined where there is none. */
export function renderIcon(title: string, accent = ACCENT): string | undefined {
  const letter = iconLetter(title);
  if (letter === undefined) return undefined;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 192 192"><path fill="${readableAccent(accent).light}" d="M0 0h192v192H0z"/>` +
    `<text x="96" y="96" dy=".36em" fill="#fff" font-family="system-ui, sans-serif" font-size="112" font-weight="700" text-anchor="middle">${escapeHtml(letter)}</text></svg>\n`
  );
}

function iconLetter(title: string): string | undefined {
  return /[\p{L}\p{N}]\p{M}*/u.exec(title)?.[0].toUpperCase();
}

/**
 * The PNG file `template`, white on black in a palette, as white on the accent. Its pixels stay as they are, so that no encoder can
 * make other bytes of them.
 */
export function recolourIcon(template: Uint8Array, accent = ACCENT): Buffer {
  const icon = Buffer.from(template);
  const ground = Buffer.from(readableAccent(accent).light.slice(1), 'hex');
  const type = icon.indexOf('PLTE');
  const colours = type + 4;
  const end = colours + icon.readUInt32BE(type - 4);
  for (let at = colours; at < end; at++) {
    const base = ground[(at - colours) % 3] ?? 0;
    icon[at] = Math.round(base + ((255 - base) * (icon[at] ?? 0)) / 255);
  }
  icon.writeUInt32BE(crc32(icon.subarray(type, end)), end);
  return icon;
}

/** The first statement of `service-worker.js`; `digest` is that of all else in the bundle. */
export function renderWorkerStart(
  pack: { readonly id: string; readonly version: string; readonly title: string; readonly language: string },
  profile: string,
  digest: string,
  always: readonly string[],
): string {
  const script: WorkerScript = {
    prefix: `${cachePrefix(pack.id)}${pack.language}-${profile}/`,
    version: `${pack.version}-${digest}`,
    always,
    away: awayPage(pack),
  };
  return `self.satchelWorker = ${scriptLiteral(script)};\n`;
}

function awayPage({ title, language }: { readonly title: string; readonly language: string }): string {
  const messages = messagesFor(language);
  const said = messages.language;
  return (
    `<!doctype html><html lang="${escapeHtml(said)}" dir="${directionOf(said)}"><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">` +
    `<title>${escapeHtml(title)}</title><h1 lang="${escapeHtml(language)}" dir="${directionOf(language)}">${escapeHtml(title)}</h1>` +
    `<p>${escapeHtml(messages.reader.hub.away)}</p><p><a href="{start}">${escapeHtml(messages.start)}</a></p></html>`
  );
}
