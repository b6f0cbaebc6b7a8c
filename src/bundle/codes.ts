import type { Wording } from '../diagnostic.ts';

const again = 'The file is damaged or was made to deceive. Get the bundle again from where it came from.';
const rebuild = 'Build the bundle again with the current Satchel, or get it again from where it came from.';
const repack = 'Zip the unpacked bundle again with a plain ZIP tool, or get the bundle again.';

/** What is not trusted: exit 3. */
const refusal = (message: string, hint = again): Wording => ({ severity: 'error', message, hint, exit: 3 });

/** Codes of the bundle layer. Data only: this file imports nothing but the type. */
export const bundleCodes = {
  'bundle-not-found': {
    severity: 'error',
    message: 'There is no file or folder “{file}”.',
    hint: 'Check the spelling of the name and the folder you are in.',
    exit: 2,
  },
  'bundle-unreadable': {
    severity: 'error',
    message: '“{file}” cannot be read: {reason}.',
    hint: 'Check that you may read it and that the medium is still there.',
    exit: 4,
  },
  'bundle-not-a-file': {
    severity: 'error',
    message: '“{file}” is neither a file nor a folder.',
    hint: 'Name a bundle (a ZIP file) or the folder it was unpacked into.',
    exit: 2,
  },
  'bundle-manifest-missing': refusal(
    '“{file}” holds no manifest.json, so it is not a bundle.',
    'Name a bundle that “satchel build” wrote, or the folder it was unpacked into.',
  ),
  'bundle-manifest-damaged': refusal('manifest.json is damaged: {reason}'),
  'bundle-entry-missing': refusal('“{path}” is in the manifest and not in the bundle.'),
  'bundle-entry-unknown': {
    severity: 'error',
    message: 'The manifest names no entry “{path}”.',
    hint: 'Use “satchel inspect” to see what the bundle holds.',
    exit: 2,
  },
  'bundle-entry-damaged': refusal('“{path}” is damaged: {reason}'),
  'bundle-entry-size': refusal('“{path}” has {actual} bytes where the manifest says {expected}.'),
  'bundle-entry-digest': refusal(
    '“{path}” is not what the manifest says: its digest is {actual}, not {expected}.',
  ),
  'bundle-entry-foreign': refusal(
    '“{path}” is in the bundle and not in the manifest.',
    'It was added after the bundle was built. Unpacking leaves it out; get the bundle again to be rid of it.',
  ),
  'bundle-entry-special': refusal(
    '“{path}” is a link or a device, not a plain file.',
    'Unpack the bundle again into a new folder.',
  ),
  'bundle-entry-large': refusal(
    '“{path}” has {size} bytes, more than the {limit} that are read into memory at once.',
    'Read it as a stream.',
  ),
  'bundle-too-many-files': refusal(
    '“{file}” holds more than {limit} files, more than any bundle.',
    'Name the folder that the bundle was unpacked into, and no folder above it.',
  ),
  'bundle-content-missing': refusal(
    'There is no content for the entry “{path}”.',
    'Run the build again. If it happens again, report it with the log.',
  ),
  'bundle-content-changed': refusal(
    '“{path}” changed while the bundle was being written: {reason}.',
    'Close programs that are changing the source, then build again.',
  ),
  'bundle-write-failed': {
    severity: 'error',
    message: '“{file}” cannot be written: {reason}. What was there before is untouched.',
    hint: 'Check free space and permissions, or write to another folder.',
    exit: 4,
  },
  'unpack-not-empty': {
    severity: 'error',
    message: '“{dir}” is not empty: it holds “{path}”.',
    hint: 'Name a new or an empty folder.',
    exit: 2,
  },
  'unpack-not-a-folder': {
    severity: 'error',
    message: '“{dir}” is a link or a file, so nothing is unpacked into it.',
    hint: 'Name a new or an empty folder.',
    exit: 2,
  },

  'manifest-too-large': refusal('The manifest has {size} bytes, more than the {limit} of any real bundle.'),
  'manifest-not-json': refusal('The manifest is not JSON: {reason}.'),
  'manifest-not-canonical': refusal(
    'The manifest is not canonical JSON (RFC 8785), so its digest identifies nothing.',
    'A manifest is never edited by hand or by other tools. ' + rebuild,
  ),
  'manifest-version': refusal(
    'The bundle has format {version}; this Satchel reads format 1.',
    'Install a newer Satchel.',
  ),
  'manifest-field': refusal('The manifest’s {field} is wrong: {problem}.', rebuild),
  'manifest-path': refusal(
    'The manifest’s path “{path}” cannot be stored on every medium: {problem}.',
    rebuild,
  ),
  'manifest-order': refusal(
    'The manifest’s entries are not in order: “{path}” stands after “{before}”.',
    rebuild,
  ),
  'manifest-duplicate': refusal(
    'The manifest’s paths “{path}” and “{other}” are one file on media that ignore case.',
    rebuild,
  ),
  'manifest-conflict': refusal('The manifest has “{path}” both as a file and as a folder.', rebuild),
  'manifest-dangling': refusal(
    'The manifest’s {field} points to “{path}”, which is not among its entries.',
    rebuild,
  ),
  'manifest-lesson': refusal(
    'The manifest gives the lesson id “{id}” to two pages, “{path}” and “{other}”.',
    rebuild,
  ),

  'zip-not-zip': refusal('“{file}” is not a ZIP file.', 'Name a bundle that “satchel build” wrote.'),
  'zip-truncated': refusal(
    'The ZIP file ends too early, as after an interrupted copy or download.',
    'Copy or download the bundle again.',
  ),
  'zip-trailing': refusal('The ZIP file goes on after its end.'),
  'zip-prepended': refusal('The ZIP file has other bytes before its first record.'),
  'zip-comment': refusal('The ZIP file’s comment could be taken for another ZIP file.'),
  'zip-multi-disk': refusal('The ZIP file is one part of several.', 'Join the parts into one ZIP file.'),
  'zip-directory': refusal('The ZIP file’s directory is broken: {problem}.'),
  'zip-too-many': refusal('The ZIP file has {count} records, more than the {limit} of any bundle.'),
  'zip-name-empty': refusal('The ZIP file has a record without a name.'),
  'zip-name-traversal': refusal(
    'The ZIP file’s name “{name}” has a “.” or “..” part, which would lead out of its folder.',
  ),
  'zip-name-absolute': refusal('The ZIP file’s name “{name}” is absolute.'),
  'zip-name-backslash': refusal(
    'The ZIP file’s name “{name}” has a backslash, which is a folder on Windows and a letter elsewhere.',
  ),
  'zip-name-control': refusal('The ZIP file’s name “{name}” has control characters.'),
  'zip-name-drive': refusal('The ZIP file’s name “{name}” begins with a drive letter.'),
  'zip-name-reserved': refusal('The ZIP file’s name “{name}” is reserved on Windows.'),
  'zip-name-unportable': refusal(
    'The ZIP file’s name “{name}” cannot be stored on every medium: {problem}.',
    'Remove what is not from the bundle. ' + repack,
  ),
  'zip-name-duplicate': refusal('The ZIP file has “{name}” twice.'),
  'zip-name-case': refusal(
    'The ZIP file’s names “{name}” and “{other}” are one file on media that ignore case.',
  ),
  'zip-name-conflict': refusal('The ZIP file has “{name}” both as a file and as a folder.'),
  'zip-symlink': refusal('The ZIP file’s “{name}” is a symbolic link.'),
  'zip-special-file': refusal('The ZIP file’s “{name}” is not a plain file.'),
  'zip-encrypted': refusal('The ZIP file’s “{name}” is encrypted.', 'Bundles are never encrypted. ' + repack),
  'zip-method': refusal(
    'The ZIP file’s “{name}” is compressed by method {method}; bundles use 0 (stored) and 8 (deflated).',
    repack,
  ),
  'zip-flags': refusal(
    'The ZIP file’s “{name}” uses a feature that bundles do not have (flags {flags}).',
    repack,
  ),
  'zip-extra': refusal(
    'The ZIP file’s “{name}” has an extra field that cannot be trusted: {problem}.',
    repack,
  ),
  'zip-local-mismatch': refusal(
    'The ZIP file says two things about “{name}”: its own header and the directory differ in {field}.',
  ),
  'zip-descriptor': refusal('The ZIP file’s data descriptor of “{name}” is wrong.'),
  'zip-overlap': refusal('The ZIP file’s “{name}” overlaps what comes after it.'),
  'zip-gap': refusal('The ZIP file hides {size} bytes after “{name}”.'),
  'zip-bomb': refusal('The ZIP file would grow {ratio} times when unpacked, as only a trap does.'),
  'zip-entry-large': refusal(
    'The ZIP file’s “{name}” has {size} bytes; an entry of a bundle has at most {limit}.',
  ),
  'zip-size': refusal('The ZIP file’s “{name}” does not have the size that the directory says.'),
  'zip-crc': refusal('The ZIP file’s “{name}” does not match its checksum.'),
  'zip-deflate': refusal('The ZIP file’s “{name}” cannot be decompressed.'),
} as const satisfies Record<string, Wording>;
