import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Provenance } from '../../src/build/provenance.ts';
import { build, newPath, sourceOf } from '../build/workbench.ts';

test('the digest of a source is what the document’s own shell commands tell', async () => {
  const source = sourceOf({
    'a.md': '# A\n',
    'unit one/ü b.md': '# B\n',
    'unit one/\uff21.md': '# C\n',
    'unit one/\u{1f600}.md': '# D\n',
    'unit one/back\\slash.md': '# E\n',
    '.git/config': 'hidden',
    'node_modules/x.md': 'foreign',
    'Thumbs.db': 'junk',
    '~$a.docx': 'junk',
    '#a.md#': 'junk',
    'a.md~': 'junk',
    'a.md.bak': 'junk',
    '#kept.md': '# F\n',
  });
  symlinkSync('a.md', join(source, 'linked.md'));
  const out = newPath('out');
  await build(source, out, ['--provenance']);
  const { predicate } = JSON.parse(
    readFileSync(join(out, 'soil_1.0.0.provenance.json'), 'utf8'),
  ) as Provenance;
  const document = readFileSync(join(import.meta.dirname, '../../schemas/provenance-1.md'), 'utf8');
  const commands = /```sh\n([^]*?)```/.exec(document)?.[1] ?? '';
  const told = execFileSync('bash', ['-c', commands], { cwd: source, encoding: 'utf8' });
  expect(predicate.buildDefinition.resolvedDependencies[0]?.digest).toEqual({
    dirHash: told.split(' ', 1)[0],
  });
});
