import { compileMarkdown } from '../../src/compile/markdown.ts';
import { HOLE, type Fragment, type Slot } from '../../src/compile/fragment.ts';
import type { ParserName } from '../../src/compile/parse.ts';

/** A fragment's HTML with its slots filled as simply as they can be: labels stand in `⟨⟩`. */
export function shown({ html, slots }: Fragment): string {
  let next = 0;
  return html
    .toString()
    .replaceAll(String.fromCharCode(HOLE), () => filled(slots[next++] ?? { kind: 'link-end' }));
}

export async function compiled(markdown: string, parser: ParserName = 'satteri'): Promise<string> {
  return shown(await compileMarkdown(markdown, { parser }));
}

function filled(slot: Slot): string {
  switch (slot.kind) {
    case 'link':
      return `<a href="${escaped(slot.url)}"${slot.attributes}>`;
    case 'link-end':
      return '</a>';
    case 'picture': {
      const alt = slot.alt === undefined ? '' : ` alt="${escaped(slot.alt)}"`;
      return `<img src="${escaped(slot.url)}"${alt}${slot.attributes}>`;
    }
    case 'player': {
      const sources = slot.sources.map((url) => `<source src="${escaped(url)}">`).join('');
      return `<${slot.media} title="${escaped(slot.label)}">${sources}</${slot.media}>`;
    }
    case 'transcripts':
      return '';
    case 'label':
      return `⟨${slot.name}⟩`;
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
