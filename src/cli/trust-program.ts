import type { Command } from 'commander';
import { formatOption } from './format-option.ts';
import type { KeyNewFlags } from './key-new.ts';
import type { KeyShowFlags } from './key-show.ts';
import type { Runner } from './program.ts';
import type { SignFlags } from './sign.ts';
import type { VerifyFlags } from './verify.ts';

/** `satchel verify`, `satchel sign`, `satchel key …`: what is whole, and whose it is. Returns the command that has others below it. */
export function addTrustCommands(program: Command, run: Runner): Command {
  program
    .command('verify')
    .summary('check bundles to the last byte, and whose they are')
    .description(
      'Compares every byte of bundles with their digests and names each damaged entry. With --key it also demands a good ' +
        'signature of each by that key.',
    )
    .argument('<bundle...>', 'bundles, zipped or unpacked')
    .option('--key <key>', 'a public key: its file, or its one line of text')
    .option(
      '--signature <signature>',
      'the signature, with one bundle (default: beside it, <bundle>.manifest.json.minisig)',
    )
    .addOption(formatOption(['text', 'json']))
    .action((bundles: string[], flags: VerifyFlags, command: Command) => {
      if (flags.signature !== undefined && (flags.key === undefined || bundles.length > 1))
        command.error('error: --signature goes with --key and one bundle');
      return run(async (signal) => (await import('./verify.ts')).runVerify(bundles, flags, signal));
    });

  program
    .command('sign')
    .summary('sign bundles, so that anyone can tell whose they are')
    .description(
      'Verifies bundles and signs their manifests, which hold the digests of all else. Each signature is a file that lies beside ' +
        'the bundle: <bundle>.manifest.json.minisig. “satchel verify --key” checks it; so does minisign:\n' +
        '  unzip -p soil_1.0.0.zip manifest.json > manifest.json\n' +
        '  minisign -Vm manifest.json -x soil_1.0.0.manifest.json.minisig -p school.pub\n' +
        'The passphrase is asked for, or taken from the variable SATCHEL_PASSPHRASE (for several keys: SATCHEL_PASSPHRASE_<key id>).',
    )
    .argument('<bundle...>', 'bundles, zipped or unpacked')
    .option('--key <key>', 'a secret key file (default: the text of one in the variable SATCHEL_KEY)')
    .addOption(formatOption(['text', 'json']))
    .action((bundles: string[], flags: SignFlags) =>
      run(async (signal) => (await import('./sign.ts')).runSign(bundles, flags, signal)),
    );

  const key = program
    .command('key')
    .summary('make keys to sign with, and show them')
    .description(
      'Makes keys to sign with, and shows them. A key has two files: the secret one (.key) signs and stays with its owner; the public ' +
        'one (.pub) goes to everyone who wants to check. Both are as minisign writes and reads them.',
    );

  key
    .command('new')
    .summary('make a key')
    .description(
      'Makes a key: <name>.key, encrypted with a passphrase, and <name>.pub. The passphrase is asked for twice, or taken from the ' +
        'variable SATCHEL_PASSPHRASE. Nothing that is there is overwritten.',
    )
    .argument('<name>', 'what the files are called')
    .option('--no-passphrase', 'do not encrypt it: whoever finds the file can sign with it')
    .addOption(formatOption(['text', 'json']))
    .action((name: string, flags: KeyNewFlags) =>
      run(async (signal) => (await import('./key-new.ts')).runKeyNew(name, flags, signal)),
    );

  key
    .command('show')
    .summary('show the public part of a key')
    .description(
      'Shows the public key and its id; of a secret key whether it is encrypted and what opening it costs, and nothing secret.',
    )
    .argument('<key>', 'a secret or a public key file')
    .addOption(formatOption(['text', 'json']))
    .action((file: string, flags: KeyShowFlags) =>
      run(async (signal) => (await import('./key-show.ts')).runKeyShow(file, flags, signal)),
    );

  return key;
}
