import type { Nodes } from 'hast';
import { raw } from 'hast-util-raw';
import { describe, expect, test } from 'vitest';
import { elements } from '../../src/compile/schema.ts';
import { compileMarkdown } from '../../src/compile/markdown.ts';
import { compiled } from './shown.ts';

// Ways of getting a script into a page, as they stand in collections of such ways (OWASP, DOMPurify's and rehype-sanitize's tests).
const payloads = [
  // scripts
  '<script>alert(1)</script>',
  '<SCRIPT SRC=//evil.example/x.js></SCRIPT>',
  '<script\n>alert(1)</script\n>',
  '<script/x>alert(1)</script>',
  '<<script>alert(1)//<</script>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<script>/*</script><img src=x onerror=alert(1)>*/</script>',
  '<script>`</script><img src=x onerror=alert(1)>`</script>',
  '<script type="text/markdown">\n\n<img src=x onerror=alert(1)>\n\n</script>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  'a <script>alert(1)</script> b',
  '<svg><script>alert(1)</script></svg>',
  '<svg><script href="data:text/javascript,alert(1)"/></svg>',
  '<svg onload=alert(1)>',
  '<svg><animate onbegin=alert(1) attributeName=x dur=1s>',
  '<svg><a xlink:href="javascript:alert(1)"><text y=20>x</text></a></svg>',
  '<svg><set attributeName="href" to="javascript:alert(1)"/></svg>',
  '<svg><foreignObject><iframe srcdoc="<script>alert(1)</script>"></foreignObject></svg>',
  '<svg><style><img src=x onerror=alert(1)></style></svg>',
  '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
  '<svg><p><style><!--</style><img src=x onerror=alert(1)>--></style>',
  '<svg><desc><noscript></desc><img src=x onerror=alert(1)></noscript>',
  // MathML
  '<math href="javascript:alert(1)">x</math>',
  '<math><mi xlink:href="javascript:alert(1)">x</mi></math>',
  '<math><maction actiontype="statusline#http://x" xlink:href="javascript:alert(1)">x</maction></math>',
  '<math><annotation-xml encoding="text/html"><script>alert(1)</script></annotation-xml></math>',
  '<math><annotation-xml encoding="text/html"><style><img src=x onerror=alert(1)></style></annotation-xml></math>',
  '<math><mtext><table><mglyph><style><math><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>',
  '<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  '<math><mtext><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=alert(1)&gt;">',
  '<math><mtext><malignmark></p><style></math><img src=x onerror=alert(1)></style>',
  '<math></p><style><!--</style><img src/onerror=alert(1)>--></style></math>',
  '$\\href{javascript:alert(1)}{x}$',
  '$\\url{javascript:alert(1)}$',
  '$\\includegraphics{javascript:alert(1)}$',
  '$\\htmlStyle{color:red}{x}\\htmlData{x=y}{z}$',
  '$\\text{</annotation><script>alert(1)</script>}$',
  '$<img src=x onerror=alert(1)>$',
  '$$\n</math><script>alert(1)</script>\n$$',
  '```math\n<img src=x onerror=alert(1)>\n```',
  // events and styles
  '<img src=x onerror=alert(1)>',
  '<IMG SRC=x OnErRoR=alert(1)>',
  '<img/src=x/onerror=alert(1)>',
  '<img src=x\nonerror\n=\nalert(1)>',
  '<img """><script>alert("1")</script>">',
  '<img src=`javascript:alert(1)`>',
  '<img src="x` `<script>alert(1)</script>"` `>',
  '<img src=x:x onerror=alert(1)//',
  '<b onmouseover=alert(1)>b</b>',
  '<details ontoggle=alert(1) open><summary>x</summary></details>',
  '<body onload=alert(1)>',
  '<input autofocus onfocus=alert(1)>',
  '<video src=x onerror=alert(1)></video>',
  '<video><source onerror="alert(1)"></video>',
  '<audio src=x onloadstart=alert(1)>',
  '<marquee onstart=alert(1)>x</marquee>',
  '<p style="background:url(javascript:alert(1))">x</p>',
  '<p style="x:expression(alert(1))">x</p>',
  '<div style="position:fixed;inset:0">x</div>',
  '<style>@import "http://evil.example";</style>',
  '<style>*{background:url(//evil.example)}</style>',
  '<link rel=stylesheet href=//evil.example/x.css>',
  '<table background="javascript:alert(1)"><tr><td background=x>x</td></tr></table>',
  // addresses
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](<java\tscript:alert(1)>)',
  '[x](&#106;avascript:alert(1))',
  '[x](javascript&colon;alert(1))',
  '[x](java&Tab;script:alert(1))',
  '[x](&#x1;javascript:alert(1))',
  '[x](\u00A0javascript:alert(1))',
  '[x](javascript://www.example.com%0aalert(1))',
  '[x](vbscript:msgbox(1))',
  '[x](data:text/html,<script>alert(1)</script>)',
  '[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
  '[x](file:///etc/passwd)',
  '[x](blob:null/1)',
  '[x](view-source:javascript:alert(1))',
  '[x][y]\n\n[y]: javascript:alert(1)',
  '<javascript:alert(1)>',
  '![x](javascript:alert(1))',
  '![x](data:image/svg+xml,<svg onload=alert(1)>)',
  '![x](x "\\" onerror=\\"alert(1)")',
  '![" onerror="alert(1)](x)',
  '[x](x "\\" onclick=\\"alert(1)")',
  '[x](<"onclick="alert(1)>)',
  '<a href="javascript:alert(1)">x</a>',
  '<a href=" &#14; javascript:alert(1)">x</a>',
  '<a href="java\nscript:alert(1)">x</a>',
  '<a href="jav&#x0A;ascript:alert(1)">x</a>',
  '<a href=javascript&colon;alert(1)>x</a>',
  '<a href="&#0000106&#0000097vascript:alert(1)">x</a>',
  '<a href="\u0001javascript:alert(1)">x</a>',
  '<a href="https://a.example" target="_blank" ping="//evil.example" download>x</a>',
  '<area href="javascript:alert(1)">',
  '<base href="javascript:alert(1)//">',
  '<q cite="javascript:alert(1)">x</q>',
  '<video poster="javascript:alert(1)" src="a.mp4"></video>',
  '<video src="javascript:alert(1)"></video>',
  '<img srcset="javascript:alert(1) 2x" src="a.png">',
  '<img longdesc="javascript:alert(1)" lowsrc="javascript:alert(1)" dynsrc="javascript:alert(1)" src="a.png">',
  '<picture><source srcset="//evil.example/x.png"><img src=a.png></picture>',
  // frames, forms, documents
  '<iframe src="javascript:alert(1)"></iframe>',
  '<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;"></iframe>',
  '<iframe src="https://evil.example"></iframe>',
  '<iframe src="data:text/html,<script>alert(1)</script>"></iframe>',
  '<embed src="javascript:alert(1)">',
  '<object data="javascript:alert(1)"></object>',
  '<object data="data:text/html;base64,PHNjcmlwdD4="></object>',
  '<applet code="x"></applet>',
  '<frameset><frame src="javascript:alert(1)"></frameset>',
  '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
  '<form action="javascript:alert(1)"><input type=submit></form>',
  '<button formaction="javascript:alert(1)">x</button>',
  '<isindex action="javascript:alert(1)">',
  '<textarea><img src=x onerror=alert(1)></textarea>',
  '<textarea></textarea><script>alert(1)</script>',
  '<title></title><img src=x onerror=alert(1)>',
  '<xmp><p title="</xmp><svg/onload=alert(1)>">',
  '<noembed><img title="</noembed><img src onerror=alert(1)>"></noembed>',
  '<plaintext><script>alert(1)</script>',
  '<template><script>alert(1)</script></template>',
  '<template shadowrootmode=open><script>alert(1)</script></template>',
  "<select><noembed></select><script>x='a@b'a='a@b'</script>",
  '<select><option><style></option></select><b><img src=x onerror=alert(1)></style>',
  '<!--><img src=x onerror=alert(1)>-->',
  '<!--!><img src=x onerror=alert(1)>',
  '<!-- --!><img src=x onerror=alert(1)> -->',
  '<![CDATA[<img src=x onerror=alert(1)>]]>',
  '<?php <img src=x onerror=alert(1)> ?>',
  '<!DOCTYPE x [<!ENTITY y "<script>alert(1)</script>">]>&y;',
  '<!ELEMENT img src=x onerror=alert(1)>',
  // what lies between Markdown and HTML
  '```"><script>alert(1)</script>\nx\n```',
  '```html\n</code></pre><script>alert(1)</script>\n```',
  '`</code><script>alert(1)</script>`',
  '# <script>alert(1)</script>',
  '## x {#"><script>alert(1)</script>}',
  '## x {#x" onclick="alert(1)}',
  '[x]{#a onclick="alert(1)" style="x"}',
  '![x](a.png){onerror="alert(1)" style="x" alt="\\"><script>"}',
  'x\n{: onclick="alert(1)" #"><script>}',
  '::: {.note onclick="alert(1)" title="<script>alert(1)</script>"}\nx\n:::',
  '::: note <img src=x onerror=alert(1)>\nx\n:::',
  '!!! note "<script>alert(1)</script>"\n    x',
  '> [!NOTE] <script>alert(1)</script>\n> x',
  ':kbd[x]{onclick="alert(1)" id="\\"><script>"}',
  '::video[<script>alert(1)</script>]{src="javascript:alert(1)"}',
  '::youtube{id="\\"><script>alert(1)</script>"}',
  '| a |\n|---|\n| <script>alert(1)</script> |',
  'a[^"><script>]\n\n[^"><script>]: <img src=x onerror=alert(1)>',
  '<p id="a" id="b"><p name="cookie"><img name="getElementById" src="a.png">',
  '<a id="location" name="document">x</a>',
  '<p class="hljs-x&quot;onclick=&quot;alert(1)">x</p>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '\\<script>alert(1)\\</script>',
  '<div\u2028onclick=alert(1)>x</div>',
  '<a\u0000href="javascript:alert(1)">x</a>',
  '&#1;note&#1; <b title="&#1;note&#1;">x</b>',
];

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
