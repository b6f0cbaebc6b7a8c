import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatFinding } from '../../src/cli/findings.ts';
import { githubAnnotation } from '../../src/cli/github.ts';
import { gitlabReport } from '../../src/cli/gitlab.ts';
import { sarifLog } from '../../src/cli/sarif.ts';
import { diagnostic, type Diagnostic } from '../../src/diagnostic.ts';

const plain = (_: unknown, text: string): string => text;

function finding(place: Partial<Diagnostic>, file = 'notes'): Diagnostic {
  return { ...diagnostic('env-not-found', { file }), ...place };
}

test('a finding is a line with its place and a line with its hint', () => {
  expect(formatFinding(finding({ file: 'lessons/04.md', line: 12, column: 3 }), plain)).toBe(
    'lessons/04.md:12:3  error  env-not-found  there is no notes\n' +
      '    hint: check the name; a name is read from the folder you are in',
  );
  expect(formatFinding(finding({}), plain)).toMatch(/^error {2}env-not-found {2}there is no notes\n/);
});

test('a name cannot forge a finding, an annotation or a workflow command', () => {
  const name = 'a,line=9::b%0A\n::set-output name=x::y\u202egnp.md';
  expect(formatFinding(finding({ file: name, line: 1, column: 2 }), plain).split('\n')).toHaveLength(2);
  expect(githubAnnotation(finding({ file: name, line: 1, column: 2 }, name))).toBe(
    String.raw`::error file=a%2Cline=9%3A%3Ab%250A\n%3A%3Aset-output name=x%3A%3Ay\u202egnp.md,line=1,col=2,` +
      String.raw`title=env-not-found::there is no a,line=9::b%250A\n::set-output name=x::y\u202egnp.md` +
      '%0Ahint: check the name; a name is read from the folder you are in',
  );
});

/** The runner's reading of a workflow command (actions/runner, ActionCommand.TryParseV2). */
function parseCommand(line: string): { properties: Record<string, string>; data: string } {
  const match = /^::error (.*?)::(.*)$/s.exec(line);
  const properties = Object.fromEntries(
    (match?.[1] ?? '').split(',').map((pair) => {
      const [key = '', ...value] = pair.split('=');
      return [key, decode(value.join('=')).replaceAll('%3A', ':').replaceAll('%2C', ',')];
    }),
  );
  return { properties, data: decode(match?.[2] ?? '') };
}

function decode(text: string): string {
  return text.replace(/%(?:0D|0A|25)/g, (code) => ({ '%0D': '\r', '%0A': '\n' })[code] ?? '%');
}

test('whatever a file is called, an annotation is one line that names it and its line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.integer({ min: 1 }), (name, line) => {
      const text = githubAnnotation(finding({ file: name, line }, name));
      expect(text).not.toMatch(/[\r\n]/);
      const { properties, data } = parseCommand(text);
      expect(Object.keys(properties)).toEqual(['file', 'line', 'title']);
      expect(properties['line']).toBe(String(line));
      expect(data).toContain('\nhint: check the name');
    }),
  );
});

test('a code quality report names each place, and the same finding by the same fingerprint wherever it has moved', () => {
  const report = (line: number): object[] =>
    gitlabReport([
      finding({ file: 'a b/ü.md', line }),
      finding({ file: 'a b/ü.md', line: line + 1 }),
      finding({}),
    ]);
  const [first, second, third] = report(3) as { fingerprint: string }[];
  expect(first).toEqual({
    description: 'there is no notes\nhint: check the name; a name is read from the folder you are in',
    check_name: 'env-not-found',
    fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    severity: 'major',
    location: { path: 'a b/ü.md', lines: { begin: 3 } },
  });
  expect(third).toMatchObject({ location: { path: '.', lines: { begin: 1 } } });
  expect(first?.fingerprint).not.toBe(second?.fingerprint);
  expect(report(9)[0]).toMatchObject({ fingerprint: first?.fingerprint });
});

test('SARIF names each rule once and each place with a relative URI', () => {
  const log = sarifLog(
    [
      finding({ file: 'a b/ü#1.md', line: 3, column: 4 }),
      finding({ file: 'c.md', line: 5 }),
      diagnostic('env-no-space', { file: 'x' }),
    ],
    '1.0.0',
  ) as { runs: { tool: { driver: { rules: { id: string }[] } }; results: { ruleIndex: number }[] }[] };
  const [run] = log.runs;
  expect(run?.tool.driver.rules.map(({ id }) => id)).toEqual(['env-no-space', 'env-not-found']);
  expect(run?.results.map(({ ruleIndex }) => ruleIndex)).toEqual([1, 1, 0]);
  expect(run?.results[0]).toMatchObject({
    ruleId: 'env-not-found',
    level: 'error',
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'a%20b/%C3%BC%231.md' },
          region: { startLine: 3, startColumn: 4 },
        },
      },
    ],
  });
});

test('a SARIF log can be made of any name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const text = JSON.stringify(sarifLog([finding({ file: name, line: 1 }, name)], '1.0.0'));
      expect(text).toMatch(/"uri":"[\w!'()*.~%/-]*"/);
    }),
  );
});
