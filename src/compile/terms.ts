import { slug } from 'github-slugger';
import type { Link, PhrasingContent } from 'mdast';
import type {} from 'mdast-util-to-hast';
import { decodeEntities } from '../entities.ts';

// Words that a pack explains: those of the definition lists of any of its pages, which lessons mark with :term[…].

/** A word and what it means. */
export interface Term {
  /** The ids that links to it end at. */
  readonly anchors: readonly string[];
  /** Text. */
  readonly meaning: string;
}

/** The anchor of a word in a definition list. */
export function termAnchor(word: string): string {
  return `term-${slug(word.trim()).slice(0, 100)}`;
}

/** A word in a lesson that leads to where it is explained. */
export function termLink(word: string, children: PhrasingContent[], place: Pick<Link, 'position'>): Link {
  const data = { hProperties: { dataAnywhere: true, dataTerm: word.trim().slice(0, 100) } };
  return { type: 'link', url: `#${termAnchor(word)}`, children, data, ...place };
}

const MAX_MEANING = 600;
/** Of one definition. */
const MAX_HTML = 10_000;
const PART = /<(dt|dd)\b[^>]*>/g;
const MARKUP = /<(?:[^<>"']|"[^"]*"|'[^']*')*>|\u0001/g;
/** Marks within a word or beside a full stop; what else is left out stood between words. */
const WITHIN =
  /^<\/?(?:a|abbr|b|bdi|cite|code|del|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|u|var)[\s>]/;

/** The words that a page explains, from its HTML. */
export function termsIn(html: string): Term[] {
  const terms: { anchors: string[]; meaning: string }[] = [];
  let open: { anchors: string[]; meaning: string }[] = [];
  let explained = false;
  const parts = html.includes('<dt') ? [...html.matchAll(PART)] : [];
  for (const [n, part] of parts.entries()) {
    const next = parts[n + 1]?.index ?? html.length;
    const close = html.indexOf(`</${part[1] ?? ''}>`, part.index);
    const inside = html.slice(part.index, Math.min(close < 0 ? next : close, next));
    if (part[1] === 'dt') {
      if (explained) open = [];
      explained = false;
      const anchors = [...inside.matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => decodeEntities(id));
      const term = { anchors, meaning: '' };
      terms.push(term);
      // Several words may have one meaning, but not hundreds.
      open = [...open.slice(-20), term];
      continue;
    }
    explained = true;
    for (const term of open)
      if (term.meaning.length <= MAX_MEANING)
        term.meaning = `${term.meaning} ${textIn(inside.slice(0, MAX_HTML))}`.trim();
  }
  return terms.flatMap(({ anchors, meaning }) => {
    const isShort = meaning.length <= MAX_MEANING;
    const text = isShort ? meaning : `${meaning.slice(0, MAX_MEANING).replace(/\s+\S*$/, '')} …`;
    return text === '' || anchors.length === 0 ? [] : [{ anchors, meaning: text }];
  });
}

function textIn(html: string): string {
  return decodeEntities(html.replace(MARKUP, (tag) => (WITHIN.test(tag) ? '' : ' ')))
    .replace(/\s+/g, ' ')
    .trim();
}
