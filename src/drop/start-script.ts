import { directionOf } from '../compile/direction.ts';
import { languageName } from '../compile/language-names.ts';
import { messagesFor, type Messages } from '../compile/messages.ts';
import { scriptLiteral } from '../compile/navigation.ts';
import { compareCodeUnits } from '../order.ts';
import type { DropVersion } from './release.ts';

/** What the start page shows of a release: `releases/<N>.js` calls `satchelRelease` with it. Frozen (schemas/drop-1.md). */
interface StartRelease {
  readonly formatVersion: 1;
  readonly release: number;
  readonly languages: readonly StartLanguage[];
  readonly packs: readonly { readonly id: string; readonly variants: readonly StartVariant[] }[];
}

interface StartLanguage {
  readonly language: string;
  /** In itself. */
  readonly name: string;
  readonly direction: string;
  readonly messageLanguage: string;
  readonly messageDirection: string;
  readonly messages: Messages['drop'];
}

interface StartVariant {
  readonly language: string;
  readonly name: string;
  readonly direction: string;
  readonly profile: string;
  readonly version: string;
  readonly title: string;
  readonly folder: string;
}

/** The bytes of `releases/<N>.js`. */
export function encodeStartScript(release: number, versions: readonly DropVersion[]): Uint8Array {
  const ids = [...new Set(versions.map(({ id }) => id))].sort(compareCodeUnits);
  const start: StartRelease = {
    formatVersion: 1,
    release,
    languages: startLanguages(versions),
    packs: ids.map((id) => ({
      id,
      variants: versions.filter((version) => version.id === id).map(startVariant),
    })),
  };
  return new TextEncoder().encode(`satchelRelease(${scriptLiteral(start)});\n`);
}

/** The languages of the packs, those with most packs first. */
export function languagesOf(versions: readonly DropVersion[]): string[] {
  const counts = new Map<string, number>();
  for (const { language } of versions) counts.set(language, (counts.get(language) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || compareCodeUnits(a[0], b[0])).map(([tag]) => tag);
}

function startLanguages(versions: readonly DropVersion[]): StartLanguage[] {
  return languagesOf(versions).map((language) => {
    const { drop, language: messageLanguage } = messagesFor(language);
    return {
      language,
      name: languageName(language),
      direction: directionOf(language),
      messageLanguage,
      messageDirection: directionOf(messageLanguage),
      messages: drop,
    };
  });
}

function startVariant({ language, profile, version, title, folder }: DropVersion): StartVariant {
  return {
    language,
    name: languageName(language),
    direction: directionOf(language),
    profile,
    version,
    title,
    folder,
  };
}
