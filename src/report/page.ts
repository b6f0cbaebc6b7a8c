import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import mustache from 'mustache';
import { packageFile } from '../package.ts';
import { formatCount, formatDuration, formatSize } from '../quantity.ts';
import { advices } from './advice.ts';
import { costOf, formatCost, formatPrice, lines, secondsOn, type Price } from '../delivery.ts';
import { kindWords } from './kinds.ts';
import { mapOf } from './map.ts';
import { shownUnits, type ShownUnit } from './shown.ts';
import type { LargeFile, SizeReport, Spending } from './size-report.ts';
import { clipped } from './words.ts';

/** How every page of ours begins: what else stands under its name is not overwritten. */
export const PAGE_START = '<!doctype html>\n<!-- satchel report -->\n';

/**
 * The report as one HTML page that needs nothing else: no script, no network (its policy forbids both). All names in it come from
 * other people; they are escaped, cut to a length, and cannot turn the text around them.
 */
export function renderPage(report: SizeReport, price?: Price): string {
  const { bundle, size } = report;
  const units = [...shownUnits(report), wholePack(report)];
  const map = mapOf(units, size, rowId);
  const percents = Array.from({ length: 101 }, (_, n) => `.w${n} i{background-size:${n}% 100%}`);
  const style = [readFileSync(packageFile('templates/report.css'), 'utf8'), ...percents, ...map.rules].join(
    '\n',
  );
  const hasSources = report.renditions !== undefined;
  const cells = (of: { readonly size: number }): object => {
    const share = size === 0 ? 0 : of.size / size;
    return {
      size: formatSize(of.size),
      percent: Math.round(share * 100),
      share: shareText(share),
      slow: formatDuration(secondsOn(lines[0], of.size)),
      fast: formatDuration(secondsOn(lines[1], of.size)),
      cost: price && formatCost(price, costOf(price, of.size)),
    };
  };
  const spendingCells = (of: Spending): object => ({
    ...cells(of),
    kindsText: of.kinds
      .map(
        (one) => `${kindWords[one.kind].name.toLowerCase()} ${formatSize(one.size).replace(' ', '\u00a0')}`,
      )
      .join(', '),
    source: of.mediaSize === 0 ? '' : formatSize(of.sourceSize),
  });
  const view = {
    styleHash: `sha256-${createHash('sha256').update(style).digest('base64')}`,
    style,
    name: `${bundle.id} ${bundle.version}`,
    title: clipped(bundle.title),
    language: bundle.language,
    facts: `${bundle.id} ${bundle.version}, ${bundle.variant.language}, profile ${bundle.variant.profile}, ${bundle.digest.slice(0, 19)}…`,
    figures: figuresOf(report, price),
    boxes: map.boxes,
    unitBoxes: map.unitBoxes,
    hasSources,
    hasCost: price !== undefined,
    kinds: report.kinds.map((one) => ({
      ...cells(one),
      kind: one.kind,
      name: kindWords[one.kind].name,
      entries: formatCount(one.entries, '', '').trim(),
      source:
        // Posters alone: what they were made from counts with the films.
        one.sourceSize === undefined || one.sourceSize === 0
          ? ''
          : `${formatSize(one.sourceSize)} → ${shareText(one.size / one.sourceSize)}`,
    })),
    total: {
      ...cells(report),
      entries: formatCount(
        report.kinds.reduce((sum, { entries }) => sum + entries, 0),
        '',
        '',
      ).trim(),
    },
    hasLargest: report.largest.length > 0,
    largest: report.largest.map((file) => largeView(file, bundle.language)),
    advices: adviceView(report.largest),
    groups: units.map((unit, i) => ({
      rows: [
        {
          ...spendingCells(unit),
          class: 'unit',
          id: rowId(i),
          title: clipped(unit.title),
          language: unit.language ?? '',
        },
        ...unit.lessons.map((lesson) => ({
          ...spendingCells(lesson),
          class: 'part',
          id: '',
          title: clipped(lesson.title),
          language: lesson.language ?? '',
        })),
      ],
    })),
    notes: notesOn(report, price),
  };
  return mustache.render(readFileSync(packageFile('templates/report.mustache'), 'utf8'), view);
}

function rowId(unit: number): string {
  return `unit-${unit + 1}`;
}

function wholePack({ shared }: SizeReport): ShownUnit {
  return { ...shared, title: 'For the whole pack', language: undefined, lessons: [] };
}

function shareText(share: number): string {
  if (share === 0) return '0 %';
  return share < 0.001 ? '< 0.1 %' : `${(share * 100).toFixed(share < 0.0995 ? 1 : 0)} %`;
}

function figuresOf({ size, unpackedSize, renditions }: SizeReport, price: Price | undefined): object[] {
  return [
    { name: 'To download', value: formatSize(size), note: `${formatSize(unpackedSize)} on a stick` },
    ...lines.map((line) => ({
      name: `Time on ${line.name}`,
      value: formatDuration(secondsOn(line, size)),
      note: `at ${line.kbitPerSecond} kbit/s, without a pause`,
    })),
    ...(price
      ? [
          {
            name: 'Cost of one download',
            value: formatCost(price, costOf(price, size)),
            note: `at ${formatPrice(price)} a MB`,
          },
        ]
      : []),
    ...(renditions
      ? [
          {
            name: 'Media, of its source',
            value: shareText(renditions.sourceSize === 0 ? 0 : renditions.size / renditions.sourceSize),
            note: `${formatSize(renditions.size)} made from ${formatSize(renditions.sourceSize)}, ${formatCount(renditions.assets, 'file')}`,
          },
        ]
      : []),
  ];
}

function largeView(
  { path, kind, size, sourceSize, durationSeconds, lesson, otherLessons }: LargeFile,
  language: string,
): object {
  const facts = [
    ...(durationSeconds === undefined || durationSeconds < 1
      ? []
      : [`${formatDuration(durationSeconds)}, ${Math.round((size * 8) / durationSeconds / 1000)} kbit/s`]),
    ...(sourceSize === undefined ? [] : [`made from ${formatSize(sourceSize)}`]),
  ];
  return {
    size: formatSize(size),
    kind,
    word: kindWords[kind].one,
    file: path.replace(/^.*\//, ''),
    path,
    lesson: lesson === undefined ? '' : clipped(lesson),
    language,
    others: otherLessons === 0 ? '' : ` and ${formatCount(otherLessons, 'other')}`,
    facts: facts.join('; '),
  };
}

function adviceView(files: readonly LargeFile[]): object[] {
  const all = advices(files);
  return all.map(({ for: places, advice }) => ({
    files: all.length === 1 ? 'To make them smaller' : `To make ${places.join(', ')} smaller`,
    advice,
  }));
}

function notesOn({ renditions }: SizeReport, price: Price | undefined): string[] {
  return [
    'Bytes are those of the ZIP file, as it is downloaded: text is compressed there to about a quarter. 1 MB is 1,000,000 bytes.',
    'A picture, sound, film or download that several lessons use counts once, with the first of them in reading order.',
    'A lesson counts with the pages that are parts of it. What no lesson uses (the start page, styles, the script, the list of contents that proves every byte) counts for the whole pack.',
    renditions
      ? '“Source” is what media was made from; each file counts once, and what is carried as it was counts as it is.'
      : 'This bundle does not say how large the sources of its media were; built again with the current Satchel, it does.',
    `Times are for ${lines.map(({ name, kbitPerSecond }) => `${name} at ${kbitPerSecond} kbit/s`).join(' and ')}: the fastest that browsers still count as such where they measure it (Network Information API, wicg.github.io/netinfo). A line that breaks off or is shared by a class takes longer.`,
    ...(price
      ? [
          'The price is the one that was given for this report; operators may count in other steps, and bundles of data are often cheaper.',
        ]
      : ['Give a price to see what a download costs: --cost-per-mb 0.05 --currency USD.']),
  ];
}
