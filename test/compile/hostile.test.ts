import type { Nodes } from 'hast';
import { raw } from 'hast-util-raw';
import { describe, expect, test } from 'vitest';
import { elements } from '../../src/compile/schema.ts';
import { compileMarkdown } from '../../src/compile/markdown.ts';
import { payloads } from './payloads.ts';
import { compiled } from './shown.ts';

const SAFE_ADDRESS = /^(?:https?:\/\/|mailto:|#|[^:]*$|[^:]*[/?#])/;
const MEDIA = ['a', 'img', 'video', 'audio', 'source', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'];

/** What a browser would make of the HTML that a page does not want: read by a parser of its own, from the bytes alone. */
function dangers(node: Nodes, found: string[] = []): string[] {
  if (node.type === 'comment' || node.type === 'doctype') found.push(node.type);
  if (node.type === 'element') {
    if (!elements.has(node.tagName) && !MEDIA.includes(node.tagName)) found.push(`<${node.tagName}>`);
    for (const [name, value] of Object.entries(node.properties)) {
      if (
        /^on|^(?:style|srcdoc|srcset|srcSet|action|formAction|background|ping|name|target|xLinkHref|httpEquiv)$/i.test(
          name,
        )
      ) {
        found.push(`${node.tagName}[${name}]`);
      }
      if (/^(?:href|src|poster|cite|data)$/.test(name) && !SAFE_ADDRESS.test(String(value))) {
        found.push(`${name}=${String(value)}`);
      }
    }
  }
  if ('children' in node) for (const child of node.children) dangers(child, found);
  return found;
}

function read(html: string): Nodes {
  return raw({ type: 'root', children: [{ type: 'raw', value: html }] });
}

test('the judge of these tests sees what is dangerous', () => {
  expect(dangers(read('<p onclick="x"><script>x</script><a href="javascript:x">y</a></p>'))).toEqual([
    'p[onClick]',
    '<script>',
    'href=javascript:x',
  ]);
});

describe.each(['satteri', 'remark'] as const)('nothing active comes through %s', (parser) => {
  test.for(payloads)('%j', async (payload) => {
    for (const markdown of [payload, `<div>\n\n${payload}\n\n</div>\n\nText ${payload} text.\n`]) {
      expect(dangers(read(await compiled(markdown, parser)))).toEqual([]);
    }
  });

  test.for(payloads)('in any text of a question: %j', async (payload) => {
    const line = payload.replaceAll('\n', ' ');
    const value = line.replace(/[{}"]/g, "'");
    const markdown = `:::quiz[${line}]{id="${value}" title="${value}"}
Which ${line}?

- [x] Right ${line}
  > ${line}
- [ ] Wrong ${line}

  ${line}

:::hint ${line}
${line}
:::
:::explanation
${line}
:::
:::

:::number{answer=3 unit="${value}"}
${line}
:::

:::text{answer="${value}|x"}
${line}
:::

:::order
${line}

1. a ${line}
2. b ${line}
:::

:::match
${line}

- a ${line} = b ${line}
- c ${line} = d ${line}
:::

:::gap
${line} [[a|${line}]] [[${line}]] [[b]] ${line}
:::

:::reflect{id="${value}"}
${line}
:::
`;
    const { activities } = await compileMarkdown(markdown, { parser });
    // Tags that reach over lines take what follows with them; the rest is questions.
    if (!/[<`$|[]/.test(payload)) expect(activities?.length).toBe(7);
    expect(dangers(read(await compiled(markdown, parser)))).toEqual([]);
  });
});
