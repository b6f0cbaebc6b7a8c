import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseFit, type Candidate, type Choice, type Limit } from '../../src/build/fit.ts';
import { profilesBelow, type Profile } from '../../src/media/preset.ts';

const sizes = fc.integer({ min: 0, max: 1000 });

/** Media of a bundle of some profile; one file may lack some lower profiles, or be larger at one. */
const candidates: fc.Arbitrary<Candidate[]> = fc
  .tuple(
    fc.constantFrom<Profile>('low', 'standard', 'high'),
    fc.array(
      fc.record({
        sizes: fc.tuple(sizes, fc.option(sizes, { nil: undefined }), fc.option(sizes, { nil: undefined })),
        attention: fc.integer({ min: 1, max: 600 }),
      }),
      { maxLength: 12 },
    ),
  )
  .map(([own, files]) =>
    files.map(({ sizes, attention }, n) => ({
      path: `${n}.png`,
      options: [own, ...profilesBelow(own)].flatMap((profile, i) => {
        const size = sizes[i];
        return size === undefined ? [] : [{ profile, size }];
      }),
      attention,
    })),
  );

/** A bundle's limit and those of two lessons, each with text of its own. */
const problem = candidates.chain((files) =>
  fc
    .array(
      fc.record({
        // Of the way from the smallest to the largest.
        percent: fc.integer({ min: -8, max: 110 }),
        text: fc.integer({ min: 0, max: 500 }),
        members: fc.subarray(files.map(({ path }) => path)),
      }),
      { minLength: 1, maxLength: 3 },
    )
    .map((bounds) => ({
      files,
      limits: bounds.map(({ percent, text, members }, n): Limit => {
        const all = n === 0 ? files.map(({ path }) => path) : members;
        const within = files.filter(({ path }) => all.includes(path));
        const size = text + within.reduce((sum, file) => sum + sizeAt(file, 0), 0);
        const least = text + within.reduce((sum, file) => sum + sizeAt(file, smallestOf(file)), 0);
        return { limit: least + Math.floor(((size - least) * percent) / 100), size, members: new Set(all) };
      }),
    })),
);

function sizeAt({ options }: Candidate, n: number): number {
  return options[n]?.size ?? 0;
}

function smallestOf({ options }: Candidate): number {
  const least = Math.min(...options.map(({ size }) => size));
  return options.findIndex(({ size }) => size === least);
}

function sumOf(
  { size, members }: Limit,
  files: readonly Candidate[],
  { chosen }: Pick<Choice, 'chosen'>,
): number {
  return files
    .filter(({ path }) => members.has(path))
    .reduce((sum, file) => sum + sizeAt(file, chosen.get(file.path) ?? 0) - sizeAt(file, 0), size);
}

function isWithin(
  limits: readonly Limit[],
  files: readonly Candidate[],
  choice: Pick<Choice, 'chosen'>,
): boolean {
  return limits.every((limit) => sumOf(limit, files, choice) <= limit.limit);
}

describe('a choice of profiles', () => {
  test('keeps every limit, or says that none does: the smallest of everything is too large then', () => {
    fc.assert(
      fc.property(problem, ({ files, limits }) => {
        const choice = chooseFit(files, limits);
        expect(isWithin(limits, files, choice)).toBe(choice.fits);
        const smallest = files.map((file) => [file.path, smallestOf(file)] as const);
        expect(isWithin(limits, files, { chosen: new Map(smallest) })).toBe(choice.fits);
      }),
    );
  });

  test('never takes a file to more bytes, and leaves alone what no limit asks for', () => {
    fc.assert(
      fc.property(problem, ({ files, limits }) => {
        const { chosen } = chooseFit(files, limits);
        for (const file of files) {
          const to = chosen.get(file.path) ?? -1;
          expect(file.options[to]).toBeDefined();
          expect(sizeAt(file, to)).toBeLessThanOrEqual(sizeAt(file, 0));
          const isAsked = limits.some(({ limit, size, members }) => size > limit && members.has(file.path));
          if (!isAsked) expect(to).toBe(0);
        }
      }),
    );
  });

  test('takes no step that is not needed: no file alone can be at a higher profile', () => {
    fc.assert(
      fc.property(problem, ({ files, limits }) => {
        const { fits, chosen } = chooseFit(files, limits);
        if (!fits) return;
        for (const { path } of files)
          for (let higher = 0; higher < (chosen.get(path) ?? 0); higher++)
            expect(isWithin(limits, files, { chosen: new Map(chosen).set(path, higher) })).toBe(false);
      }),
    );
  });

  test('does not depend on the order in which files are given', () => {
    fc.assert(
      fc.property(problem, ({ files, limits }) => {
        const { chosen } = chooseFit(files, limits);
        const { chosen: reversed } = chooseFit(files.toReversed(), limits);
        expect(Object.fromEntries(reversed)).toEqual(Object.fromEntries(chosen));
      }),
    );
  });

  test('begins with what costs most for each second that learners look at it', () => {
    const picture = (path: string, size: number, attention: number): Candidate => ({
      path,
      options: [
        { profile: 'standard', size },
        { profile: 'low', size: size / 10 },
      ],
      attention,
    });
    const files = [picture('chart.png', 900, 40), picture('icon.png', 100, 1), picture('photo.png', 400, 5)];
    const members = new Set(files.map(({ path }) => path));
    const lowered = (limit: number): string[] =>
      [...chooseFit(files, [{ limit, size: 1400, members }]).chosen]
        .filter(([, to]) => to > 0)
        .map(([path]) => path);
    expect(lowered(1400)).toEqual([]);
    expect(lowered(1310)).toEqual(['icon.png']);
    // The icon is given back: the photo alone is enough.
    expect(lowered(1040)).toEqual(['photo.png']);
    expect(lowered(950)).toEqual(['icon.png', 'photo.png']);
    expect(lowered(200)).toEqual(['chart.png', 'icon.png', 'photo.png']);
  });
});
