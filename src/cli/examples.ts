const EXAMPLES: Readonly<Record<string, readonly (readonly [command: string, what: string])[]>> = {
  satchel: [
    ['satchel init soil && satchel build soil', 'start a curriculum and build it'],
    ['satchel preview soil', 'write it with the result beside you'],
    ['satchel verify dist/*.zip', 'prove that nothing is damaged'],
  ],
  init: [['satchel init soil', 'a starter in the new folder soil']],
  build: [
    ['satchel build', 'this folder, into dist'],
    ['satchel build course -o out --profile low,standard', 'two bundles a language'],
    ['satchel build course --language ar --dry-run', 'what the Arabic bundle would hold'],
    [
      'satchel build course --base soil_1.0.0.zip',
      'learners keep their progress; unchanged media stays as it is',
    ],
    ['satchel build course --base channel', 'the same, with what was published last in the channel'],
    ['satchel build course --fit 200MB', 'the media that costs most for what it gives at lower profiles'],
    ['satchel build course --single-file --profile low', 'lessons to send by message, one file each'],
    ['satchel build course --strict --provenance --format github', 'in CI'],
  ],
  validate: [
    ['satchel validate course', 'every finding in a source'],
    ['satchel validate dist/soil_1.0.0.zip', 'a bundle: names, entries, digests'],
    ['satchel validate course --format github', 'in CI of GitHub: shown beside the lines of a pull request'],
    ['satchel validate course --format gitlab > quality.json', 'in CI of GitLab: a code quality report'],
    ['satchel validate course --format sarif > findings.sarif', 'for code scanning'],
  ],
  inspect: [
    ['satchel inspect dist/soil_1.0.0.zip', 'lessons and sizes'],
    ['satchel inspect dist/soil_1.0.0.zip --format json', 'for scripts'],
  ],
  verify: [
    ['satchel verify dist/*.zip', 'all bundles of a folder'],
    ['satchel verify dist/*.zip --key school.pub', 'and that the school has signed each'],
    [
      'satchel verify soil.zip --key RWT4OIrPTjMboTrjabVXQtAxDtLQqYZYzLqSofHnAwGJmS/9C37j2gUm',
      'with the key as it was told on the telephone or stands on a poster',
    ],
  ],
  sign: [
    ['satchel sign dist/*.zip --key school.key', 'dist/soil_1.0.0.manifest.json.minisig beside each'],
    ['SATCHEL_KEY="$SECRET" satchel sign dist/*.zip', 'in CI, with SATCHEL_PASSPHRASE'],
  ],
  key: [
    ['satchel key new school', 'school.key to keep, school.pub for everyone'],
    ['satchel key show school.pub', 'the key in one line, and its id'],
  ],
  'key new': [
    ['satchel key new school', 'asks for a passphrase twice'],
    ['satchel key new ci --no-passphrase', 'for a machine that has another way to keep secrets'],
  ],
  'key show': [
    ['satchel key show school.pub', 'the key in one line, and its id'],
    ['satchel key show school.key', 'the same of a secret key, and how it is encrypted'],
  ],
  reproduce: [
    ['satchel reproduce soil_1.0.0.zip soil', 'in a checkout of the tag 1.0.0'],
    ['satchel reproduce soil_1.1.0.zip soil --base soil_1.0.0.zip', 'what was built with a base'],
    ['satchel reproduce soil_1.0.0.zip soil --cache "$(mktemp -d)"', 'encoding everything anew'],
  ],
  unpack: [['satchel unpack dist/soil_1.0.0.zip soil-offline', 'then open soil-offline/index.html']],
  drop: [
    ['satchel drop plan dist/*.zip --to /media/me/STICK', 'what would be written, and whether it fits'],
    ['satchel drop write dist/*.zip --to /media/me/STICK', 'then pull the stick out'],
    ['satchel drop verify /media/me/STICK', 'whether every byte is still there'],
  ],
  'drop plan': [
    ['satchel drop plan dist/*.zip --to /media/me/STICK', 'sizes and space; nothing is written'],
    ['satchel drop plan dist --to E: --pack soil --language en,ar', 'one pack in two languages'],
  ],
  'drop write': [
    ['satchel drop write dist/*.zip --to /media/me/STICK', 'a new stick, or the next version on an old one'],
    ['satchel drop write dist/*.zip --to /media/me/*', 'all sticks that are plugged in, at once'],
    ['satchel drop write /media/me/STICK --to /media/me/OTHER', 'from stick to stick'],
    [
      'satchel drop write packs --to /media/me/*',
      'packs that “satchel update” keeps, with the news of their channel',
    ],
    ['satchel drop write dist/*.zip --to school-hub --allow-folder', 'into a folder that is there'],
  ],
  'drop repair': [
    ['satchel drop repair /media/me/STICK --from dist', 'writes only what is bad'],
    ['satchel drop repair /media/me/STICK --plan -o need.json', 'where the bundles are not at hand'],
  ],
  'drop pack': [
    ['satchel drop pack need.json dist -o repair.zip', 'to be sent back: drop repair --from repair.zip'],
  ],
  'drop receipt': [['satchel drop receipt --format csv > sticks.csv', 'for a spreadsheet']],
  'drop verify': [['satchel drop verify /media/me/STICK', 'reads every byte; exit code 3 if any is wrong']],
  release: [
    [
      'satchel release init channel --root a.pub --root b.pub --root c.pub --key online.pub --sign a.key --sign b.key',
      'once: a channel in the folder channel',
    ],
    ['satchel release publish channel dist/*.zip --sign online.key', 'each version, to everybody'],
    ['satchel release renew channel --sign online.key', 'each year: what is there is still current'],
  ],
  'release init': [
    [
      'satchel release init channel --root a.pub --root b.pub --root c.pub --key online.pub --sign a.key --sign b.key',
      'two of three root keys are at hand',
    ],
    [
      'satchel release init channel --root me.pub --threshold 1 --key me.pub --sign me.key',
      'to try it out, with one key for everything',
    ],
  ],
  'release add': [
    [
      'satchel release add channel dist/*.zip --dry-run',
      'sizes, deltas and what changed; nothing is written',
    ],
    ['satchel release add channel dist/*.zip --dry-run --format markdown', 'for the summary of a CI run'],
  ],
  'release publish': [
    [
      'satchel release publish channel dist/*.zip --sign online.key',
      'adds bundles, then leads everybody to them',
    ],
    ['satchel release publish channel', 'in CI, with the key in SATCHEL_KEY: what was added before'],
  ],
  'release sign': [
    ['satchel release sign 1.root.json --key b.key', 'the second of two signatures; send the file back'],
    ['satchel release sign 1.root.json --key b.key --channel channel', 'the last signature: it counts'],
  ],
  'release plan': [
    [
      'satchel release plan channel --sites 12000 --bandwidth 64kbit --cost-per-mb 0.01 --currency USD',
      'what a country pays, and how long it takes',
    ],
  ],
  'key rotate': [
    [
      'satchel key rotate channel --new new.pub --remove online.pub --sign a.key --sign b.key --sign online.key --sign new.key',
      'another online key, without anybody noticing',
    ],
    [
      'satchel key rotate channel --role root --new d.pub --remove c.pub --sign a.key --sign b.key',
      'a root key was lost',
    ],
  ],
  'release renew': [
    ['satchel release renew channel --sign online.key', 'says anew that what is there is current'],
    ['satchel release renew channel --all --expires 730 --sign online.key', 'for two years'],
  ],
  diff: [
    ['satchel diff soil_1.0.0.zip soil_1.1.0.zip', 'what changed, and whether 1.1.0 is the right number'],
    ['satchel diff old.zip new.zip --format markdown > notes.md', 'release notes, for a pull request'],
    ['satchel diff old.zip new.zip --fail-on progress-breaking', 'in CI'],
    [
      'satchel diff old.zip new.zip -o new.delta --max-size 200KB',
      'a delta that is proven before it is written',
    ],
    ['satchel diff --from-nothing new.zip -o first.delta', 'the smallest first download'],
    ['satchel diff old.zip new.zip --chain deltas', 'which of the deltas to get'],
  ],
  apply: [
    ['satchel apply soil_1.0.0.zip soil.delta', 'soil_1.1.0.zip beside it'],
    ['satchel apply --from-nothing first.delta -o soil.zip', 'where there is no base yet'],
  ],
  report: [
    ['satchel report dist/soil_1.0.0.zip', 'dist/soil_1.0.0_report.html'],
    ['satchel report dist/soil_1.0.0.zip --cost-per-mb 0.05 --currency USD', 'with what a download costs'],
    ['satchel report dist/soil_1.0.0.zip --format json', 'the same for scripts; no page is written'],
  ],
  update: [
    [
      'satchel update https://example.org/packs --to packs --trust sha256:…',
      'the first time: the fingerprint comes from whoever publishes, by another way',
    ],
    ['satchel update https://example.org/packs --to packs', 'what is new, and no more'],
    [
      'satchel update /media/me/STICK --to packs',
      'by hand: a stick that was written from such a folder is a channel too',
    ],
    ['satchel update https://example.org/packs --to packs --dry-run', 'how much there is to fetch'],
  ],
  status: [
    ['satchel status packs', 'what is here, what is newest, how old the news is; no network'],
    ['satchel status packs --format json', 'for scripts; exit code 1 if something newer is known'],
  ],
  preview: [
    ['satchel preview course --open', 'a source, built again at each change'],
    ['satchel preview dist/soil_1.0.0.zip --port 8080', 'a bundle'],
  ],
  serve: [
    ['satchel serve dist/soil_1.0.0.zip', 'phones in the same Wi-Fi scan the code'],
    ['satchel serve dist', 'every bundle of a folder, with a page to choose from'],
    ['satchel serve soil.zip --host 127.0.0.1 --port 8080', 'this machine alone'],
  ],
  doctor: [
    ['satchel doctor', 'after the installation, or when something does not work'],
    ['SATCHEL_FFMPEG=/opt/ffmpeg/bin/ffmpeg satchel doctor', 'whether another ffmpeg would do'],
  ],
  completion: [
    ['source <(satchel completion bash)', 'for this bash'],
    ['satchel completion zsh > ~/.zfunc/_satchel', 'for every zsh with ~/.zfunc in its fpath'],
    ['satchel completion fish > ~/.config/fish/completions/satchel.fish', 'for every fish'],
  ],
};

/** Examples of a command, for its help. */
export function examplesOf(name: string): string {
  return (EXAMPLES[name] ?? []).map(([command, what]) => `  $ ${command}\n      ${what}`).join('\n');
}
