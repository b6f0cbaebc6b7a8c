import type { PhrasingContent, RootContent } from 'mdast';
import type {} from 'remark-directive';
import type { Findings } from './findings.ts';
import { termLink } from './terms.ts';
import { pageOfVideo } from './url.ts';

type Directive = Extract<RootContent, { type: 'textDirective' | 'leafDirective' | 'containerDirective' }>;

const TEXT = [
  'abbr',
  'cite',
  'del',
  'dfn',
  'ins',
  'kbd',
  'mark',
  'q',
  'samp',
  'small',
  'span',
  'sub',
  'sup',
  'u',
  'var',
];
/** A word that the pack explains. */
const TERM = 'term';
const LEAF = ['video', 'audio', 'youtube', 'vimeo', 'figure', 'image'];

const TEXT_MEANT = new RegExp(`:(?:${[...TEXT, TERM].join('|')})\\[`, 'g');
const LEAF_MEANT = /^[ \t>]*::[a-z]/gm;
// The parsers take time quadratic in the number of those that are opened and not closed.
const MAX_DIRECTIVES = 500;

/** True for a text with directives that are meant: only then need the parser look, for which `at 10:30` is one too. */
export function hasDirectives(text: string): boolean {
  const leaves = text.includes('::') ? (text.match(LEAF_MEANT)?.length ?? 0) : 0;
  const count = leaves + (text.match(TEXT_MEANT)?.length ?? 0);
  return count > 0 && count <= MAX_DIRECTIVES;
}

/**
 * What a directive stands for: an element for `:kbd[Esc]`, media for `::video{src=…}`. One that is none of these was written
 * by accident, or for another system: its source is shown as the text that it is.
 */
export function replaceDirective(node: Directive, source: string, findings: Findings): RootContent[] {
  const attributes = node.attributes ?? {};
  const label = node.children as RootContent[];
  const position = node.position ? { position: node.position } : {};
  if (node.type === 'textDirective' && TEXT.includes(node.name)) {
    const { id, title, lang, dir } = attributes;
    return [
      {
        type: 'container',
        children: label,
        data: { hName: node.name, hProperties: { id, title, lang, dir } },
        ...position,
      },
    ];
  }
  if (node.type === 'textDirective' && node.name === TERM) {
    const word = attributes['of'] ?? textOf(label);
    return [termLink(word, label as PhrasingContent[], position)];
  }
  if (node.type === 'leafDirective' && LEAF.includes(node.name)) return [media(node, textOf(label))];
  if (node.type === 'leafDirective') findings.report('directive-unknown', { name: node.name }, node);
  const text = sourceOf(node, label, source);
  return node.type === 'textDirective'
    ? text
    : [{ type: 'paragraph', children: text as PhrasingContent[], ...position }];
}

function media(node: Directive, label: string): RootContent {
  const attributes = node.attributes ?? {};
  const id = attributes['id'] ?? '';
  const film = node.name === 'youtube' || node.name === 'vimeo' ? pageOfVideo(node.name, id) : undefined;
  const src = film ?? attributes['src'] ?? '';
  const position = node.position ? { position: node.position } : {};
  if (node.name === 'figure' || node.name === 'image') {
    const image = {
      type: 'image',
      url: src,
      alt: attributes['alt'] ?? label,
      title: label,
      ...position,
    } as const;
    return { type: 'paragraph', children: [image], ...position };
  }
  const hName = node.name === 'audio' ? 'audio' : 'video';
  const track = attributes['captions'];
  const children: RootContent[] =
    track == null
      ? []
      : [
          {
            type: 'container',
            children: [],
            data: { hName: 'track', hProperties: { src: track, kind: 'captions' } },
          },
        ];
  const { poster, width, height } = attributes;
  const hProperties = { src, poster, width, height, title: attributes['title'] ?? label };
  return { type: 'container', children, data: { hName, hProperties }, ...position };
}

/** The directive as written, with what its label holds still parsed. */
function sourceOf(node: Directive, label: RootContent[], source: string): RootContent[] {
  const start = node.position?.start.offset ?? 0;
  const end = node.position?.end.offset ?? 0;
  const from = label[0]?.position?.start.offset ?? end;
  const to = label.at(-1)?.position?.end.offset ?? end;
  const texts: RootContent[] = [{ type: 'text', value: source.slice(start, from) }, ...label];
  if (to < end) texts.push({ type: 'text', value: source.slice(to, end) });
  return texts;
}

function textOf(nodes: readonly RootContent[]): string {
  return nodes
    .map((node) => ('value' in node ? node.value : 'children' in node ? textOf(node.children) : ''))
    .join('');
}
