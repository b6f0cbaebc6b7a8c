import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messagesFor, type MessageKey } from '../../src/compile/messages.ts';
import { renderNavigation } from '../../src/compile/navigation.ts';
import { renderPackScript } from '../../src/compile/pack-script.ts';
import { readerFiles } from '../../src/build/reader-files.ts';
import {
  renderLesson,
  renderOpener,
  renderStart,
  type PagePack,
  type PageUnit,
} from '../../src/compile/page.ts';

// Pages with everything that can stand on a page, made by hand: what the templates and the style sheet are tried on.

const words: Record<string, string> = {
  en: 'Water rises from the warm sea, cools, and falls on the hills as rain. What falls on the hills comes back to the sea.',
  ar: 'يصعد الماء من البحر الدافئ، ثم يبرد ويسقط مطرًا على التلال. وما يسقط على التلال يعود إلى البحر (2024, HTML 5).',
  ur: 'پانی گرم سمندر سے اٹھتا ہے، ٹھنڈا ہوتا ہے اور پہاڑیوں پر بارش بن کر گرتا ہے۔',
  hi: 'पानी गर्म समुद्र से उठता है, ठंडा होता है और पहाड़ियों पर बारिश बनकर गिरता है।',
};

const boxes: readonly (readonly [className: string, label: MessageKey])[] = [
  ...(
    [
      'note',
      'tip',
      'important',
      'warning',
      'caution',
      'danger',
      'info',
      'success',
      'question',
      'example',
      'quote',
    ] as const
  ).map((kind) => [`admonition admonition-${kind}`, kind] as const),
  ...(
    [
      'callout',
      'challenge',
      'objectives',
      'questions',
      'keypoints',
      'prereq',
      'checklist',
      'discussion',
      'testimonial',
      'activity',
    ] as const
  ).map((kind) => [kind, kind] as const),
];

function bodyIn(language: string): string {
  const text = words[language] ?? words['en'] ?? '';
  const label = messagesFor(language);
  return `<p>${text} <a href="other.html">${text.slice(0, 24)}</a> <code>print("x")</code> <kbd>Ctrl</kbd> <em>${text.slice(0, 12)}</em>
<strong>${text.slice(0, 12)}</strong> <mark>${text.slice(0, 9)}</mark> H<sub>2</sub>O<sup><a href="#fn-1" id="fnref-1">1</a></sup></p>
<h2 id="lists">${text.slice(0, 30)}</h2>
<ul><li>${text}</li><li>${text.slice(0, 40)}<ol><li>1</li><li>2</li></ol></li></ul>
<ul class="contains-task-list"><li class="task-list-item"><input type="checkbox" disabled checked aria-label="x"> ${text.slice(0, 20)}</li></ul>
${'<ul><li>deep '.repeat(64)}${'</li></ul>'.repeat(64)}
${'<blockquote><p>deep</p>'.repeat(64)}${'</blockquote>'.repeat(64)}
<pre class="language-output" tabindex="0"><code>42</code></pre>
<dl><dt>${text.slice(0, 12)}</dt><dd>${text}</dd></dl>
<blockquote><p>${text}</p></blockquote>
<h3 id="picture">${text.slice(0, 24)} ${'Donaudampfschifffahrtsgesellschaftskapitän'.repeat(2)}</h3>
<figure><img src="../../media/hills.svg" alt="Hills" width="1600" height="600" loading="lazy"><figcaption>${text}</figcaption></figure>
<div class="table-scroll" tabindex="0" role="region" aria-label="${label.table}"><table><thead><tr><th>A</th><th>B</th><th align="right">C</th>
<th>D</th><th>E</th><th>F</th></tr></thead><tbody>${`<tr><td>${text.slice(0, 20)}</td><td>verylongunbreakableword</td><td align="right">3.14</td><td>4</td><td>five</td><td>6</td></tr>`.repeat(3)}</tbody></table></div>
<h2 id="code">Code</h2>
<pre tabindex="0"><code class="hljs language-python"><span class="hljs-keyword">def</span> <span class="hljs-title function_">area</span>(<span class="hljs-params">radius</span>):
    <span class="hljs-comment"># a comment that is so long that it cannot fit on any phone, however it is held or turned around</span>
    <span class="hljs-built_in">print</span>(<span class="hljs-string">"hello"</span>, <span class="hljs-number">42</span>, <span class="hljs-literal">None</span>)
    <span class="hljs-meta">@decorator</span> <span class="hljs-attr">name</span> <span class="hljs-type">int</span> <span class="hljs-symbol">:x</span> <span class="hljs-deletion">- gone</span> <span class="hljs-addition">+ new</span></code></pre>
<p>${text.slice(0, 20)} <math><semantics><mrow><msup><mi>a</mi><mn>2</mn></msup><mo>+</mo><msup><mi>b</mi><mn>2</mn></msup></mrow><annotation encoding="application/x-tex">a^2+b^2</annotation></semantics></math></p>
<div class="math-display" tabindex="0"><math display="block"><semantics><mrow>${'<mi>x</mi><mo>+</mo><mfrac><mn>1</mn><mi>y</mi></mfrac><mo>+</mo>'.repeat(14)}<mn>0</mn></mrow><annotation encoding="application/x-tex">x+…</annotation></semantics></math></div>
<h2 id="boxes">${label.checklist}</h2>
${boxes.map(([className, key]) => `<div class="${className}"><p class="label">${label[key]}</p><p>${text} <a href="other.html">${text.slice(0, 12)}</a> <code>code</code></p></div>`).join('\n')}
${(['solution', 'hint', 'spoiler', 'instructor'] as const).map((kind) => `<details class="${kind}"><summary>${label[kind]}</summary><p>${text}</p></details>`).join('\n')}
<p><a class="download" href="other.html">data.csv</a> <a class="online" href="https://example.org/a/very/long/address/that/does/not/break/anywhere/at/all.html">https://example.org/a/very/long/address/that/does/not/break/anywhere/at/all.html</a> <span class="missing media"><span class="label">${label.pictureMissing}:</span> <bdi>A cup</bdi></span></p>
<hr>
<section class="footnotes"><h2>${label.footnotes}</h2><ol><li id="fn-1">${text} <a href="#fnref-1" aria-label="${label.backToReference}">↩</a></li></ol></section>`;
}

/** Writes a small bundle in `language` into `folder`, with the text in `textLanguage`, and gives the paths of its pages. */
export async function writeShowcase(
  folder: string,
  language: string,
  textLanguage = language,
): Promise<string[]> {
  const text = words[language] ?? words['en'] ?? '';
  const pack: PagePack = {
    title: text.slice(0, 24),
    language,
    version: '1.2.0',
    license: 'CC-BY-4.0',
    authors: [{ name: 'Amina Diallo' }, { name: 'Jo <Smith> & Co' }],
  };
  const lesson = (n: number) => ({
    title: text.slice(0, 20 + n * 9),
    path: `sea/lesson-${n}.html`,
    parts: [],
  });
  const other = {
    ...lesson(2),
    path: 'sea/other.html',
    parts: [{ title: text.slice(0, 22), path: 'sea/lesson-1.html' }],
  };
  const units: PageUnit[] = [
    { id: 'sea', title: text.slice(0, 26), lessons: [lesson(1), other] },
    {
      id: 'hills',
      title: text.slice(27, 50),
      path: 'hills.html',
      lessons: [{ title: text, path: 'sea/lesson-1.html', parts: [] }],
    },
  ];
  const body = bodyIn(textLanguage);
  const headings = [...body.matchAll(/<h([23]) id="([^"]*)">(.*?)<\/h/g)].map(
    ([, depth, id = '', html = '']) => ({
      depth: Number(depth),
      id,
      html,
    }),
  );
  const shared = {
    pack,
    headings,
    parts: [],
    breadcrumbs: [{ title: text.slice(0, 26), path: 'index.html#satchel-unit-sea' }],
  };
  const texts: Record<string, string> = {
    'index.html': renderOpener(pack),
    'pages/index.html': renderStart({
      pack,
      description: text,
      introduction: { title: text.slice(0, 30), body: `<p>${text}</p><p>${text}</p>`, language },
      units,
    }),
    'pages/hills.html': renderLesson({
      ...shared,
      path: 'hills.html',
      title: text.slice(27, 50),
      language,
      breadcrumbs: [],
      headings: [],
      body: `<p>${text}</p>`,
      lessons: units[1]?.lessons ?? [],
      previous: other,
    }),
    'pages/sea/lesson-1.html': renderLesson({
      ...shared,
      path: 'sea/lesson-1.html',
      title: (words[textLanguage] ?? text).slice(0, 44),
      language: textLanguage,
      body,
      parts: [{ title: text.slice(0, 22), path: 'sea/other.html' }],
      next: other,
    }),
    'pages/sea/other.html': renderLesson({
      ...shared,
      path: 'sea/other.html',
      title: other.title,
      language,
      headings: [],
      body: `<p>${text}</p>`,
      previous: lesson(1),
      next: { title: text.slice(27, 50), path: 'hills.html' },
    }),
  };
  const others: Record<string, string> = {
    'pages/navigation.js': renderNavigation(pack, units),
    'pages/pack.js': renderPackScript({ id: 'water', ...pack, searchable: ['sea'] }, new Map()),
    'media/hills.svg':
      '<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="600" viewBox="0 0 1600 600"><path d="M0 600 500 150 800 400 1200 80 1600 600z" fill="#4a8"/></svg>',
  };
  const reader = [...readerFiles('')].map(({ path, pieces }) => [path, Buffer.concat(pieces)] as const);
  for (const [path, content] of [...Object.entries({ ...texts, ...others }), ...reader]) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return Object.keys(texts).filter((path) => path !== 'index.html');
}
