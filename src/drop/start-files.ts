import { readFileSync } from 'node:fs';
import { directionOf } from '../compile/direction.ts';
import { messagesFor } from '../compile/messages.ts';
import { escapeHtml } from '../compile/template.ts';
import { packageFile } from '../package.ts';
import { checkPagePath, START_FOLDER, START_PAGE, sumsPath } from './layout.ts';

/** A file that is made here, not taken from a bundle. */
export interface MadeFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The start page and what it needs: the same on every drop, for ever. */
export function startFiles(): MadeFile[] {
  const read = (name: string): Uint8Array => readFileSync(packageFile(`templates/drop/${name}`));
  return [
    { path: START_PAGE, bytes: read('index.html') },
    ...['start.css', 'start.js'].map((name) => ({ path: `${START_FOLDER}/${name}`, bytes: read(name) })),
  ];
}

/** The page that says how to check the drop, in each of `languages` (BCP 47) for which there are words. */
export function checkPage(release: number, languages: readonly string[]): MadeFile {
  const said = [...new Set(languages.map((language) => messagesFor(language).language))];
  const html = `<!doctype html>
<html lang="${escapeHtml(said[0] ?? 'en')}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self' file:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(messagesFor(said[0] ?? 'en').drop.checkTitle)}</title>
<link rel="stylesheet" href="${START_FOLDER}/start.css">
</head>
<body>
<main>
${said.map((language) => checkSection(release, language)).join('\n')}
</main>
</body>
</html>
`;
  return { path: checkPagePath(release), bytes: new TextEncoder().encode(html) };
}

function checkSection(release: number, language: string): string {
  const { drop } = messagesFor(language);
  const sums = sumsPath(release);
  const command = (text: string): string => `<pre><code>${escapeHtml(text)}</code></pre>`;
  return `<section id="${escapeHtml(language)}" lang="${escapeHtml(language)}" dir="${directionOf(language)}">
<h1>${escapeHtml(drop.checkTitle)}</h1>
<p>${escapeHtml(drop.checkWhy)}</p>
<p>${escapeHtml(drop.checkSatchel)}</p>
${command('satchel drop verify .')}
<p>${escapeHtml(drop.checkSums)}</p>
${command(`sha256sum -c ${sums}`)}
<p>${escapeHtml(drop.checkMac)}</p>
${command(`shasum -a 256 -c ${sums}`)}
<p>${escapeHtml(drop.checkWindows)}</p>
${command(
  `Get-Content ${sums} | ForEach-Object { $sum, $file = $_ -split '  ', 2; ` +
    `if ((Get-FileHash -LiteralPath $file).Hash -ne $sum) { $file } }`,
)}
<p>${escapeHtml(drop.checkBad)}</p>
</section>`;
}
