import type { MessageKey } from './messages.ts';

/** How a kind of block is shown. `aside` and `div` have a title line, `details` a summary; `plain` shows its content alone. */
export interface Kind {
  readonly shape: 'aside' | 'div' | 'details' | 'plain';
  readonly classes: readonly string[];
  readonly label: MessageKey | undefined;
}

const admonitions = [
  'note',
  'tip',
  'info',
  'important',
  'warning',
  'caution',
  'danger',
  'success',
  'question',
  'example',
  'quote',
] as const;

const frames = [
  'callout',
  'challenge',
  'objectives',
  'questions',
  'keypoints',
  'prereq',
  'checklist',
  'discussion',
  'testimonial',
  'activity',
] as const;

// What a learner opens when ready for it; notes for teachers are folded so that they do not stand in the way.
const folded = ['solution', 'hint', 'spoiler', 'instructor'] as const;

const plain = [
  'tabs',
  'group',
  'columns',
  'column',
  'div',
  'section',
  'row',
  'grid',
  'center',
  'figure',
  'panel',
];

/** Other names that real curricula use for the same: Docusaurus, MkDocs, MyST, Quarto, kramdown lessons of the Carpentries. */
const aliases: Readonly<Record<string, string>> = {
  abstract: 'info',
  summary: 'info',
  tldr: 'info',
  seealso: 'info',
  remark: 'note',
  todo: 'note',
  secondary: 'note',
  admonition: 'note',
  attention: 'warning',
  alert: 'warning',
  warn: 'warning',
  error: 'danger',
  bug: 'danger',
  failure: 'danger',
  fail: 'danger',
  missing: 'danger',
  check: 'success',
  done: 'success',
  help: 'question',
  faq: 'question',
  cite: 'quote',
  aside: 'callout',
  exercise: 'challenge',
  practice: 'activity',
  answer: 'solution',
  answers: 'solution',
  explanation: 'solution',
  details: 'spoiler',
  accordion: 'spoiler',
  collapse: 'spoiler',
  dropdown: 'spoiler',
  toggle: 'spoiler',
  prereqs: 'prereq',
  prerequisite: 'prereq',
  prerequisites: 'prereq',
  objective: 'objectives',
  'learning-objectives': 'objectives',
  'key-points': 'keypoints',
  keypoint: 'keypoints',
  instructors: 'instructor',
  teacher: 'instructor',
  tab: 'tabs',
  'tab-set': 'tabs',
  'tab-item': 'tabs',
  'group-tab': 'tabs',
  'panel-tabset': 'tabs',
  'code-group': 'tabs',
};

const kinds = new Map<string, Kind>([
  ...admonitions.map((name): [string, Kind] => [
    name,
    { shape: 'aside', classes: ['admonition', `admonition-${name}`], label: name },
  ]),
  ...frames.map((name): [string, Kind] => [name, { shape: 'div', classes: [name], label: name }]),
  ...folded.map((name): [string, Kind] => [name, { shape: 'details', classes: [name], label: name }]),
  ...plain.map((name): [string, Kind] => [name, { shape: 'plain', classes: [], label: undefined }]),
]);

/** The kind of that name in any of the dialects, or undefined. */
export function kindOf(name: string): Kind | undefined {
  const key = name
    .toLowerCase()
    .replace(/^callout-(?=.)/, '')
    .replace(/_/g, '-');
  return kinds.get(key) ?? kinds.get(Object.hasOwn(aliases, key) ? (aliases[key] ?? '') : '');
}

/** The kinds by their own names. */
export const kindNames: readonly string[] = [...kinds.keys()];

/** Every class that a kind gives: what an author's own HTML may use too. */
export const kindClasses: ReadonlySet<string> = new Set(
  [...kinds.values()].flatMap(({ classes }) => classes),
);

/** The name of the kind that an element was given its classes by. */
export function kindClassOf(classes: unknown): string | undefined {
  return Array.isArray(classes)
    ? classes.find((name): name is string => kindClasses.has(name as string))
    : undefined;
}
