import { readConfig } from '../source/config.ts';
import { packOf, type Pack } from '../source/pack-id.ts';
import { readTree } from '../source/tree.ts';

/**
 * Which pack a source makes, and in which profiles unless others are asked for, by its satchel.yaml alone. Throws SatchelError: `source-missing`,
 * `source-not-folder`, `config-unreadable`.
 */
export async function readPack(source: string): Promise<Pack & { readonly profiles: readonly string[] }> {
  const { tree } = readTree(source);
  const config = await readConfig(tree, []);
  return { ...packOf(config, tree.root), profiles: config.profiles };
}
