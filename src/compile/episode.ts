import type { FrontMatterBlock } from '../source/front-matter.ts';
import type { Line } from './prepare.ts';

// The older lessons of the Carpentries keep questions, objectives and key points in the front matter, as lists of Markdown.

const KEY = /^(questions|objectives|keypoints):[ \t]*$/;
const ITEM = /^([ \t]*)-[ \t]+(.*\S)[ \t]*$/;

/** The lists in a page's front matter as fenced divs: those that stand above the text, and those below it. */
export function episodeLists({ text }: FrontMatterBlock): { above: Line[]; below: Line[] } {
  const above: Line[] = [];
  const below: Line[] = [];
  if (!/^(?:questions|objectives|keypoints):/m.test(text)) return { above, below };
  // The front matter's text begins in the second line of the file.
  const lines = text.split('\n').map((line, index) => ({ text: line, line: index + 1, shift: 0 }));
  for (let index = 0; index < lines.length; index++) {
    const key = lines[index] as Line;
    const [, name] = KEY.exec(key.text) ?? [];
    if (name === undefined) continue;
    const items: Line[] = [];
    for (let next = lines[index + 1]; next && isInList(next.text); next = lines[index + 1]) {
      index++;
      const [, , item] = ITEM.exec(next.text) ?? [];
      const last = items.at(-1);
      if (item !== undefined) items.push({ ...next, text: item });
      else if (last && next.text.trim() !== '')
        items[items.length - 1] = { ...last, text: `${last.text} ${next.text.trim()}` };
    }
    if (items.length === 0) continue;
    const empty = { ...key, text: '' };
    (name === 'keypoints' ? below : above).push(
      empty,
      { ...key, text: `::: ${name}` },
      empty,
      ...items.map((item) => ({ ...item, text: `- ${unquoted(item.text)}` })),
      empty,
      { ...key, text: ':::' },
      empty,
    );
  }
  return { above, below };
}

function isInList(line: string): boolean {
  return line.trim() === '' || /^(?:[ \t]|-[ \t])/.test(line);
}

/** A scalar of YAML as the text that it means. */
function unquoted(text: string): string {
  const [, double, single] = /^(?:"(.*)"|'(.*)')$/.exec(text) ?? [];
  if (double !== undefined) return double.replace(/\\(["\\/])/g, '$1').replace(/\\n/g, ' ');
  if (single !== undefined) return single.replaceAll("''", "'");
  return text.replace(/^[|>][+-]?[ \t]+/, '');
}
