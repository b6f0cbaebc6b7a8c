import { Metadata, MetadataKind, TargetFile, Targets } from '@tufjs/models';

type Json = Parameters<typeof Metadata.fromJSON>[1];

/** Targets of TUF whose list may be long: the models copy all of it for each file of it, and thousands would take minutes. */
export class LongTargets extends Targets {
  override toJSON(): ReturnType<Targets['toJSON']> {
    const { version, expires, specVersion, unrecognizedFields } = this;
    const others = new Targets({ version, expires, specVersion, unrecognizedFields }).toJSON();
    const listed = Object.entries(this.targets).map(([path, target]) => [path, target.toJSON()] as const);
    return { ...others, targets: Object.fromEntries(listed) };
  }
}

/** As `Metadata.fromJSON` reads targets; those that delegate it reads as they are. Throws as the models do. */
export function targetsFromJson(value: Json): Metadata<Targets> {
  const signed = (value as { readonly signed?: unknown }).signed;
  const listed = (Object(signed) as { readonly targets?: unknown }).targets;
  if (typeof listed !== 'object' || listed === null || Array.isArray(listed))
    return Metadata.fromJSON(MetadataKind.Targets, value);
  const short = { ...value, signed: { ...(signed as object), targets: {} } } as Json;
  const { signed: read, signatures, unrecognizedFields } = Metadata.fromJSON(MetadataKind.Targets, short);
  if (read.delegations !== undefined) return Metadata.fromJSON(MetadataKind.Targets, short);
  const targets = Object.fromEntries(
    Object.entries(listed as Readonly<Record<string, Json>>).map(([path, file]) => {
      if (typeof file !== 'object' || Array.isArray(file)) throw new TypeError(`“${path}” is no object`);
      return [path, TargetFile.fromJSON(path, file)];
    }),
  );
  const { version, expires, specVersion, unrecognizedFields: others } = read;
  const long = new LongTargets({ version, expires, specVersion, unrecognizedFields: others, targets });
  return new Metadata<Targets>(long, signatures, unrecognizedFields);
}
