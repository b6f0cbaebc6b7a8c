// npm run screenshots: docs/page.png, a page of the demo as a learner sees it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { packageFile } from '../../src/package.ts';
import { launchBrowser } from './browser.ts';
import { visit } from './visit.ts';

const work = mkdtempSync(join(tmpdir(), 'satchel-screenshots-'));

function satchel(...args: string[]): void {
  const { status } = spawnSync(process.execPath, [packageFile('bin/satchel.js'), ...args], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`satchel ${args.join(' ')}: exit code ${status}`);
}

try {
  const name = 'sky-above-our-school_1.0.0';
  satchel('build', packageFile('fixtures/demo'), '-o', work, '--cache', join(work, 'cache'));
  satchel('unpack', join(work, `${name}.zip`), join(work, name));
  const browser = await launchBrowser();
  try {
    const { page } = await visit(browser, join(work, name), 'pages/by-day/how-tall.html', { width: 1200 });
    await page.setViewportSize({ width: 1200, height: 1000 });
    // Few colours and no gradients: a palette keeps it small without a visible difference.
    await sharp(await page.screenshot())
      .png({ palette: true, effort: 10 })
      .toFile(packageFile('docs/page.png'));
  } finally {
    await browser.close();
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
