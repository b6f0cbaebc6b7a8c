import type { Blockquote, Paragraph, PhrasingContent, RootContent } from 'mdast';
import { frame } from './blocks.ts';
import { kindOf } from './kinds.ts';

/** GitHub's alerts and Obsidian's callouts: a quote whose first line is `[!NOTE]`, `[!tip]- Title`. */
export function alertOf(quote: Blockquote): RootContent | undefined {
  const [first, ...rest] = quote.children;
  const text = first?.type === 'paragraph' ? first.children[0] : undefined;
  if (first?.type !== 'paragraph' || text?.type !== 'text') return undefined;
  const match = /^\[!([\w-]+)\]([+-]?)[ \t]*([^\n]*)(?:\n|$)/.exec(text.value);
  const kind = match?.[1] === undefined ? undefined : kindOf(match[1]);
  if (!match || !kind) return undefined;
  text.value = text.value.slice(match[0].length);
  const children = text.value === '' ? first.children.slice(1) : first.children;
  const body: Paragraph[] = children.length === 0 ? [] : [{ ...first, children: withoutBreak(children) }];
  const fold = match[2] === '' ? undefined : match[2] === '-' ? 'closed' : 'open';
  const attributes = {
    id: undefined,
    classes: [],
    values: new Map(fold === undefined ? [] : [['fold', fold]]),
  };
  return frame(kind, match[3] ?? '', attributes, [...body, ...rest], quote);
}

function withoutBreak(children: PhrasingContent[]): PhrasingContent[] {
  return children[0]?.type === 'break' ? children.slice(1) : children;
}
