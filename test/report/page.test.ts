import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { unpackBundle } from '../../src/bundle/unpack.ts';
import { measureBundle } from '../../src/report/measure.ts';
import { PAGE_START, renderPage } from '../../src/report/page.ts';
import { placeOf, writePage } from '../../src/report/write-page.ts';
import { garden, large, pack, work } from './packs.ts';

const hostile = '</style><script>alert(1)</script>" onload="x\u202e{{{style}}}&lt;';

describe('the page', () => {
  test('has all that others wrote as text', async () => {
    const units = garden.units.map((unit) => ({
      ...unit,
      title: hostile,
      lessons: unit.lessons.map((lesson) => ({ ...lesson, title: hostile })),
    }));
    const file = await pack('hostile', { ...garden, units, title: hostile });
    const page = renderPage(await measureBundle(file), { perMegabyte: 1, currency: '<b>' });
    expect(page).not.toMatch(/<script|<b>1|<[^>]*\sonload=/i);
    expect(page.match(/<\/style>/g)).toHaveLength(1);
    // Every title stands in an element, or between signs, that keeps it from turning what is around it.
    for (const [whole] of page.matchAll(/.{11}&lt;&#x2F;style&gt;/g))
      expect(whole).toMatch(/[>\u2068]&lt;&#x2F;style&gt;$/);
  });

  test('allows nothing but its own style', async () => {
    const page = renderPage(await measureBundle(await pack('policy', garden)));
    const style = /<style>([^]*)<\/style>/.exec(page)?.[1] ?? '';
    const hash = createHash('sha256')
      .update(style)
      .digest('base64')
      .replaceAll('/', '&#x2F;')
      .replaceAll('=', '&#x3D;');
    expect(page).toContain(
      `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
    );
    expect(page).not.toMatch(/\s(?:src|srcset|style|action)=|url\(|@import|href="[^#]/);
    expect(page.startsWith(PAGE_START)).toBe(true);
  });

  test('tells no share of nothing: of pictures that are all posters the source counts with the films', async () => {
    const report = await measureBundle(await pack('posters', garden));
    const kinds = report.kinds.map((one) => (one.kind === 'picture' ? { ...one, sourceSize: 0 } : one));
    expect(kinds).not.toEqual(report.kinds);
    expect(renderPage({ ...report, kinds })).not.toMatch(/Infinity|NaN/);
  });

  test('is the same for the same bundle', async () => {
    const file = await pack('same', garden);
    expect(renderPage(await measureBundle(file))).toBe(renderPage(await measureBundle(file)));
  });

  test('of 3,000 lessons with titles of any length stays small, and tells of all that it sums up', async () => {
    const report = await measureBundle(await pack('bounded', large(3000)));
    const units = report.units.map((unit) => ({
      ...unit,
      title: 'Unit'.repeat(5000),
      lessons: unit.lessons.map((lesson) => ({ ...lesson, title: '🌱'.repeat(5000) })),
    }));
    const page = renderPage({ ...report, units });
    expect(page.length).toBeLessThan(1_500_000);
    expect(page).toContain('100 smaller lessons');
    expect(page).not.toContain('\ufffd');
  });
});

describe('where it is written', () => {
  test('beside the bundle, and again over itself; what is no report of ours stays', async () => {
    const file = await pack('place_1.0.0', garden);
    const place = placeOf(file, undefined);
    expect(place).toBe(join(work, 'place_1.0.0_report.html'));
    writePage(place, `${PAGE_START}one`);
    expect(placeOf(file, undefined)).toBe(place);
    writePage(place, `${PAGE_START}two`);
    expect(readFileSync(place, 'utf8')).toBe(`${PAGE_START}two`);
    expect(readdirSync(work).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    writeFileSync(place, '<!doctype html> mine');
    expect(() => placeOf(file, undefined)).toThrow(
      expect.objectContaining({ code: 'report-occupied', exit: 2 }),
    );
    // Whoever names it means it.
    expect(placeOf(file, place)).toBe(place);
  });

  test('never over the bundle, into it, or over a folder', async () => {
    const file = await pack('never', garden);
    const dir = join(work, 'never');
    await unpackBundle(file, dir);
    const refused = expect.objectContaining({ code: 'report-output-is-input', exit: 2 }) as Error;
    expect(() => placeOf(file, file)).toThrow(refused);
    expect(() => placeOf(dir, join(dir, 'report.html'))).toThrow(refused);
    expect(() => placeOf(dir, join(dir, 'new/folder/report.html'))).toThrow(refused);
    mkdirSync(join(work, 'folder.html'));
    expect(() => placeOf(file, join(work, 'folder.html'))).toThrow(
      expect.objectContaining({ code: 'env-not-a-file' }),
    );
    expect(placeOf(dir, undefined)).toBe(join(work, 'never_report.html'));
  });
});
