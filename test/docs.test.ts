import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { buildCodes } from '../src/build/codes.ts';
import { bundleCodes } from '../src/bundle/codes.ts';
import { channelCodes } from '../src/channel/codes.ts';
import { cliCodes } from '../src/cli/codes.ts';
import { deltaCodes } from '../src/delta/codes.ts';
import { dropCodes } from '../src/drop/codes.ts';
import { compileCodes } from '../src/compile/codes.ts';
import { codes, type Wording } from '../src/diagnostic.ts';
import { mediaCodes } from '../src/media/codes.ts';
import { compareCodeUnits } from '../src/order.ts';
import { releaseCodes } from '../src/release/codes.ts';
import { reportCodes } from '../src/report/codes.ts';
import { reproduceCodes } from '../src/reproduce/codes.ts';
import { singleCodes } from '../src/single/codes.ts';
import { sourceCodes } from '../src/source/codes.ts';
import { trustCodes } from '../src/trust/codes.ts';
import { updateCodes } from '../src/update/codes.ts';

const layers: readonly (readonly [string, Readonly<Record<string, Wording>>])[] = [
  ['Sources: files, settings, front matter, order, links', sourceCodes],
  ['Pages: what stands in a lesson', compileCodes],
  ['Media', mediaCodes],
  ['Bundles', bundleCodes],
  ['Builds', buildCodes],
  ['Deltas', deltaCodes],
  ['Keys, signatures and metadata', trustCodes],
  ['Channels', channelCodes],
  ['Updates from a channel', updateCodes],
  ['Drops', dropCodes],
  ['Releases', releaseCodes],
  ['Size reports', reportCodes],
  ['Reproduction', reproduceCodes],
  ['Lessons as single files', singleCodes],
  ['Command line', cliCodes],
];

test('docs/diagnostics.md has every code as it is worded (vitest run test/docs.test.ts -u writes it anew)', async () => {
  const file = new URL('../docs/diagnostics.md', import.meta.url).pathname;
  const written = await format(document(), { ...(await resolveConfig(file)), parser: 'markdown' });
  await expect(written).toMatchFileSnapshot(file);
  for (const code of Object.keys(codes)) expect(written).toContain(`\n### \`${code}\`\n`);
});

function document(): string {
  const sections = layers.map(
    ([title, table]) =>
      `## ${title}\n\n${Object.entries(table)
        .sort(([a], [b]) => compareCodeUnits(a, b))
        .map(([code, wording]) => entry(code, wording))
        .join('\n\n')}`,
  );
  return `# Diagnostics

Everything that Satchel can report, by its code. Codes are permanent. Names in braces stand for what was found; where
Satchel knows something that is spelt alike, the hint begins with “did you mean”. An _error_ is shown and leaves the bundle whole but
for the place it names, unless \`--strict\` is given; one with an exit code stops the command.

${sections.join('\n\n')}
`;
}

function entry(code: string, { severity, message, hint, exit }: Wording): string {
  const stops = exit === undefined ? '' : `, exit code ${String(exit)}`;
  return `### \`${code}\`\n\n_${severity}${stops}:_ ${escaped(message)}\n\n_Hint:_ ${escaped(hint)}`;
}

/** Wordings are plain text. */
function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>#|~$]/g, '\\$&');
}
