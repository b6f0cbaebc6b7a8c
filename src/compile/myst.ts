import { isAttributes, type Attributes } from './attributes.ts';
import { kindOf } from './kinds.ts';
import type { Line } from './prepare.ts';

// MyST, the Markdown of Jupyter Book: a block is code whose language is in braces, or a fenced div that begins so, with options
// in its first lines (https://mystmd.org/guide/syntax-overview).

/** What stands in the place of a MyST block. */
export type Block =
  /** A frame around the body. */
  | { readonly kind: 'frame'; readonly name: string; readonly title: string; readonly attributes: Attributes }
  /** A figure: a picture, written as Markdown, over the body as its caption. */
  | { readonly kind: 'figure'; readonly picture: string }
  /** Markdown, without a body. */
  | { readonly kind: 'text'; readonly text: string }
  /** Code in that language. */
  | { readonly kind: 'code'; readonly language: string }
  /** Nothing: what only the other system can make. `isTold`: its author has to be told. */
  | { readonly kind: 'nothing'; readonly isTold: boolean };

const OPENING = /^\{([a-z][\w:-]*)\}[ \t]*(.*)$/i;
const OPTION = /^[ \t>]*:([a-z][\w-]*):(?:[ \t]+(.*?))?[ \t]*$/i;

/** The name and argument in `{name} argument`. */
export function parseOpening(info: string): { name: string; argument: string } | undefined {
  const [, name, argument = ''] = OPENING.exec(info.trim()) ?? [];
  return name === undefined ? undefined : { name: name.toLowerCase(), argument: argument.trim() };
}

/** The options that stand in the first lines from `from` on, and the number of lines that they take. */
export function takeOptions(
  lines: readonly Line[],
  from: number,
): { options: ReadonlyMap<string, string>; count: number } {
  const options = new Map<string, string>();
  let at = from;
  for (; at < lines.length; at++) {
    const [, key, value = ''] = OPTION.exec(lines[at]?.text ?? '') ?? [];
    if (key === undefined) break;
    options.set(key.toLowerCase(), value);
  }
  return { options, count: at - from };
}

/** What a block stands for; undefined for code of that name, such as `{python}`. */
export function blockOf(
  name: string,
  argument: string,
  options: ReadonlyMap<string, string>,
): Block | undefined {
  switch (name) {
    case 'figure':
      return { kind: 'figure', picture: pictureOf(argument, options) };
    case 'figure-md':
      return { kind: 'figure', picture: '' };
    case 'image':
      return { kind: 'text', text: pictureOf(argument, options) };
    case 'code-block':
    case 'code-cell':
    case 'code':
    case 'sourcecode':
      return { kind: 'code', language: argument };
    case 'math':
      return { kind: 'code', language: 'math' };
    case 'table':
    case 'margin':
    case 'sidebar':
      return { kind: 'frame', name: 'div', title: argument, attributes: attributesOf(options) };
    case 'tableofcontents':
    case 'contents':
    case 'toctree':
    case 'index':
    case 'glue':
      return { kind: 'nothing', isTold: false };
    case 'bibliography':
    case 'include':
    case 'literalinclude':
    case 'eval-rst':
    case 'raw':
      return { kind: 'nothing', isTold: true };
    default:
      return kindOf(name)
        ? { kind: 'frame', name, title: argument, attributes: attributesOf(options) }
        : undefined;
  }
}

function attributesOf(options: ReadonlyMap<string, string>): Attributes {
  const classes = (options.get('class') ?? '').split(/[\s,]+/).filter((name) => name !== '');
  const isFolded = classes.includes('dropdown') || options.get('open') === 'false';
  return {
    id: options.get('name') ?? options.get('label'),
    classes: classes.filter((name) => name !== 'dropdown'),
    values: new Map(isFolded ? [['fold', 'closed']] : []),
  };
}

function pictureOf(argument: string, options: ReadonlyMap<string, string>): string {
  const alt = (options.get('alt') ?? '').replace(/[[\]\\]/g, '\\$&');
  const id = options.get('name') ?? options.get('label');
  const list = [
    ...(id === undefined ? [] : [`#${id}`]),
    ...['width', 'height'].flatMap((name) => {
      const value = options.get(name);
      return value === undefined ? [] : [`${name}="${value.replaceAll('"', '')}"`];
    }),
  ].join(' ');
  const attributes = isAttributes(list) ? `{${list}}` : '';
  return `![${alt}](<${argument.replace(/[<>]/g, encodeURIComponent)}>)${attributes}`;
}
