import { expect, test } from 'vitest';
import { following, withReload } from '../../src/serve/reload.ts';
import { textResource, type Resource } from '../../src/serve/answer.ts';

function policyOf(html: string): Record<string, string> {
  const content = /content="([^"]*)"/.exec(html)?.[1] ?? '';
  return Object.fromEntries(
    content.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources.join(' ')];
    }),
  );
}

const page = (policy: string): string =>
  `<head><meta http-equiv="Content-Security-Policy" content="${policy}"></head><body><p>x</p></body>`;

test('the served copy of a page may load the reload script and hear its events, and nothing more', () => {
  const served = withReload(
    page("default-src 'none'; script-src 'self' file:; connect-src 'none'; object-src 'none'"),
    7,
  );
  expect(policyOf(served)).toEqual({
    'default-src': "'none'",
    'script-src': "file: 'self'",
    'connect-src': "'self'",
    'object-src': "'none'",
  });
  expect(served).toContain('<script src="/~satchel/reload.js?7"></script></body>');
});

test('a page that allows no script at all is opened for this one script alone', () => {
  expect(policyOf(withReload(page("default-src 'none'; img-src &#39;self&#39;"), 7))).toEqual({
    'default-src': "'none'",
    'img-src': "'self'",
    'script-src': "'self'",
    'connect-src': "'self'",
  });
});

test('a page without a policy or a body still gets the script', () => {
  expect(withReload('<p>x</p>', 7)).toBe('<p>x</p><script src="/~satchel/reload.js?7"></script>');
});

test('a page of a million letters that opens tag after tag is served like any other', () => {
  const html = '<meta'.repeat(200_000);
  expect(withReload(html, 7)).toBe(`${html}<script src="/~satchel/reload.js?7"></script>`);
});

test('what is no page in UTF-8, or larger than any page, is served as it is and read by nobody else', async () => {
  const unread = (mediaType: string, size: number): Resource => ({
    mediaType,
    size,
    read: () => expect.unreachable('it was read'),
  });
  for (const resource of [
    unread('text/html; charset=utf-8', 200 * 1024 * 1024),
    unread('text/html; charset=iso-8859-1', 10),
    unread('text/css', 10),
  ])
    expect(await following(() => Promise.resolve(resource), 7)('x')).toBe(resource);
  const page = textResource('<p>x</p>', 'text/html;charset="UTF-8"');
  const served = await following(() => Promise.resolve(page), 7)('x');
  expect((served as Resource).size).toBeGreaterThan(page.size);
});
