import type { CustomPlugin, PluginConfig, XastElement } from 'svgo/browser';

/** Bytes, and as many more for each element: minifying visits every one of them several times. */
const MAX_SIZE = 1_000_000;
const ELEMENT_COST = 80;
/** Elements times bytes of style: each rule is compared with each element. */
const MAX_STYLE_WORK = 1_000_000;
/** Characters of one attribute: minifying a path takes time quadratic in its length. */
const MAX_ATTRIBUTE = 5000;
/** Characters of one number. */
const MAX_NUMBER = 100;

/** Steps of svgo that change no pixel and no meaning: text stays text, ids and viewBox stay. */
const steps: readonly PluginConfig[] = [
  'cleanupAttrs',
  { name: 'cleanupNumericValues', params: { floatPrecision: 3 } },
  { name: 'convertPathData', params: { floatPrecision: 3 } },
  { name: 'convertTransform', params: { floatPrecision: 5 } },
  'convertColors',
  'removeEmptyAttrs',
  'removeUnusedNS',
];

/** The steps that minify a cleaned drawing; none where they would take seconds. */
export function minifying(text: string): PluginConfig[] {
  if (!isModest(text)) return [];
  const { take, putBack } = shelter();
  return [take, ...steps, putBack];
}

function isModest(text: string): boolean {
  const elements = text.match(/<[^/]/g)?.length ?? 0;
  if (text.length + ELEMENT_COST * elements > MAX_SIZE) return false;
  const style = text.slice(text.indexOf('<style'), text.lastIndexOf('</style') + 1);
  return style.length * elements <= MAX_STYLE_WORK && !hasCombinators(style);
}

/** A selector of several parts is sought among all ancestors, for each of its parts: exponential in their number. */
function hasCombinators(style: string): boolean {
  return style.split('}').some((rule) => {
    const [selectors = ''] = rule.replace(/^\s*<[^>]*>/, '').split('{');
    return rule.includes('{') && selectors.split(',').some((one) => /[\s>+~]|&gt;/.test(one.trim()));
  });
}

/** Takes attributes out that minifying would take seconds for, and puts them back as they were. */
function shelter(): { take: CustomPlugin; putBack: CustomPlugin } {
  const taken: [XastElement, string, string][] = [];
  const enter = (element: XastElement): void => {
    for (const [name, value] of Object.entries(element.attributes)) {
      const number = name === 'viewBox' || /^[-+.\d]/.test(value);
      if (name.includes(':') || value.length <= (number ? MAX_NUMBER : MAX_ATTRIBUTE)) continue;
      taken.push([element, name, value]);
      Reflect.deleteProperty(element.attributes, name);
    }
  };
  return {
    take: { name: 'take', fn: () => ({ element: { enter } }) },
    putBack: {
      name: 'putBack',
      fn: () => {
        for (const [element, name, value] of taken) element.attributes[name] = value;
        return null;
      },
    },
  };
}
