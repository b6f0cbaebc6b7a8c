import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import { root } from '../ci/runner.ts';

// What people copy from a document must be a command that there is, with options and as many names as it takes.

const documents = [
  'README.md',
  'docs/ci.md',
  'docs/exit-codes.md',
  'docs/roll-out.md',
  'fixtures/example-repository/README.md',
];

interface Printed {
  readonly text: string;
  /** Whole, to be copied; what stands in a sentence may leave names out. */
  readonly isWhole: boolean;
}

function commandsIn(document: string): Printed[] {
  const blocks = [...document.matchAll(/^ *```sh\n([^]*?)^ *```$/gm)].map(([, block = '']) =>
    block.replace(/\\\n\s*/g, ''),
  );
  const whole = blocks.join('\n').split(/\n|&&|;|\|/);
  const named = [...document.replace(/^ *```[^]*?^ *```$/gm, '').matchAll(/`(satchel [^`]+)`/g)].map(
    ([, command = '']) => command.replace(/\s+/g, ' ').split(/ [>|] /)[0] ?? '',
  );
  return [
    ...whole.map((text) => ({ text: text.replace(/ # .*$|\bdo (?=satchel)/g, '').trim(), isWhole: true })),
    ...named.map((text) => ({ text, isWhole: !/[<…]/.test(text) && / -/.test(text) })),
  ].filter(({ text }) => text.startsWith('satchel '));
}

/** The words of a command, as a shell would hand them on. */
function wordsOf(text: string): string[] {
  const words = text.match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  return words
    .slice(1)
    .map((word) => word.replace(/^["']|["']$/g, '').replace(/^sha256:.*…$/, `sha256:${'0'.repeat(64)}`));
}

async function complaintOf({ text, isWhole }: Printed): Promise<string | undefined> {
  const program = createProgram(() => Promise.resolve());
  for (const command of [
    program,
    ...program.commands,
    ...program.commands.flatMap(({ commands }) => commands),
  ])
    command.configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  try {
    await program.parseAsync(wordsOf(text), { from: 'user' });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const { code, exitCode, message } = error;
    const isLacking = /missingArgument|missingMandatory|commander\.help|optionMissingArgument/.test(code);
    return exitCode === 0 || (!isWhole && isLacking) ? undefined : `${text}: ${message}`;
  }
}

test.each(documents)('%s prints commands that can be typed as they stand', async (name) => {
  const printed = commandsIn(readFileSync(join(root, name), 'utf8'));
  expect(printed.length).toBeGreaterThan(0);
  const complaints = await Promise.all(printed.map(complaintOf));
  expect(complaints.filter((complaint) => complaint !== undefined)).toEqual([]);
});
