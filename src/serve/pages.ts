import { createHash } from 'node:crypto';
import { wording, type Diagnostic } from '../diagnostic.ts';

/** The page shown where there is nothing built: what is wrong, and that it goes away by itself when it is mended. */
export function findingsPage(findings: readonly Diagnostic[]): string {
  const items = findings.map((finding) => {
    const { message, hint } = wording(finding);
    const place = [finding.file, finding.line, finding.column].filter((part) => part !== undefined).join(':');
    return `<li class="${finding.severity}"><b>${escape(place)}</b> ${escape(message)} <code>${finding.code}</code><br><i>${escape(hint)}</i></li>`;
  });
  return page(
    'Nothing to show yet',
    `<p>The source could not be built. This page shows the result as soon as the following is mended:</p><ul>${items.join('\n')}</ul>`,
  );
}

/** The page shown for a fault of Satchel itself. */
export function faultPage(): string {
  return page(
    'Nothing to show',
    '<p>Satchel has failed. The terminal says what happened and what to report.</p>',
  );
}

/** The page from which one of several bundles is opened. */
export function choicePage(
  sites: readonly { readonly name: string; readonly title: string; readonly language: string }[],
): string {
  const items = sites.map(
    ({ name, title, language }) =>
      `<li><a href="${escape(name)}/" lang="${escape(language)}" dir="auto">${escape(title)}</a> <code>${escape(name)}</code></li>`,
  );
  return page('Bundles', `<ul>${items.join('\n')}</ul>`);
}

/** The page from which a classroom opens one of several packs; it says little, since learners read other languages. */
export function packsPage(packs: readonly ListedPack[]): string {
  const items = packs.map(({ folder, title, description, language, version, profile }) => {
    const facts = [
      languageName(language),
      ...(version === '0.0.0' ? [] : [version]),
      ...(profile === 'standard' ? [] : [profile]),
    ].map((fact) => `<bdi>${escape(fact)}</bdi>`);
    return (
      `<li lang="${escape(language)}" dir="auto"><a href="${escape(folder.split('/').map(encodeURIComponent).join('/'))}/">${escape(title)}</a>` +
      `<small>${facts.join(' · ')}</small>${description === undefined ? '' : `<p>${escape(description)}</p>`}</li>`
    );
  });
  return shell('Satchel', `<ul class="packs">${items.join('\n')}</ul>`);
}

/** A language by its own name, as its readers look for it. */
function languageName(language: string): string {
  try {
    return new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
  } catch {
    return language;
  }
}

/** The page of a classroom for what is not there. */
export function nowherePage(): string {
  return shell('404', '<p><a href="/">Satchel</a></p>');
}

/** A pack as a list shows it. */
export interface ListedPack {
  /** From the top of the site. */
  readonly folder: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly language: string;
  readonly version: string;
  readonly profile: string;
}

export function notFoundPage(path: string): string {
  return page(
    'Not found',
    `<p>There is no <code>${escape(path)}</code> in the bundle.</p><p><a href="/">To the start</a></p>`,
  );
}

const STYLE = `body{font:1.1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}
li{margin:.6rem 0}.error b{color:#b00020}:root{color-scheme:light dark}code{opacity:.75}
.packs{list-style:none;padding:0}.packs a{display:block;padding:.5rem 0 .1rem;font-size:1.3rem}.packs p{margin:.2rem 0}.packs li{border-top:1px solid #8886;padding:.3rem 0}`;

/** The one style of pages made here, for a policy: all else in them is text. */
export const PAGES_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; frame-ancestors 'none'`;

function page(title: string, body: string): string {
  return shell(title, body, `${title} – Satchel preview`);
}

function shell(heading: string, body: string, title = heading): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title><style>${STYLE}</style></head>
<body><main><h1>${escape(heading)}</h1>${body}</main></body></html>
`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
