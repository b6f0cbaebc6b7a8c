import { formatSize } from '../quantity.ts';
import { kindWords } from './kinds.ts';
import type { ShownUnit } from './shown.ts';
import { layOut, type Box } from './treemap.ts';
import { clipped, isolated } from './words.ts';

/** A box as the template shows it; an empty `label` is none. */
interface BoxView {
  readonly id: string;
  readonly class: string;
  readonly tip: string;
  readonly label: string;
  readonly language: string;
  readonly size: string;
}

/** The treemap for the template. Places are rules of the page's one style sheet: its policy allows no style of an element's own. */
export interface MapView {
  readonly boxes: readonly BoxView[];
  /** `row` is the id of what an outer box leads to. */
  readonly unitBoxes: readonly (BoxView & { readonly row: string })[];
  readonly rules: readonly string[];
}

export function mapOf(units: readonly ShownUnit[], total: number, rowId: (unit: number) => string): MapView {
  const map = layOut(units);
  const rules: string[] = [];
  let count = 0;
  const place = (box: Box, isName = false): string => {
    const id = `b${++count}`;
    const [left, top, width, height] = [box.left, box.top, box.width, box.height].map((share) =>
      percent(share),
    );
    rules.push(`#${id}{left:${left}%;top:${top}%;width:${width}%${isName ? '' : `;height:${height}%`}}`);
    return id;
  };
  const nothing = { label: '', language: '', size: '' };
  const tipOf = (names: readonly string[], size: number): string =>
    `${names.join(' · ')}: ${formatSize(size)}, ${percent(total === 0 ? 0 : size / total, 1)} %`;
  const frames = map.units.map((box): BoxView => ({ ...nothing, id: place(box), class: 'box', tip: '' }));
  const lessons = map.lessons.map((box): BoxView => {
    const { title, lessons: all } = units[box.unit] ?? { title: '', lessons: [] };
    const lesson = all[box.lesson];
    const names = [isolated(title), ...(lesson ? [isolated(lesson.title)] : [])];
    const { kind, size } = box;
    if (kind !== undefined)
      return { ...nothing, id: place(box), class: kind, tip: tipOf([...names, kindWords[kind].name], size) };
    const shown =
      box.isNamed && lesson ? { label: clipped(lesson.title), language: lesson.language ?? '' } : {};
    return {
      ...nothing,
      ...shown,
      id: place(box),
      class: 'lesson',
      tip: tipOf(names, size),
      size: formatSize(size),
    };
  });
  const unitBoxes = map.units
    .filter(({ isNamed }) => isNamed)
    .map((box) => {
      const { title = '', language = '', size = 0 } = units[box.unit] ?? {};
      return {
        id: place(box, true),
        class: '',
        row: rowId(box.unit),
        tip: tipOf([isolated(title)], size),
        label: clipped(title),
        language,
        size: formatSize(size),
      };
    });
  return { boxes: [...frames, ...lessons], unitBoxes, rules };
}

function percent(share: number, digits = 3): string {
  return String(Number((share * 100).toFixed(digits)));
}
