import type { Wording } from '../diagnostic.ts';

/** What is not trusted: exit 3. */
const refusal = (message: string, hint: string): Wording => ({ severity: 'error', message, hint, exit: 3 });
const usage = (message: string, hint: string): Wording => ({ severity: 'error', message, hint, exit: 2 });
const environment = (message: string, hint: string): Wording => ({
  severity: 'error',
  message,
  hint,
  exit: 4,
});

const repair = '“satchel drop repair” mends it from the bundles, or write the drop again';
const untouched = 'nothing was written';

/** Codes of the drop layer. Data only: this file imports nothing but the type. */
export const dropCodes = {
  'drop-target-missing': usage(
    'there is no folder “{target}”',
    'plug the stick in and name the folder where the system shows it; another folder must be made first',
  ),
  'drop-target-not-a-folder': usage(
    '“{target}” is a file',
    'name the folder where the system shows the stick',
  ),
  'drop-target-not-removable': usage(
    '“{target}” does not look like a drive that can be pulled out',
    `name the top folder of the stick; for a plain folder add --allow-folder; ${untouched}`,
  ),
  'drop-target-read-only': environment(
    '“{target}” can only be read',
    `free the stick’s lock, or mount it for writing; ${untouched}`,
  ),
  'drop-target-untried': usage(
    '“{target}” has the file system {fileSystem}, which drops are not written to',
    `use a stick with FAT32 or exFAT; ${untouched}`,
  ),
  'drop-target-no-drop': usage(
    '“{target}” holds no drop',
    'name the folder where the system shows the stick; “satchel drop write” makes one',
  ),
  'drop-nothing-finished': refusal(
    'no write to “{target}” has come to its end yet, or its releases are lost',
    'run “satchel drop write” with all its packs: it goes on where it stopped, and writes nothing twice',
  ),
  'drop-target-busy': environment(
    'another run is writing to “{target}”',
    'let it come to its end, then run this again',
  ),
  'drop-target-twice': usage('“{target}” is named twice', 'name each stick once'),
  'drop-target-is-source': usage(
    '“{target}” is where the packs come from',
    'name another stick as the target',
  ),
  'drop-no-space': environment(
    '“{target}” has {free} free, and {needed} are needed',
    `free some space, choose fewer packs (--pack, --language, --profile), or take a larger stick; ${untouched}`,
  ),
  'drop-left-out': {
    severity: 'warning',
    message: '{pack} is left out: “{target}” has no room for it',
    hint: 'what is named first comes first: name what matters most first, or take a larger stick',
  },
  'drop-carried-name': usage(
    '“{file}” cannot be carried under its name: {problem}',
    'give the file a plain name: letters A to Z, digits, dots, dashes',
  ),
  'drop-carried-folder': usage(
    '“{file}” is a folder; what is carried are the files of bundles and deltas',
    'name the bundle’s ZIP file',
  ),
  'drop-path-long': usage(
    '“{path}” is too long a name for Windows',
    'give the pack a shorter id, or its lessons shorter names',
  ),
  'drop-file-large': usage('“{path}” is larger than FAT can hold', 'use a stick with exFAT'),
  'drop-folder-full': usage(
    '“{path}” would hold more files than FAT can hold in a folder',
    'use a stick with exFAT',
  ),
  'drop-name-taken': refusal(
    '“{path}” is on the drop already and is not Satchel’s',
    'move it somewhere else on the stick, and write again',
  ),
  'drop-path-conflict': refusal(
    'two packs, or a pack and the version of it that is on the drop, have different files under the name “{path}”',
    'get the bundles again from where they came from',
  ),
  'drop-older': usage(
    '{pack} is there in version {there}, which is later than {offered}',
    'put the later version on it, or add --older to go back',
  ),
  'drop-source-address': usage(
    '“{source}” is an address, and repair files are made from what is on this machine',
    'fetch it first: “satchel update {source} --to packs”; then name the folder “packs”',
  ),
  'drop-source-empty': usage(
    '“{source}” holds neither bundles nor a drop',
    'name bundles (ZIP files), a folder of them, or a drop',
  ),
  'drop-source-damaged': refusal(
    'the newest release of the drop “{source}” is damaged',
    'take another drop or the bundles, or mend it first (“satchel drop repair”)',
  ),
  'drop-source-twice': refusal(
    'there are two different bundles of {pack} in version {version}',
    'name the one that is right',
  ),
  'drop-source-unsigned': refusal(
    '{pack} is signed by none of the channels that are to be trusted ({trust})',
    'get the pack from its channel (“satchel update”), or leave --trust away to take it as it is',
  ),
  'drop-source-missing': refusal(
    '“{path}” is missing from the drop, and the bundle that has it was not named',
    'name that bundle too, or leave its pack out with --only',
  ),
  'drop-nothing-chosen': usage('nothing is there for {wanted}', 'what is there: {there}'),
  'drop-unit-unknown': usage('no pack has a unit “{unit}”', 'units there are: {there}'),
  'drop-version': refusal(
    '“{path}” is of format {version}; this Satchel reads format 1',
    'install a newer Satchel',
  ),
  'drop-release-damaged': refusal('“{path}” is damaged: {reason}', repair),
  'drop-release-lost': refusal(
    '“{path}” is damaged, and these packs of it would be lost: {folders}',
    '“satchel drop repair” mends it; or name the bundles of these packs too; or add --only to let them go',
  ),
  'drop-releases-many': refusal(
    'the drop has “{path}” or its script, and start pages find none that is later',
    'if nobody knows it, remove it and its script, else empty the stick; and write again',
  ),
  'drop-crowded': refusal(
    '“{folder}” has more than {limit} where Satchel writes, which no drop has',
    'somebody has filled it: keep what you know, empty it, and write the drop again',
  ),
  'drop-release-missing': refusal('the drop has no release that is whole', repair),
  'drop-file-missing': refusal('“{path}” is missing', repair),
  'drop-file-size': refusal('“{path}” has {actual} bytes and should have {expected}', repair),
  'drop-file-damaged': refusal('“{path}” is damaged: {reason}', repair),
  'drop-file-special': refusal('“{path}” is a link or a device, not a plain file', repair),
  'drop-file-foreign': {
    severity: 'warning',
    message: '“{path}” lies among Satchel’s files and is not one of them',
    hint: 'it does no harm; remove it if nobody knows it',
  },
  'drop-write-unfinished': {
    severity: 'warning',
    message: 'a write to the drop was cut off before its end',
    hint: 'run “satchel drop write” again: it goes on where it stopped',
  },
  'drop-not-read-back': refusal(
    '“{path}” was written, and other bytes were read back',
    'the stick is worn out or holds less than it says: take another one',
  ),
  'drop-need-damaged': refusal(
    '“{file}” is not what “satchel drop repair --plan -o” writes, or it is damaged',
    'let it be written and sent again',
  ),
  'drop-need-nothing': usage(
    'none of what “{file}” is to hold is in the bundles that were named',
    'name the bundles of the versions that need.json lists',
  ),
  'drop-need-missing': refusal(
    '{count} of the files that are needed are in none of the bundles that were named',
    'name the other bundles that need.json lists too',
  ),
  'drop-not-mended': refusal(
    '“{path}” is damaged or missing, and nothing that was named has it',
    'name its bundle with --from, or write down what is needed with --plan -o need.json and send that to who has it',
  ),
  'drop-receipt-busy': environment(
    'no number was free for a receipt in “{dir}”',
    'other runs write there at the same time; the sticks are good all the same',
  ),
  'drop-receipt-damaged': refusal(
    'the receipt “{name}” has been changed or cut off: the one after it has another digest of it',
    'compare with a copy of the receipts; those after it are chained to each other still',
  ),
  'drop-stopped': environment(
    'the write to “{target}” was stopped before its end',
    'run the same command again: it goes on where it stopped',
  ),
  'drop-unplugged': environment(
    '“{target}” went away while it was {doing}, or is broken: {reason}',
    'plug it in again and run the same command: it goes on where it stopped; if that says the same, use another stick',
  ),
  'drop-read-from-memory': {
    severity: 'warning',
    message:
      '“{target}” could only be read through the system’s memory, which may know better than the stick',
    hint: 'pull the stick out, plug it in again, and run “satchel drop verify”',
  },
} as const satisfies Record<string, Wording>;
