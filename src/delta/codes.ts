import type { Wording } from '../diagnostic.ts';

/** What is not trusted: exit 3. */
const refusal = (message: string, hint: string): Wording => ({ severity: 'error', message, hint, exit: 3 });

/** Codes of the delta layer. Data only: this file imports nothing but the type. */
export const deltaCodes = {
  'delta-not-found': {
    severity: 'error',
    message: 'there is no file “{file}”',
    hint: 'check the spelling of the name and the folder you are in',
    exit: 2,
  },
  'delta-not-delta': refusal('“{file}” is not a delta', 'name a file that “satchel diff -o” wrote'),
  'delta-version': refusal(
    '“{file}” is a delta of format {version}; this Satchel reads format 1',
    'install a newer Satchel',
  ),
  'delta-damaged': refusal(
    'the delta “{file}” is damaged: {reason}',
    'copy or download it again; base is untouched and nothing was written',
  ),
  'delta-skipped': {
    severity: 'warning',
    message: '“{file}” is left out, since it cannot be used: {reason}',
    hint: 'get it again or take it out of the folder; the way that is shown goes without it',
  },
  'delta-base-mismatch': refusal(
    'the delta is made for another base: for the bundle {expected}…, and “{file}” is {actual}…',
    '“satchel inspect” shows what a delta is made for and what a bundle is; get the delta for the version that you have',
  ),
  'delta-base-missing': {
    severity: 'error',
    message: '“{file}” turns one bundle into another, and no base is given',
    hint: 'name both: satchel apply base.zip {file}',
    exit: 2,
  },
  'delta-needs-no-base': {
    severity: 'error',
    message: '“{file}” needs no base, and one is given',
    hint: 'name the delta alone: satchel apply --from-nothing {file}',
    exit: 2,
  },
  'delta-base-damaged': refusal(
    'base is damaged, so the delta gives nothing whole: {reason}',
    '“satchel verify” names every damaged entry; get base again, or the whole new bundle',
  ),
  'delta-target-damaged': refusal(
    'target is damaged, so no delta to it is written: {reason}',
    '“satchel verify” names every damaged entry; build target again, or get it again from where it came from',
  ),
  'delta-result-mismatch': refusal(
    'what the delta gives is not what it promises: {reason}',
    'the delta was damaged on its way or made to deceive; get it again from where it came from',
  ),
  'delta-zip-differs': {
    severity: 'warning',
    message:
      'every entry is what the published bundle says, proven by its digest; the ZIP file around them differs from the published one',
    hint: 'nothing is lost: another version of zlib compresses to other bytes; compare bundles by “satchel verify”, not by the digest of the file',
  },
  'delta-output-is-input': {
    severity: 'error',
    message: '“{file}” is read here, or lies in a folder that is, and what is read is never changed',
    hint: 'name a file somewhere else with -o',
    exit: 2,
  },
  'delta-target-folder': {
    severity: 'error',
    message: '“{file}” is a folder, and a delta gives a published ZIP file byte for byte',
    hint: 'name the bundle’s ZIP file as target; base may be a folder',
    exit: 2,
  },
  'delta-manifest-large': {
    severity: 'error',
    message:
      'the bundle has so many entries that their list alone has {size} bytes; a delta can hold {limit}',
    hint: 'publish the bundle whole, or as several packs',
    exit: 2,
  },
  'delta-over-budget': {
    severity: 'error',
    message: 'the delta has {size} bytes, more than the {limit} of --max-size; nothing was written',
    hint: '“satchel diff” without -o shows what changed; new media weighs most',
  },
  'diff-other-pack': {
    severity: 'error',
    message: 'these are bundles of two packs: base is of “{base}”, target of “{target}”',
    hint: 'compare two versions of one pack; “satchel inspect” shows what a bundle is',
    exit: 2,
  },
  'diff-other-variant': {
    severity: 'warning',
    message: 'base is {base}, and target is {target}: much differs that nobody has changed',
    hint: 'compare bundles of one language and one profile',
  },
} as const satisfies Record<string, Wording>;
