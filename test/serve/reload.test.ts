import { expect, test } from 'vitest';
import { withReload } from '../../src/serve/reload.ts';

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
