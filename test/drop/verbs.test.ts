import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planDrop, verifyDrop, writeDrops, type TargetEvent } from '../../src/index.ts';
import { tempDir } from '../bundle/temp-dir.ts';
import { filesBelow, pack, stick } from './sticks.ts';

// What a program does with drops that is no command.

const dir = tempDir();

it('plans, writes and verifies drops, and tells of a target that fails without throwing', async () => {
  const sources = [await pack(dir)];
  const [good, gone] = [stick(dir), join(dir, 'gone')];
  const planned = await planDrop({ sources, allowFolder: true }, good);
  expect(planned.findings).toEqual([]);
  expect(planned.plan.added.map(({ id, version }) => [id, version])).toEqual([['plants', '1.0.0']]);
  expect(filesBelow(good).size).toBe(0);

  const events: TargetEvent['kind'][] = [];
  const outcomes = await writeDrops(
    {
      ...{ sources, allowFolder: true },
      onEvent: (target, { kind }) => {
        if (target === good) events.push(kind);
      },
    },
    [good, gone],
  );
  expect(outcomes.get(good)).toMatchObject({ kind: 'done', written: { release: { release: 1 } } });
  expect(outcomes.get(gone)).toMatchObject({ kind: 'failed', finding: { code: 'drop-target-missing' } });
  expect([events[0], events.at(-1)]).toEqual(['planned', 'done']);

  expect(await verifyDrop(good)).toMatchObject({ isNewestWhole: true, findings: [] });
  rmSync(join(good, 'index.html'));
  expect(await verifyDrop(good)).toMatchObject({
    isNewestWhole: false,
    findings: [{ code: 'drop-file-missing' }, { code: 'drop-release-missing' }],
  });
});

it('does not take a plain folder for a stick unless it is told to', async () => {
  const target = stick(dir);
  const { findings } = await planDrop({ sources: [await pack(dir)] }, target);
  expect(findings.map(({ code }) => code)).toContain('drop-target-not-removable');
  expect(existsSync(join(target, 'index.html'))).toBe(false);
});
