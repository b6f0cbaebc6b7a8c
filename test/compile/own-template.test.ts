import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { refusedStyle } from '../../src/compile/own-style.ts';
import { ownTemplates, refusedIn } from '../../src/compile/own-template.ts';
import { packageFile } from '../../src/package.ts';

it.each(ownTemplates)('Satchel’s own %s could be a pack’s', (name) => {
  expect(refusedIn(readFileSync(packageFile(`templates/${name}.mustache`), 'utf8'))).toBeUndefined();
});

it.each([
  '<script>alert(1)</script>',
  '<SCRIPT src="x.js"></SCRIPT>',
  '<scr{{x}}ipt>',
  '<{{x}}script>',
  '<p onclick="x()">a</p>',
  '<p style="color: red">a</p>',
  '<p on{{x}}click="x()">a</p>',
  '<a href="javascript:alert(1)">a</a>',
  '<a href="{{up}}javascript:alert(1)">a</a>',
  '<a href="{{title}}">a</a>',
  '<a href="data:text/html,x">a</a>',
  '<a href=javascript:alert(1)>a</a>',
  '<img src="https://example.org/x.png" alt="">',
  '<img src="../x.png" alt="">',
  '<iframe src="x"></iframe>',
  '<form action="x"></form>',
  '<input name="x">',
  '<svg><script>x</script></svg>',
  '<base href="x">',
  '<meta http-equiv="refresh" content="0">',
  '<link rel="stylesheet" href="x">',
  '<object data="x"></object>',
  '{{{title}}}',
  '{{&title}}',
  '{{=<% %>=}}<% title %>',
  '{{> head}}',
  '{{#open}}<p>never closed',
  '{{#open}}',
  '{{/open}}',
  '<p>',
  '</p></main>',
  'a < b',
  '<p "><script>x</script>">',
  '<!-- <script>',
  // What stands unescaped, or without quotation marks around it.
  '<p {{title}}>a</p>',
  "<p class='{{title}}'>a</p>",
  '<p title="{{{body}}}">a</p>',
  '<p {{{body}}}>a</p>',
  '<p title="{{{textLanguage}}}">a</p>',
  '<a href="{{up}}{{title}}">a</a>',
  '<img src="{{logo}}{{title}}" alt="">',
  // What is another tag without the section, or without the comment.
  '<a {{^x}}title="{{/x}}javascript:alert(1)">a</a>',
  '<a href="{{#x}}#a" title="{{/x}}javascript:alert(1)">a</a>',
  '<!--{{#x}}--><p title="{{/x}}<script>x</script>">a</p>',
  '<scr{{! } }}ipt>x</scr{{! } }}ipt>',
  '<a href="{{! } }}javascript:alert(1)">a</a>',
  // What would never end, or takes longer with every level.
  '{{> footer}}',
  '{{#lessons}}{{#parts}}{{#lessons}}a{{/lessons}}{{/parts}}{{/lessons}}',
  '{{#lessonList.lessons}}{{#lessons}}a{{/lessons}}{{/lessonList.lessons}}',
  // What no page has said.
  '{{constructor}}',
  '{{#constructor.constructor}}x{{/constructor.constructor}}',
  '{{authors.list.reduce}}',
])('%s is refused', (template) => {
  expect(refusedIn(template)).toBeDefined();
});

it.each([
  '<p class="a {{#x}}b{{/x}}"{{#y}} id="{{y}}"{{/y}}{{{textLanguage}}}>{{! } <script> }}{{title}}</p>',
  '{{#href}}<a href="{{href}}">{{/href}}{{title}}{{#href}}</a>{{/href}}',
  '<ul>{{#lessons}}<li><a href="{{href}}" title="{{title}}">{{title}}</a></li>{{/lessons}}</ul>',
  '<a href="{{up}}index.html"><img src="{{logo}}" alt=""></a>',
])('%s may stand in a page', (template) => {
  expect(refusedIn(template)).toBeUndefined();
});

it.each([
  '@import "x.css";',
  'p { background: url(x.png); }',
  'p { background: URL("x.png"); }',
  'p { background: u\\72l(x.png); }',
  'p { background: \\75 rl(x.png); }',
  'p { background: \\75\r\nrl(x.png); }',
  '@\\69mport "x";',
  'p { background: image-set("x.png" 1x); }',
  '@font-face { font-family: x; }',
  'p { color: red',
  'p { } }',
  '</style><script>',
])('%s is refused in a style sheet', (css) => {
  expect(refusedStyle(css)).toBeDefined();
});

it('a style sheet may set what it likes', () => {
  expect(
    refusedStyle(":root { --accent: #123; } /* url is a word { */ a::after { content: '\\201C }'; }"),
  ).toBeUndefined();
});
