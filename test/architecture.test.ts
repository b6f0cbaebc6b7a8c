import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

// The house rules of ARCHITECTURE.md that a machine can check.

const root = join(import.meta.dirname, '..');
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts') && !/^(?:reader|delta\/coder)\//.test(file))
  .sort();

/** Which layers a layer may import besides itself and the shared words at the root of src/. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  cli: [
    'serve',
    'init',
    'doctor',
    'report',
    'reproduce',
    'single',
    'update',
    'drop',
    'release',
    'channel',
    'trust',
    'build',
    'delta',
    'bundle',
    'compile',
    'media',
    'source',
  ],
  serve: ['drop', 'build', 'bundle'],
  init: [],
  doctor: ['media'],
  update: ['drop', 'channel', 'trust', 'delta', 'bundle'],
  drop: ['channel', 'trust', 'delta', 'bundle', 'compile'],
  release: ['channel', 'trust', 'delta', 'bundle'],
  channel: ['trust', 'bundle'],
  trust: ['bundle'],
  delta: ['bundle'],
  report: ['bundle'],
  reproduce: ['build', 'delta', 'bundle', 'media', 'source'],
  single: ['bundle', 'compile'],
  build: ['bundle', 'compile', 'media', 'source'],
  compile: ['learner', 'source'],
  learner: [],
  bundle: [],
  media: [],
  source: [],
};

interface Import {
  readonly from: string;
  /** Relative to src/, or a package's name. */
  readonly to: string;
  readonly typeOnly: boolean;
  readonly local: boolean;
}

const parsed = new Map(
  sources.map((file) => [
    file,
    ts.createSourceFile(file, readFileSync(join(root, 'src', file), 'utf8'), ts.ScriptTarget.Latest, true),
  ]),
);
const imports = [...parsed].flatMap(([file, tree]) => importsOf(file, tree));
// The catalogue of messages is imported for its type.
const localImports = imports.filter(
  ({ local, to, typeOnly }) => local && !(typeOnly && to.endsWith('.json')),
);

describe('imports', () => {
  test('run one way between layers', () => {
    const wrong = localImports.filter(({ from, to }) => {
      const [here, there] = [layerOf(from), layerOf(to)];
      if (there === '' || here === there) return here === '' && to === 'index.ts';
      if (from === 'index.ts') return there === 'cli';
      if (here === '') return !to.endsWith('/codes.ts');
      return !(allowed[here] ?? []).includes(there);
    });
    expect(wrong.map(told)).toEqual([]);
  });

  test('of a table of codes are types alone', () => {
    const wrong = imports.filter(({ from, typeOnly }) => from.endsWith('/codes.ts') && !typeOnly);
    expect(wrong.map(told)).toEqual([]);
  });

  test('never name the public API or the CLI', () => {
    const wrong = localImports.filter(
      ({ from, to }) =>
        to === 'index.ts' || (layerOf(to) === 'cli' && layerOf(from) !== 'cli' && !to.endsWith('/codes.ts')),
    );
    expect(wrong.map(told)).toEqual([]);
  });

  test('of the learner’s script are its own, what it shares with the build, and types', () => {
    const reader = readdirSync(join(root, 'src/reader')).filter((file) => file.endsWith('.ts'));
    const wrong = reader
      .flatMap((name) => {
        const file = `reader/${name}`;
        const text = readFileSync(join(root, 'src', file), 'utf8');
        return importsOf(file, ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
      })
      .filter(
        ({ to, local, typeOnly }) => local && !typeOnly && !['', 'reader', 'learner'].includes(layerOf(to)),
      );
    expect(wrong.map(told)).toEqual([]);
  });

  test('have no cycles', () => {
    expect(cycles()).toEqual([]);
  });

  test('lead to files that exist', () => {
    const missing = localImports.filter(({ to }) => !parsed.has(to));
    expect(missing.map(told)).toEqual([]);
  });

  test('name packages that package.json lists as dependencies', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const wrong = imports.filter(
      ({ to, local, typeOnly }) => !local && !typeOnly && !isKnownPackage(to, dependencies),
    );
    expect(wrong.map(told)).toEqual([]);
  });
});

describe('files', () => {
  test('belong to a layer', () => {
    expect(sources.filter((file) => layerOf(file) !== '' && !(layerOf(file) in allowed))).toEqual([]);
  });

  test('only src/index.ts re-exports', () => {
    const wrong = [...parsed].filter(
      ([file, tree]) => file !== 'index.ts' && tree.statements.some(isReExport),
    );
    expect(wrong.map(([file]) => file)).toEqual([]);
  });

  test('have one subject: none is longer than 300 lines', () => {
    const long = [...parsed].filter(([, tree]) => tree.getLineStarts().length - 1 > 300);
    expect(long.map(([file]) => file)).toEqual([]);
  });

  test('are named after their subject', () => {
    const vague =
      /^(?:utils?|helpers?|commons?|types?|constants?|misc|shared|managers?|services?|index)\.ts$/;
    const wrong = sources.filter((file) => file !== 'index.ts' && vague.test(file.split('/').at(-1) ?? ''));
    expect(wrong).toEqual([]);
  });

  test('print, ask and end the process in cli/ alone', () => {
    const wrong = [...parsed]
      .filter(([file]) => layerOf(file) !== 'cli')
      .flatMap(([file, tree]) => terminalUses(tree).map((use) => `${file}: ${use}`));
    expect(wrong).toEqual([]);
  });
});

function layerOf(file: string): string {
  return file.includes('/') ? (file.split('/', 1)[0] ?? '') : '';
}

function told({ from, to }: Import): string {
  return `${from} → ${to}`;
}

/** Import and export declarations and `import()` calls with a literal; `import type` and all-type clauses are type-only. */
function importsOf(file: string, tree: ts.SourceFile): Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node, typeOnly: boolean): void => {
    if (!ts.isStringLiteralLike(specifier))
      throw new Error(`${file}: import() of something that is no literal`);
    const local = specifier.text.startsWith('.');
    const to = local
      ? relative(join(root, 'src'), join(root, 'src', dirname(file), specifier.text)).replaceAll('\\', '/')
      : specifier.text;
    found.push({ from: file, to, typeOnly, local });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node));
    if (ts.isExportDeclaration(node) && node.moduleSpecifier) add(node.moduleSpecifier, node.isTypeOnly);
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
    if (
      ts.isCallExpression(node) &&
      node.expression.kind === ts.SyntaxKind.ImportKeyword &&
      node.arguments[0]
    )
      add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function isTypeOnly({ importClause: clause }: ts.ImportDeclaration): boolean {
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const bindings = clause.namedBindings;
  return (
    clause.name === undefined &&
    bindings !== undefined &&
    ts.isNamedImports(bindings) &&
    bindings.elements.length > 0 &&
    bindings.elements.every((element) => element.isTypeOnly)
  );
}

function isReExport(statement: ts.Statement): boolean {
  return ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined;
}

function isKnownPackage(specifier: string, dependencies: Readonly<Record<string, string>>): boolean {
  if (specifier.startsWith('node:')) return true;
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  return name in dependencies;
}

/** Every cycle of imports that happen at run time, each told once, from its first file. */
function cycles(): string[] {
  const edges = new Map(sources.map((file) => [file, new Set<string>()]));
  for (const { from, to, typeOnly } of localImports) if (!typeOnly) edges.get(from)?.add(to);
  const found = new Set<string>();
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) {
      const cycle = path.slice(path.indexOf(file));
      const first = cycle.indexOf([...cycle].sort()[0] ?? '');
      found.add([...cycle.slice(first), ...cycle.slice(0, first), cycle[first]].join(' → '));
      return;
    }
    if (done.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of sources) visit(file, []);
  return [...found].sort();
}

const TERMINAL = new Set(['stdout', 'stderr', 'stdin', 'exitCode', 'exit', 'argv']);

/** Where a file uses `console` or the parts of `process` that belong to the terminal. */
function terminalUses(tree: ts.SourceFile): string[] {
  const uses: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
      const [object, property] = [node.expression.text, node.name.text];
      if (object === 'console' || (object === 'process' && TERMINAL.has(property)))
        uses.push(`${object}.${property}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return uses;
}
