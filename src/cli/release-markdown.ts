import type { AddPlan } from '../release/add-plan.ts';
import { formatSize } from '../quantity.ts';
import { diffMarkdown, escapeMarkdown } from './diff-markdown.ts';

/** What adding bundles to a channel does, for the summary of a CI run or a pull request. */
export function addedMarkdown({ bundles }: AddPlan): string {
  const rows = bundles.map(({ bundle, isThere, deltas, changes }) => {
    const { id, version, variant } = bundle.manifest;
    const [update] = deltas.filter(({ base }) => base !== undefined);
    const first = deltas.find(({ base }) => base === undefined);
    const cells = [
      escapeMarkdown(`${id} (${variant.language}, ${variant.profile})`),
      escapeMarkdown(version),
      isThere
        ? 'is there already'
        : changes
          ? `${changes.class} since ${escapeMarkdown(changes.base.version)}`
          : 'first version',
      formatSize(bundle.size),
      update ? formatSize(update.size) : '–',
      first?.verdict.isKept ? formatSize(first.size) : '–',
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const breaking = bundles.filter(({ changes }) => changes?.class === 'progress-breaking');
  return [
    '| Pack | Version | Changes | Whole | Update | First download |',
    '| --- | --- | --- | ---: | ---: | ---: |',
    ...rows,
    '',
    ...(breaking.length === 0
      ? []
      : [
          `⚠️ **Learners lose progress** in ${breaking.map(({ bundle }) => escapeMarkdown(bundle.manifest.id)).join(', ')}.`,
          '',
        ]),
    ...bundles.flatMap(({ changes }) => (changes ? [diffMarkdown(changes)] : [])),
  ].join('\n');
}
