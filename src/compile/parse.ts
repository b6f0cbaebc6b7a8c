import type { Root } from 'mdast';
import { unified, type Processor } from 'unified';

/** Which parser reads the Markdown. Both give the same tree; `remark` is slower and needs no native code. */
export type ParserName = 'satteri' | 'remark';

/** Reads prepared text into mdast with positions. `directives`: `::name` and `:name[…]` are looked for. */
export type Parse = (text: string, directives: boolean) => Root | Promise<Root>;

const loaded = new Map<ParserName, Promise<Parse>>();

/**
 * The parser of that name, loaded once. Where Sätteri cannot run (no binary for this machine, no WebAssembly), and on a text
 * that it throws on, remark-parse answers in its place.
 */
export function loadParser(name: ParserName): Promise<Parse> {
  let parser = loaded.get(name);
  if (!parser) {
    parser = name === 'remark' ? loadRemark() : loadSatteri();
    loaded.set(name, parser);
  }
  return parser;
}

async function loadSatteri(): Promise<Parse> {
  let satteri: typeof import('satteri');
  try {
    satteri = await import('satteri');
  } catch {
    return loadParser('remark');
  }
  const processorFor = (directive: boolean): Processor<Root> => {
    const features = { gfm: true, math: true, frontmatter: false, directive };
    return unified().use(function (this: Processor) {
      this.parser = (document) => satteri.markdownToMdast(document, { features });
    }) as unknown as Processor<Root>;
  };
  const parse = parserOf(processorFor(false), processorFor(true));
  const parseSlowly: Parse = async (text, directives) => (await loadParser('remark'))(text, directives);
  return (text, directives) => {
    if (overwhelms(text)) return parseSlowly(text, directives);
    try {
      return parse(text, directives);
    } catch {
      return parseSlowly(text, directives);
    }
  };
}

// Bytes that Sätteri 0.10 may take for the texts of one paragraph: each character reference makes it copy all before it.
const MAX_COPIED = 50_000_000;

/** True where a paragraph has so many character references (`&amp;`) that Sätteri would take gigabytes for them. */
function overwhelms(text: string): boolean {
  if (countReferences(text) * text.length <= MAX_COPIED) return false;
  return text.split(/\n[ \t>]*\n/).some((part) => countReferences(part) * part.length > MAX_COPIED);
}

function countReferences(text: string): number {
  let count = 0;
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) count++;
  return count;
}

async function loadRemark(): Promise<Parse> {
  const [{ default: parse }, { default: gfm }, { default: math }, { default: directive }] = await Promise.all(
    [import('remark-parse'), import('remark-gfm'), import('remark-math'), import('remark-directive')],
  );
  const plain = unified().use(parse).use(gfm).use(math);
  return parserOf(plain, plain().use(directive));
}

function parserOf(
  plain: Pick<Processor<Root>, 'parse'>,
  directive: Pick<Processor<Root>, 'parse'>,
): (text: string, directives: boolean) => Root {
  return (text, directives) => (directives ? directive : plain).parse(text);
}
