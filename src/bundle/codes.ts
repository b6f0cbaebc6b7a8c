import type { Wording } from '../diagnostic.ts';

const again = 'the file is damaged or was made to deceive; get the bundle again from where it came from';
const rebuild = 'build the bundle again with the current Satchel, or get it again from where it came from';
const repack = 'zip the unpacked bundle again with a plain ZIP tool, or get the bundle again';

/** What is not trusted: exit 3. */
const refusal = (message: string, hint = again): Wording => ({ severity: 'error', message, hint, exit: 3 });

/** Codes of the bundle layer. Data only: this file imports nothing but the type. */
export const bundleCodes = {
  'bundle-not-found': {
    severity: 'error',
    message: 'there is no file or folder “{file}”',
    hint: 'check the spelling of the name and the folder you are in',
    exit: 2,
  },
  'bundle-unreadable': {
    severity: 'error',
    message: '“{file}” cannot be read: {reason}',
    hint: 'check that you may read it and that the medium is still there',
    exit: 4,
  },
  'bundle-not-a-file': {
    severity: 'error',
    message: '“{file}” is neither a file nor a folder',
    hint: 'name a bundle (a ZIP file) or the folder it was unpacked into',
    exit: 2,
  },
  'bundle-other-folder': {
    severity: 'error',
    message: '“{file}” is a folder that holds neither a manifest.json nor pages, so it is no bundle',
    hint: 'name a bundle or the folder it was unpacked into, of a folder of bundles the ZIP files in it; for a source there are “satchel build” and “satchel validate”, for a stick “satchel drop verify”',
    exit: 2,
  },
  'bundle-manifest-missing': refusal(
    '“{file}” holds no manifest.json, so it is not a bundle',
    'name a bundle that “satchel build” wrote, or the folder it was unpacked into',
  ),
  'bundle-manifest-damaged': refusal('manifest.json is damaged: {reason}'),
  'bundle-entry-missing': refusal('“{path}” is in the manifest and not in the bundle'),
  'bundle-entry-unknown': {
    severity: 'error',
    message: 'the manifest names no entry “{path}”',
    hint: 'use “satchel inspect” to see what the bundle holds',
    exit: 2,
  },
  'bundle-entry-damaged': refusal('“{path}” is damaged: {reason}'),
  'bundle-entry-size': refusal('“{path}” has {actual} bytes where the manifest says {expected}'),
  'bundle-entry-digest': refusal(
    '“{path}” is not what the manifest says: its digest is {actual}, not {expected}',
  ),
  'bundle-entry-foreign': refusal(
    '“{path}” is in the bundle and not in the manifest',
    'it was added after the bundle was built; unpacking leaves it out; get the bundle again to be rid of it',
  ),
  'bundle-entry-special': refusal(
    '“{path}” is a link or a device, not a plain file',
    'unpack the bundle again into a new folder',
  ),
  'bundle-entry-large': refusal(
    '“{path}” has {size} bytes, more than the {limit} that are read into memory at once',
    'read it as a stream',
  ),
  'bundle-too-many-files': refusal(
    '“{file}” holds more than {limit} files, more than any bundle',
    'name the folder that the bundle was unpacked into, and no folder above it',
  ),
  'bundle-content-missing': refusal(
    'there is no content for the entry “{path}”',
    'run the build again; if it happens again, report it with the log',
  ),
  'bundle-content-changed': refusal(
    '“{path}” changed while the bundle was being written: {reason}',
    'close programs that are changing the source, then build again',
  ),
  'bundle-write-failed': {
    severity: 'error',
    message: '“{file}” cannot be written: {reason}; what was there before is untouched',
    hint: 'check free space and permissions, or write to another folder',
    exit: 4,
  },
  'unpack-not-empty': {
    severity: 'error',
    message: '“{dir}” is not empty: it holds “{path}”',
    hint: 'name a new or an empty folder',
    exit: 2,
  },
  'unpack-not-a-folder': {
    severity: 'error',
    message: '“{dir}” is a link or a file, so nothing is unpacked into it',
    hint: 'name a new or an empty folder',
    exit: 2,
  },

  'manifest-too-large': refusal('the manifest has {size} bytes, more than the {limit} of any real bundle'),
  'manifest-too-many-values': refusal(
    'the manifest has {count} values, more than the {limit} of any real bundle',
  ),
  'manifest-not-json': refusal('the manifest is not JSON: {reason}'),
  'manifest-not-canonical': refusal(
    'the manifest is not canonical JSON (RFC 8785), so its digest identifies nothing',
    'a manifest is never edited by hand or by other tools; ' + rebuild,
  ),
  'manifest-version': refusal(
    'the bundle has format {version}; this Satchel reads format 1',
    'install a newer Satchel',
  ),
  'manifest-field': refusal('the manifest’s {field} is wrong: {problem}', rebuild),
  'manifest-path': refusal(
    'the manifest’s path “{path}” cannot be stored on every medium: {problem}',
    rebuild,
  ),
  'manifest-order': refusal(
    'the manifest’s entries are not in order: “{path}” stands after “{before}”',
    rebuild,
  ),
  'manifest-duplicate': refusal(
    'the manifest’s paths “{path}” and “{other}” are one file on media that ignore case',
    rebuild,
  ),
  'manifest-conflict': refusal('the manifest has “{path}” both as a file and as a folder', rebuild),
  'manifest-dangling': refusal(
    'the manifest’s {field} points to “{path}”, which is not among its entries',
    rebuild,
  ),
  'manifest-lesson': refusal(
    'the manifest gives the lesson id “{id}” to two pages, “{path}” and “{other}”',
    rebuild,
  ),

  'bundle-is-delta': refusal(
    '“{file}” is a delta, not a bundle',
    '“satchel apply” makes a bundle of it; “satchel inspect” shows which base it is made for',
  ),
  'zip-not-zip': refusal('“{file}” is not a ZIP file', 'name a bundle that “satchel build” wrote'),
  'zip-truncated': refusal(
    'the ZIP file ends too early, as after an interrupted copy or download',
    'copy or download the bundle again',
  ),
  'zip-trailing': refusal('the ZIP file goes on after its end'),
  'zip-prepended': refusal('the ZIP file has other bytes before its first record'),
  'zip-comment': refusal('the ZIP file’s comment could be taken for another ZIP file'),
  'zip-multi-disk': refusal('the ZIP file is one part of several', 'join the parts into one ZIP file'),
  'zip-directory': refusal('the ZIP file’s directory is broken: {problem}'),
  'zip-too-many': refusal('the ZIP file has {count} records, more than the {limit} of any bundle'),
  'zip-name-empty': refusal('the ZIP file has a record without a name'),
  'zip-name-traversal': refusal(
    'the ZIP file’s name “{name}” has a “.” or “..” part, which would lead out of its folder',
  ),
  'zip-name-absolute': refusal('the ZIP file’s name “{name}” is absolute'),
  'zip-name-backslash': refusal(
    'the ZIP file’s name “{name}” has a backslash, which is a folder on Windows and a letter elsewhere',
  ),
  'zip-name-control': refusal('the ZIP file’s name “{name}” has control characters'),
  'zip-name-drive': refusal('the ZIP file’s name “{name}” begins with a drive letter'),
  'zip-name-reserved': refusal('the ZIP file’s name “{name}” is reserved on Windows'),
  'zip-name-unportable': refusal(
    'the ZIP file’s name “{name}” cannot be stored on every medium: {problem}',
    'remove what is not from the bundle; ' + repack,
  ),
  'zip-name-duplicate': refusal('the ZIP file has “{name}” twice'),
  'zip-name-case': refusal(
    'the ZIP file’s names “{name}” and “{other}” are one file on media that ignore case',
  ),
  'zip-name-conflict': refusal('the ZIP file has “{name}” both as a file and as a folder'),
  'zip-symlink': refusal('the ZIP file’s “{name}” is a symbolic link'),
  'zip-special-file': refusal('the ZIP file’s “{name}” is not a plain file'),
  'zip-encrypted': refusal('the ZIP file’s “{name}” is encrypted', 'bundles are never encrypted; ' + repack),
  'zip-method': refusal(
    'the ZIP file’s “{name}” is compressed by method {method}; bundles use 0 (stored) and 8 (deflated)',
    repack,
  ),
  'zip-flags': refusal(
    'the ZIP file’s “{name}” uses a feature that bundles do not have (flags {flags})',
    repack,
  ),
  'zip-extra': refusal(
    'the ZIP file’s “{name}” has an extra field that cannot be trusted: {problem}',
    repack,
  ),
  'zip-local-mismatch': refusal(
    'the ZIP file says two things about “{name}”: its own header and the directory differ in {field}',
  ),
  'zip-descriptor': refusal('the ZIP file’s data descriptor of “{name}” is wrong'),
  'zip-overlap': refusal('the ZIP file’s “{name}” overlaps what comes after it'),
  'zip-gap': refusal('the ZIP file hides {size} bytes after “{name}”'),
  'zip-bomb': refusal('the ZIP file would grow {ratio} times when unpacked, as only a trap does'),
  'zip-entry-large': refusal(
    'the ZIP file’s “{name}” has {size} bytes; an entry of a bundle has at most {limit}',
  ),
  'zip-size': refusal('the ZIP file’s “{name}” does not have the size that the directory says'),
  'zip-crc': refusal('the ZIP file’s “{name}” does not match its checksum'),
  'zip-deflate': refusal('the ZIP file’s “{name}” cannot be decompressed'),
} as const satisfies Record<string, Wording>;
