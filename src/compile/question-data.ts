import type { RootContent } from 'mdast';
import type { Activity, Interaction } from '../learner/activity.ts';
import { decimalOf, type Question, type QuestionPart } from './question.ts';

/** Stands for a gap in a text until the text is cut there; prepared text has no control characters. */
const GAP_SIGN = '\u0002';

/** A question as data, but for its id, which is known when all of the page is. */
export function activityOf({ name, settings, children }: Question): Activity {
  const parts = children as QuestionPart[];
  const text = (wanted: QuestionPart['part']): string[] =>
    parts.filter(({ part }) => part === wanted).map(({ children: content }) => textOf(content));
  const [prompt = ''] = text('prompt');
  const hints = text('hint').filter((hint) => hint !== '');
  const [explanation = ''] = text('explanation');
  return {
    id: settings.id ?? '',
    ...(settings.title !== undefined && { title: settings.title }),
    prompt: name === 'gap' ? prompt.split(GAP_SIGN).join('___') : prompt,
    ...interactionOf(name, settings, parts, prompt),
    points: settings.points,
    ...(settings.attempts !== undefined && { attempts: settings.attempts }),
    ...(hints.length > 0 && { hints }),
    ...(explanation !== '' && { explanation }),
  };
}

function interactionOf(
  name: Question['name'],
  settings: Question['settings'],
  parts: readonly QuestionPart[],
  prompt: string,
): Interaction {
  const { shuffle, accents } = settings;
  const textsOf = (wanted: QuestionPart['part']): string[] =>
    parts.filter(({ part }) => part === wanted).map(({ children }) => textOf(children));
  switch (name) {
    case 'quiz': {
      const choices = parts.flatMap(({ part, right, children }) => {
        if (part !== 'choice') return [];
        const feedback = children.find(isFeedback);
        const own = children.filter((child) => child !== feedback);
        const said = feedback ? textOf(feedback.children) : '';
        return [{ text: textOf(own), right: right === true, ...(said !== '' && { feedback: said }) }];
      });
      const multiple = choices.filter(({ right }) => right).length > 1;
      return { kind: 'choice', multiple, shuffle, choices };
    }
    case 'number': {
      const { tolerance, tolerancePercent, unit } = settings;
      const answer = decimalOf(settings.answer ?? '') ?? 0;
      return { kind: 'number', answer, tolerance, tolerancePercent, ...(unit !== undefined && { unit }) };
    }
    case 'text':
      return { kind: 'text', accepted: settings.accepted ?? [], accents };
    case 'order':
      return { kind: 'order', shuffle, items: textsOf('item') };
    case 'match': {
      const right = textsOf('right');
      const pairs = textsOf('left').map((left, n) => ({ left, right: right[n] ?? '' }));
      return { kind: 'match', shuffle, pairs };
    }
    case 'gap':
      return {
        kind: 'gap',
        segments: prompt.split(GAP_SIGN),
        gaps: gapsIn(parts).map((accepted) => ({ accepted })),
        accents,
      };
    case 'reflect':
      return { kind: 'reflect' };
  }
}

function isFeedback(node: RootContent): node is QuestionPart {
  return node.type === 'questionPart' && node.part === 'feedback';
}

function gapsIn(nodes: readonly RootContent[]): string[][] {
  return nodes.flatMap((node) => {
    if (node.type === 'gap') return [node.accepted];
    return 'children' in node ? gapsIn(node.children as RootContent[]) : [];
  });
}

const PHRASING_PARENTS = new Set([
  'paragraph',
  'heading',
  'emphasis',
  'strong',
  'delete',
  'link',
  'linkReference',
  'tableCell',
]);

/** The words of some content, a line for each block; of formulas their TeX, of pictures their description. */
export function textOf(nodes: readonly RootContent[]): string {
  return blockText(nodes, false)
    .replace(/[ \t]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim();
}

function blockText(nodes: readonly RootContent[], phrasing: boolean): string {
  return nodes.map((node) => nodeText(node)).join(phrasing ? '' : '\n');
}

function nodeText(node: RootContent): string {
  switch (node.type) {
    case 'gap':
      return GAP_SIGN + cleaned(node.after);
    case 'html':
      return '';
    case 'image':
    case 'imageReference':
      return cleaned(node.alt ?? '');
    case 'break':
      return '\n';
    case 'question':
      return '';
    default:
      if ('value' in node) return cleaned(node.value);
      if (!('children' in node)) return '';
      return blockText(node.children as RootContent[], isPhrasing(node));
  }
}

function isPhrasing(node: RootContent): boolean {
  if (node.type !== 'container') return PHRASING_PARENTS.has(node.type);
  return !/^(?:aside|div|details|dl|section|figure|blockquote)$/.test(node.data.hName);
}

/** Without the words that stand for Satchel's own, and without characters that no text has. */
function cleaned(text: string): string {
  return text.replace(/\u0001\w+(?::\d+)?\u0001/g, '').replace(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, '');
}
