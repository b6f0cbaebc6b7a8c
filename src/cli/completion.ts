import type { Argument, Command, Option } from 'commander';
import { printResult } from './terminal.ts';

/** The program as shells need it: made from commander's own definitions, so that it cannot go stale. */
interface Completable {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly {
    /** As typed: `-o`, `--output`. */
    readonly flags: readonly string[];
    readonly description: string;
    /** Undefined for a flag without a value. */
    readonly value: Values | undefined;
  }[];
  /** The commands below it (`drop write`), which come first. */
  readonly below: readonly string[];
  /** What its arguments can be, or those of the commands below it; undefined when it has none. */
  readonly values: Values | undefined;
}

/** What can stand at a place: one of some words, a file, a folder, or something only its author knows. */
type Values = readonly string[] | 'file' | 'folder' | 'text';

export function runCompletion(shell: 'bash' | 'zsh' | 'fish', program: Command): number {
  printResult(completionScript(shell, program));
  return 0;
}

/** A script that completes `program` in `shell`. */
export function completionScript(shell: 'bash' | 'zsh' | 'fish', program: Command): string {
  const help = {
    name: 'help',
    summary: 'show help for a command',
    options: [],
    below: [],
    values: program.commands.map((one) => one.name()),
  };
  const commands = [...program.commands.map(completable), help];
  const own = completable(program);
  return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell](own, commands);
}

function completable(command: Command): Completable {
  return {
    name: command.name(),
    summary: command.summary() || command.description(),
    options: merged([command, ...command.commands].flatMap(optionsOf)),
    below: command.commands.map((one) => one.name()),
    values: argumentValues(
      [command, ...command.commands].flatMap((one) => one.registeredArguments.map(valuesOf)),
    ),
  };
}

function optionsOf(command: Command): Completable['options'][number][] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map((option) => ({
      flags: [option.short, option.long].filter((flag) => flag !== undefined),
      description: option.description,
      value: option.required || option.optional ? valuesOf(option) : undefined,
    }));
}

/** Options that several commands below one have are offered once, with what any of them can be. */
function merged(options: Completable['options']): Completable['options'] {
  const all = new Map<string, Completable['options'][number]>();
  for (const option of options) {
    const name = option.flags.at(-1) ?? '';
    const there = all.get(name);
    const value =
      Array.isArray(there?.value) && Array.isArray(option.value)
        ? [...new Set<string>([...(there.value as string[]), ...(option.value as string[])])]
        : (there ?? option).value;
    all.set(name, { ...(there ?? option), value });
  }
  return [...all.values()];
}

/** Files are offered where any argument is a file: which one is being typed is not looked at. */
function argumentValues(values: readonly Values[]): Values | undefined {
  return values.includes('file') ? 'file' : values[0];
}

function valuesOf(place: Option | Argument): Values {
  if (place.argChoices) return place.argChoices;
  const named = 'flags' in place ? (/[<[](.+)[>\]]/.exec(place.flags)?.[1] ?? '') : place.name();
  const name = named.replace(/\.\.\.$/, '');
  // One source is a folder of Markdown; several are bundles too.
  if (/^(?:dir|drop)$/.test(name) || (name === 'source' && !place.variadic)) return 'folder';
  return /^(?:target|bundle|base|delta|key|root|channel|signature|source)/.test(name) ? 'file' : 'text';
}

/** In bash: whether the word is the one behind the command. */
const FIRST = 'if [ "$((at + 1))" = "$COMP_CWORD" ]; then';

/** Bash 3.2 (macOS) and later; `complete -o filenames` quotes what has spaces. */
function bashScript(own: Completable, commands: readonly Completable[]): string {
  const flagsOf = ({ options }: Completable): string => options.flatMap(({ flags }) => flags).join(' ');
  const valueCases = commands.flatMap(({ name, options }) =>
    options.flatMap(({ flags, value }) =>
      value === undefined
        ? []
        : [`    ${flags.map((flag) => `${name}:${flag}`).join('|')}) ${bashReply(value)}; return ;;`],
    ),
  );
  const commandCases = commands.map((command) => {
    const values = bashReply(command.values ?? 'text');
    const reply =
      command.below.length === 0 ? values : `${FIRST} ${bashReply(command.below)}; else ${values}; fi`;
    return `    ${command.name}) flags='${flagsOf(command)}'; ${reply} ;;`;
  });
  return `# bash completion for satchel
_satchel() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} verb='' flags='' at=0 i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
    -*) ;;
    *) verb=\${COMP_WORDS[i]}; at=$i; break ;;
    esac
  done
  if [ -z "$verb" ]; then
    COMPREPLY=($(compgen -W '${commands.map(({ name }) => name).join(' ')} ${flagsOf(own)}' -- "$word"))
    return
  fi
  case "$verb:$before" in
${valueCases.join('\n')}
  esac
  case $verb in
${commandCases.join('\n')}
  esac
  case $word in
  -*) COMPREPLY=($(compgen -W "$flags" -- "$word")) ;;
  esac
}
complete -o bashdefault -o filenames -F _satchel satchel
`;
}

function bashReply(values: Values): string {
  if (values === 'text') return 'COMPREPLY=()';
  const what = values === 'file' ? '-f' : values === 'folder' ? '-d' : `-W '${values.join(' ')}'`;
  // One candidate a line, so that names with spaces stay whole; `mapfile` is not in bash 3.2.
  return `while IFS= read -r i; do COMPREPLY+=("$i"); done < <(compgen ${what} -- "$word")`;
}

/** zsh's own functions: https://zsh.sourceforge.io/Doc/Release/Completion-System.html (_arguments, _describe) */
function zshScript(own: Completable, commands: readonly Completable[]): string {
  const specs = ({ options, below, values }: Completable): string[] => [
    ...options.map(({ flags, description, value }) => {
      const text = `[${zshText(description)}]${value === undefined ? '' : `:value:${zshAction(value)}`}`;
      const [first = '', second] = flags;
      return second === undefined
        ? quote(`${first}${text}`)
        : `'(${first} ${second})'{${first},${second}}${quote(text)}`;
    }),
    ...(below.length === 0 ? [] : [quote(`1:command:(${below.join(' ')})`)]),
    ...(values === undefined ? [] : [quote(`*:argument:${zshAction(values)}`)]),
  ];
  const cases = commands.map(
    (command) => `    ${command.name}) _arguments ${specs(command).join(' \\\n      ')} ;;`,
  );
  return `#compdef satchel
_satchel() {
  local -a commands
  commands=(
${commands.map(({ name, summary }) => `    ${quote(`${name}:${zshText(summary)}`)}`).join('\n')}
  )
  local curcontext=$curcontext state line
  _arguments -C ${specs(own).join(' \\\n    ')} '1:command:->command' '*::argument:->argument'
  case $state in
  command) _describe command commands ;;
  argument)
    case $words[1] in
${cases.join('\n')}
    esac ;;
  esac
}
if [ "$funcstack[1]" = _satchel ]; then _satchel "$@"; else compdef _satchel satchel; fi
`;
}

function zshAction(values: Values): string {
  if (values === 'text') return ' ';
  return values === 'file' ? '_files' : values === 'folder' ? '_files -/' : `(${values.join(' ')})`;
}

function zshText(text: string): string {
  return text.replace(/[[\]:\\]/g, '\\$&');
}

/** https://fishshell.com/docs/current/cmds/complete.html */
function fishScript(own: Completable, commands: readonly Completable[]): string {
  const lines = commands.map(
    ({ name, summary }) => `complete -c satchel -n __fish_use_subcommand -f -a ${name} -d ${quote(summary)}`,
  );
  lines.push(
    ...own.options.map((option) => `complete -c satchel -n __fish_use_subcommand ${fishOption(option)}`),
  );
  for (const { name, options, below, values } of commands) {
    const when = `complete -c satchel -n '__fish_seen_subcommand_from ${name}'`;
    if (below.length > 0) {
      const first = `__fish_seen_subcommand_from ${name}; and not __fish_seen_subcommand_from ${below.join(' ')}`;
      lines.push(`complete -c satchel -n '${first}' ${fishValues(below)}`);
    }
    lines.push(...options.map((option) => `${when} ${fishOption(option)}`));
    lines.push(`${when} ${fishValues(values ?? 'text')}`);
  }
  return `# fish completion for satchel\n${lines.join('\n')}\n`;
}

function fishOption({ flags, description, value }: Completable['options'][number]): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  return [
    ...names,
    ...(value === undefined ? [] : ['-r', fishValues(value)]),
    `-d ${quote(description)}`,
  ].join(' ');
}

function fishValues(values: Values): string {
  if (values === 'file') return '-F';
  if (values === 'folder') return `-f -a '(__fish_complete_directories)'`;
  return values === 'text' ? '-f' : `-f -a ${quote(values.join(' '))}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
