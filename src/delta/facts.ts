import type { Manifest } from '../bundle/manifest.ts';
import { classOfEdit, type ChangeClass } from './classes.ts';

/** Something that a manifest says about its pack. */
export type Fact =
  | 'title'
  | 'description'
  | 'license'
  | 'authors'
  | 'subjects'
  | 'levels'
  | 'alignments'
  | 'language'
  | 'profile'
  | 'generator';

/** A fact as text, in base and in target; absent where nothing is said. */
export interface FactChange {
  readonly fact: Fact;
  readonly class: ChangeClass;
  readonly base?: string;
  readonly target?: string;
}

/** What two manifests say differently about the pack, but for its version. */
export function factChanges(base: Manifest, target: Manifest): FactChange[] {
  const before = factsOf(base);
  const now = factsOf(target);
  return (Object.keys(before) as Fact[]).flatMap((fact): FactChange[] => {
    const [from, to] = [before[fact], now[fact]];
    if (from === to) return [];
    return [
      {
        fact,
        class: classOfFact(fact, from ?? '', to ?? ''),
        ...(from !== undefined && { base: from }),
        ...(to !== undefined && { target: to }),
      },
    ];
  });
}

function classOfFact(fact: Fact, from: string, to: string): ChangeClass {
  if (fact === 'generator') return 'cosmetic';
  return fact === 'title' || fact === 'description' || fact === 'authors' ? classOfEdit(from, to) : 'content';
}

function factsOf(manifest: Manifest): Readonly<Record<Fact, string | undefined>> {
  const { title, description, license, authors, subjects, levels, alignments, variant, generator } = manifest;
  const list = (items: readonly string[] | undefined): string | undefined => items?.join(', ');
  return {
    title,
    description,
    license,
    authors: list(
      authors?.map(({ name, email, url }) => [name, email && `<${email}>`, url].filter(Boolean).join(' ')),
    ),
    subjects: list(subjects),
    levels: list(levels),
    alignments: list(alignments),
    language: variant.language,
    profile: variant.profile,
    generator: `${generator.name} ${generator.version}`,
  };
}
