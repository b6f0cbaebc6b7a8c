// Builds dist/: the CLI and the public API as bundled files, so that starting `satchel` reads one small file
// and every command loads only its own chunk.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import asc from 'assemblyscript/asc';
import { build } from 'esbuild';
import { minify } from 'terser';

const inputs = ['package-lock.json', 'src', 'templates'].flatMap((path) =>
  statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true })
        .map((name) => `${path}/${name}`)
        .filter((file) => statSync(file).isFile())
    : [path],
);
const buildDigest = createHash('sha256');
for (const file of inputs.sort()) buildDigest.update(`${file}\0`).update(readFileSync(file)).update('\0');

rmSync('dist', { recursive: true, force: true });

// archiver and what it needs bring a copy of Node's own streams each, some 250 KB to read before a bundle is written.
const nodeStreams = {
  name: 'node-streams',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^readable-stream$/ }, () => ({ path: 'node:stream', external: true }));
    onResolve({ filter: /^readable-stream\/passthrough$/ }, ({ path }) => ({
      path,
      namespace: 'node-streams',
    }));
    onLoad({ filter: /^/, namespace: 'node-streams' }, () => ({
      contents: "module.exports = require('node:stream').PassThrough;",
    }));
  },
};

await build({
  entryPoints: {
    cli: 'src/cli/main.ts',
    index: 'src/index.ts',
    'font-worker': 'src/media/font/worker.ts',
    'drop-worker': 'src/drop/worker.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  chunkNames: 'chunks/[name]-[hash]',
  alias: { 'crc-32': './src/bundle/zlib-crc-32.ts', 'crc32-stream': './src/bundle/zlib-crc-32-stream.ts' },
  plugins: [nodeStreams],
  // Native code and what finds its own files beside itself stay in node_modules.
  external: ['fluent-ffmpeg', 'sharp', 'satteri', 'subset-font', 'svgo', 'svgo/browser'],
  // Packages in CommonJS call require() for Node's own modules.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  define: { SATCHEL_BUILD: JSON.stringify(buildDigest.digest('hex').slice(0, 16)) },
  logLevel: 'warning',
});

// The learner's scripts: classic ones, since browsers block modules from file://. Pages load reader.js; it loads learner.js and search.js when
// they are needed, which take from it what src/reader/shared.ts lists.
const list = 'src/reader/shared.ts';
const [, names] = /shared = \[([^\]]*)\]/.exec(readFileSync(list, 'utf8'));
const { metafile } = await build({ entryPoints: [list], bundle: true, write: false, metafile: true });
const modules = new Set(metafile.inputs[list].imports.map(({ path }) => resolve(path)));
const shared = {
  name: 'shared',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.ts$/ }, ({ path, resolveDir }) =>
      modules.has(resolve(resolveDir, path)) ? { path: 'shared', namespace: 'shared' } : undefined,
    );
    onLoad({ filter: /^/, namespace: 'shared' }, () => ({
      contents: `export const [${names}] = window.satchelShared;`,
    }));
  },
};
for (const [name, entry, plugins] of [
  ['reader', 'src/reader/reader.ts', []],
  ['learner', 'src/reader/learner-entry.ts', [shared]],
  ['search', 'src/reader/search.ts', [shared]],
  // Sets the learner's colours before the first paint.
  ['look', 'src/reader/look.ts', []],
  // Keeps what is opened, where pages come by https.
  ['service-worker', 'src/reader/service-worker.ts', []],
]) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'iife',
    target: 'chrome64',
    minify: true,
    write: false,
    plugins,
    logLevel: 'warning',
  });
  // Its names and what it writes in place are a twentieth shorter, compressed.
  const { code } = await minify(outputFiles[0].text, { ecma: 2017, compress: { passes: 3 } });
  writeFileSync(`dist/${name}.js`, code);
}

// The coder of texts in deltas: WebAssembly, whose integers are the same on every machine. Its memory has one size for good.
const { error } = await asc.main(
  [
    ...['src/delta/coder/coder.ts', '--outFile', 'dist/coder.wasm', '--runtime', 'stub', '-O3', '--noAssert'],
    ...['--enable', 'simd', '--initialMemory', '1024', '--maximumMemory', '1024'],
  ],
  { stdout: process.stdout, stderr: process.stderr },
);
if (error) throw error;
