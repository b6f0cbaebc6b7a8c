import { readFileSync } from 'node:fs';
import { packageFile } from './package.ts';

/** The published schemas (schemas/<name>.schema.json). Only these are ever compiled, never one that came from outside. */
export type SchemaName = 'manifest-1' | 'satchel-1' | 'front-matter-1' | 'activities-1' | 'provenance-1';

/** What of a value breaks a schema: the way to it (keys and indices), the rule, and the rule's own data. */
export interface SchemaError {
  readonly path: readonly string[];
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message: string;
}

type Check = (value: unknown) => SchemaError[];
const compiled = new Map<SchemaName, Check>();

/** Checks a value against a published schema (JSON Schema 2020-12); an empty list when it fits. */
export async function checkSchema(name: SchemaName, value: unknown): Promise<SchemaError[]> {
  const check = compiled.get(name) ?? (await compile(name));
  compiled.set(name, check);
  return check(value);
}

async function compile(name: SchemaName): Promise<Check> {
  // Bundled CommonJS has its exports on `default` alone.
  const [{ default: ajv2020 }, { default: formats }] = await Promise.all([
    import('ajv/dist/2020.js'),
    import('ajv-formats'),
  ]);
  const ajv = new ajv2020.Ajv2020({ allErrors: true, strict: true, ownProperties: true });
  formats.default(ajv);
  const validate = ajv.compile(
    JSON.parse(readFileSync(packageFile(`schemas/${name}.schema.json`), 'utf8')) as object,
  );
  return (value) => {
    validate(value);
    return (validate.errors ?? []).map(({ instancePath, keyword, params, message }) => ({
      path: instancePath
        .split('/')
        .slice(1)
        .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')),
      keyword,
      params: params as Record<string, unknown>,
      message: message ?? keyword,
    }));
  };
}
